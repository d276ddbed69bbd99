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
from ats_contracts.events import Event, read
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
    assert "\u001b" not in reports.render("text", hostile(events))


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
def test_what_fails_in_the_same_way_is_told_once_with_a_line_for_each(
    name: str, events: list[Event]
) -> None:
    text = reports.render(name, events)
    assert text.count("  reproduce: ") == 1
    assert "  likewise in 1 more:\n" in text
    assert re.search(r"\n    \S+ · nexivohr: .+: missing: expected", text)


def test_the_text_says_once_why_checks_were_not_tried() -> None:
    spec = '[supports]\n"jobs.*" = { no = "candidates only, so far" }\n'
    text = reports.render("text", a_narrow_run("jobs.field.*", more=spec).events)
    assert re.findall(r"unsupported in \d+: (.*)", text) == ["jobs.list: candidates only, so far"]
