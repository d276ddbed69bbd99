"""Reports are pure functions of the stream, and safe with whatever a target answers."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ats_contracts import reports
from ats_contracts.errors import UnknownName, UsageError
from ats_contracts.events import Event, Result, read
from ats_contracts.reports.summary import by_cause, paragraphs
from ats_contracts.run import Selection, verify
from ats_contracts.zoo import DEFECTS
from ats_contracts.zoo.trial import spec_of
from tests.contracts.kit import a_narrow_run, a_run


@pytest.fixture
def events() -> list[Event]:
    return a_run("first_page_only").events


@pytest.mark.parametrize("name", sorted(reports.FORMATS))
def test_a_stream_read_back_gives_the_same_report(
    name: str, events: list[Event], tmp_path: Path
) -> None:
    path = tmp_path / "run.ndjson"
    path.write_text(reports.render("ndjson", events), encoding="utf-8")
    assert reports.render(name, read(path)) == reports.render(name, events)


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_every_report_for_people_says_what_failed_and_how_to_see_it_again(
    name: str, events: list[Event]
) -> None:
    text = reports.render(name, events)
    for part in ("candidates.list.complete", "2 fail", "0 unverified", "contract violated"):
        assert part in text
    assert "ats-sandbox verify acme.target.toml --provider nexivohr --check candidates.list" in text


def test_a_stream_without_a_footer_is_no_report(events: list[Event], tmp_path: Path) -> None:
    path = tmp_path / "cut.ndjson"
    path.write_text(reports.render("ndjson", events[:-1]), encoding="utf-8")
    with pytest.raises(UsageError, match=r"cut\.ndjson: has no footer"):
        read(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "header"), ("{}\n", ":1: not an event"), ("{\n", ":1: not JSON"), ("[]\n", ":1: not")],
)
def test_a_file_that_is_no_stream_is_said_so(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.ndjson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read(path)


def test_an_unknown_format_is_refused_with_the_nearest(events: list[Event]) -> None:
    with pytest.raises(UnknownName, match="'html'"):
        reports.render("htlm", events)


def hostile(events: list[Event]) -> list[Event]:
    """Put mark-up and control characters where a target's values are."""
    evil = "<script>alert(1)</script>\u001b[31m\u0000```"
    return [
        {**e, "actual": evil, "where": evil} if e["type"] == "divergence" else e for e in events
    ]


class Tags(HTMLParser):
    """Collects the tags and the addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.add(str(value))
            if name in ("href", "src"):
                self.links.add(str(value))


def test_the_html_is_one_file_without_script_or_network(events: list[Event]) -> None:
    page = Tags()
    page.feed(reports.render("html", hostile(events)))
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert all(link.startswith("#") for link in page.links)


def test_every_cell_of_the_html_leads_to_its_evidence(events: list[Event]) -> None:
    page = Tags()
    page.feed(reports.render("html", events))
    assert "#nexivohr-candidates-emails" in page.links
    assert {link.removeprefix("#") for link in page.links} <= page.ids


def test_the_terminal_never_sees_a_control_character(events: list[Event]) -> None:
    told = reports.render("text", hostile(events))
    assert "\u001b" not in told
    assert r"</script>\x1b[31m\x00" in told


def test_junit_is_xml_with_counts_as_properties(events: list[Event]) -> None:
    root = ET.fromstring(reports.render("junit", hostile(events)))
    suite = root.find("testsuite")
    assert suite is not None
    assert suite.get("failures") == "2"
    case = next(c for c in suite if c.get("name") == "candidates.list.complete")
    names = {p.get("name"): p.get("value") for p in case.iter("property")}
    assert names["verdict"] == "fail"
    assert int(str(names["comparisons"])) > 20


def test_the_json_report_has_the_matrix_and_every_result(events: list[Event]) -> None:
    report = json.loads(reports.render("json", events))
    assert report["exit_code"] == 1
    assert report["matrix"]["counts"]["verified"] > 10
    failure = next(r for r in report["results"] if r["check"] == "candidates.list.complete")
    assert failure["divergences"][0]["expected"] == "listed once"
    assert failure["reproduce"].startswith("ats-sandbox verify ")


@pytest.mark.parametrize("format_", reports.FORMATS)
def test_a_check_with_very_many_divergences_can_be_reported(format_: str) -> None:
    events = a_run("ascii").events
    assert sum(e["type"] == "divergence" for e in events) > 10
    assert reports.render(format_, events)


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_what_fails_in_the_same_way_is_told_once_with_a_line_for_each(name: str) -> None:
    text = reports.render(name, a_run("ascii").events)
    assert text.count("  reproduce: ") == text.count("  likewise in 1 more:") == 2
    assert re.search(r"  likewise in 1 more:\n    \S+ · nexivohr: .+: value: expected", text)


def test_one_part_of_the_contract_does_not_hide_behind_another(events: list[Event]) -> None:
    text = reports.render("text", events)
    blamed = re.findall(r"^FAIL (\S+)", text, re.MULTILINE)
    assert blamed == ["candidates.list.complete", "ratelimit.retry_after.honoured"]


def a_failure(check: str, resource: str, actual: str) -> Result:
    divergence = {"where": "x", "kind": "error", "expected": "y", "actual": actual, "source": ""}
    started = {"check": check, "provider": "nexivohr", "resource": resource, "claim": "It works."}
    return Result(
        started={**started, "reproduce": "…"},
        finished={"verdict": "fail", "reason": "1 of 1", "divergences": 1},
        divergences=(divergence,),
    )


def test_a_page_where_an_error_was_due_is_told_in_words() -> None:
    (defect,) = (d for d in DEFECTS if d.name == "garbage_cursor_is_first_page")
    spec, _ = spec_of(defect.name, defect.change)
    outcome = verify(spec, Selection(providers=("nexivohr",), patterns=(defect.check,)))
    told = [e["actual"] for e in outcome.events if e["type"] == "divergence"]
    assert told
    assert all(re.fullmatch(r"\d+ records", str(actual)) for actual in told)


def test_what_the_target_does_not_offer_is_told_once_and_how_to_say_so() -> None:
    refused = "error unsupported after 0 pages"
    problems = [
        a_failure("offers.list.complete", "offers", refused),
        a_failure("jobs.paging.any_size", "jobs", refused),
        a_failure("jobs.paging.limit_respected", "jobs", "error upstream"),
    ]
    groups = by_cause(problems)
    assert [[r.check for r in group] for group in groups] == [
        ["offers.list.complete", "jobs.paging.any_size"],
        ["jobs.paging.limit_respected"],
    ]
    hinted = [any("[supports]" in line for line in paragraphs(group)) for group in groups]
    assert hinted == [True, False]


def test_the_text_says_once_why_checks_were_not_tried() -> None:
    spec = '[supports]\n"jobs.*" = { no = "candidates only, so far" }\n'
    text = reports.render("text", a_narrow_run("jobs.field.*", more=spec).events)
    assert re.findall(r"unsupported in \d+: (.*)", text) == ["jobs.list: candidates only, so far"]
