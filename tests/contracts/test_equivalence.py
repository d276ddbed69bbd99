"""
The same world through several vendors: what is compared, what is left out, what is said of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from ats_contracts import reports
from ats_contracts.events import results
from ats_contracts.gaps import Gap
from ats_contracts.matrix import State, build
from ats_contracts.reference import Parts
from ats_contracts.run import Outcome, Selection, verify
from ats_contracts.targets import load
from ats_contracts.targets.file import TargetSpec
from ats_contracts.verdict import ExitCode
from ats_contracts.zoo import twists
from ats_contracts.zoo.trial import spec_of

CHECKS = "*.providers.agree"
ALL = "nexivohr+jobvite+jobtrain"
Change = Callable[[Parts], Parts]


def a_spec(change: Change) -> TargetSpec:
    """Declare the reference as *change* makes it."""
    return spec_of("changed", lambda parts, _: change(parts))[0]


def a_run(change: Change, resource: str, *providers: str, seed: int = 1) -> Outcome:
    patterns = (f"{resource}.providers.agree",)
    return verify(a_spec(change), Selection(providers=providers, patterns=patterns, seed=seed))


@cache
def the_reference() -> Outcome:
    """Compare all vendors, once a test session."""
    return verify(load("reference"), Selection(patterns=(CHECKS,)))


def divergences(outcome: Outcome) -> list[dict[str, Any]]:
    return [dict(event) for event in outcome.events if event["type"] == "divergence"]


def notes(outcome: Outcome, resource: str) -> list[str]:
    check = f"{resource}.providers.agree"
    return [n for r in results(outcome.events) if r.check == check for n in r.notes]


def names_turned(parts: Parts) -> Parts:
    changed = twists.records(parts, lambda: None, "departments", lambda right, raw: {"name": "X"})
    return twists.only_at("jobtrain", parts, changed)


def no_departments(parts: Parts) -> Parts:
    changed = twists.lost(parts, lambda: None, "departments", lambda row: False)
    return twists.only_at("jobvite", parts, changed)


def shown_as(value: Any) -> Change:
    def change(parts: Parts) -> Parts:
        changed = twists.records(
            parts, lambda: None, "jobs", lambda right, raw: {"created_at": value}
        )
        return twists.only_at("nexivohr", parts, changed)

    return change


# -- what is compared -----------------------------------------------------------------------------


def test_whatever_several_vendors_hold_of_one_world_is_compared_once() -> None:
    assert the_reference().counts["pass"] == 6
    assert {(r.check.partition(".")[0], r.provider) for r in results(the_reference().events)} == {
        ("candidates", ALL),
        ("jobs", ALL),
        ("applications", ALL),
        ("attachments", "jobvite+jobtrain"),
        ("departments", "jobvite+jobtrain"),
        ("offices", "jobvite+jobtrain"),
    }


@pytest.mark.parametrize(
    ("resource", "pair", "fields"),
    [
        ("candidates", "nexivohr and jobvite", "first_name last_name name title phones emails"),
        ("candidates", "nexivohr and jobtrain", "first_name last_name name phones emails"),
        (
            "candidates",
            "jobvite and jobtrain",
            "first_name last_name name phones emails applications",
        ),
        (
            "jobs",
            "nexivohr and jobvite",
            "name description status job_type created_at updated_at closed_at",
        ),
        (
            "jobs",
            "jobvite and jobtrain",
            "name description status departments offices is_remote job_type created_at opened_at",
        ),
        (
            "applications",
            "jobvite and jobtrain",
            "candidate job applied_at source updated_at",
        ),
        (
            "attachments",
            "jobvite and jobtrain",
            "file_name candidate application job attachment_type",
        ),
    ],
)
def test_the_comparisons_are_named_by_field(resource: str, pair: str, fields: str) -> None:
    """A lens that comes to tell less makes this shorter, which nothing else would show."""
    told = next(note for note in notes(the_reference(), resource) if note.startswith(pair))
    compared = told.partition("values compared: ")[2].split(", ")
    assert [one.split()[0] for one in compared] == fields.split()
    assert all(int(one.split()[1]) >= 5 for one in compared)


def test_what_lenses_tell_apart_is_left_out_in_the_lenses_words() -> None:
    left_out = next(n for n in notes(the_reference(), "candidates") if "left out" in n)
    assert "locations 53 (nexivohr: city and state only" in left_out
    assert "first_name" not in left_out


def test_the_matrix_has_rows_for_what_spans_vendors() -> None:
    matrix = build(the_reference().events)
    cells = {(c.provider, c.resource, c.field): c for c in matrix.cells}
    assert cells[ALL, "jobs", "created_at"].compared == 21 + 13 + 13
    assert {cell.state for cell in matrix.cells} == {State.VERIFIED}


def test_junit_has_a_suite_for_what_spans_vendors() -> None:
    root = ET.fromstring(reports.render("junit", the_reference().events))
    suites = {suite.get("name"): suite.get("tests") for suite in root.iter("testsuite")}
    assert suites == {ALL: "3", "jobvite+jobtrain": "3"}


# -- fewer than two vendors -----------------------------------------------------------------------


def test_one_vendor_alone_is_unsupported_and_never_green() -> None:
    outcome = verify(load("reference"), Selection(providers=("jobvite",), patterns=(CHECKS,)))
    assert outcome.exit_code is ExitCode.NOTHING
    assert outcome.counts["unsupported"] == 6
    reasons = {r.finished["reason"] for r in results(outcome.events)}
    assert reasons == {"it compares vendors, and only jobvite is asked about; name another one"}


def test_two_vendors_are_compared_in_what_both_have() -> None:
    asked = ("jobvite", "nexivohr")
    outcome = verify(load("reference"), Selection(providers=asked, patterns=(CHECKS,)))
    verdicts = {r.check.partition(".")[0]: (r.provider, r.verdict) for r in results(outcome.events)}
    assert verdicts["jobs"] == ("nexivohr+jobvite", "pass")
    assert verdicts["offices"] == ("jobvite", "unsupported")


# -- what diverges --------------------------------------------------------------------------------


def test_a_divergence_names_both_vendors_the_record_the_values_and_who_is_wrong() -> None:
    outcome = a_run(names_turned, "departments")
    assert outcome.exit_code is ExitCode.VIOLATED
    found = divergences(outcome)[0]
    name = found["expected"]["jobvite"]
    assert found["where"].startswith("departments[mHY9dfwX at jobvite, 9011 at jobtrain: not the ")
    assert found["where"].endswith("truth's at jobtrain].name")
    assert (found["actual"], name != "X") == ({"jobtrain": "X"}, True)
    assert found["exchange"]["status"] == 200


def test_it_reproduces_with_all_the_vendors_it_is_about() -> None:
    started = next(e for e in a_run(names_turned, "departments").events if e["type"] == "started")
    assert "--provider jobvite --provider jobtrain --check departments.pro" in started["reproduce"]


def test_rows_that_only_one_vendor_shows_diverge_and_so_does_comparing_nothing() -> None:
    found = divergences(a_run(no_departments, "departments"))
    assert [d["kind"] for d in found] == ["missing"] * 8 + ["nothing"]
    assert "jobvite lacks it" in found[0]["where"]


@pytest.mark.parametrize("value", ["soon", "2024-01-01T00:00:00", 7, [], {"at": "noon"}])
def test_what_no_lens_can_read_is_compared_as_it_is(value: Any) -> None:
    found = divergences(a_run(shown_as(value), "jobs", "nexivohr", "jobtrain"))
    assert len(found) == 13
    assert {d["where"].rpartition(": ")[2] for d in found} == {
        "not the truth's at nexivohr].created_at"
    }


def test_a_known_gap_of_one_vendor_covers_what_compares_it_with_others() -> None:
    gap = Gap(
        check="departments.providers.*",
        provider="jobtrain",
        field="name",
        reason="lettered",
        issue="https://example.com/1",
    )
    spec = replace(a_spec(names_turned), known_gaps=(gap,))
    outcome = verify(spec, Selection(patterns=("departments.providers.agree",)))
    assert (outcome.exit_code, outcome.counts["gap"]) == (ExitCode.OK, 1)


def test_another_world_agrees_too() -> None:
    outcome = verify(load("reference"), Selection(patterns=(CHECKS,), seed=2))
    assert (outcome.exit_code, outcome.counts["pass"]) == (ExitCode.OK, 6)
