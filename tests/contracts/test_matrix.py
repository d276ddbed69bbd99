"""The matrix: what it takes for a cell to be called verified."""

from __future__ import annotations

from typing import Any

import pytest

from ats_contracts import reports
from ats_contracts.evidence import is_dst_edge
from ats_contracts.matrix import Cell, State, build, merge, weaknesses
from ats_contracts.run import Outcome
from tests.contracts.kit import a_narrow_run, a_run, verdicts


def evidence(**facts: Any) -> dict[str, Any]:
    """Make telling evidence for a text that may be null."""
    return {
        "kind": "text",
        "nullable": True,
        "lacks": False,
        "optional": False,
        "shown": 47,
        "closed": False,
        "can_yield": [],
        "compared": 50,
        "diverged": 0,
        "nulls": 3,
        "values": 47,
        "distinct": 40,
        "members": [],
        "non_ascii": True,
        "dst_edge": False,
        **facts,
    }


ENUM = {"kind": "enum", "nullable": False, "can_yield": ["open", "closed"]}


@pytest.mark.parametrize(
    ("facts", "weakness"),
    [
        ({}, None),
        ({"compared": 0}, "nothing was compared"),
        ({"distinct": 1}, "two distinct"),
        ({"nulls": 0}, "no null"),
        ({"values": 0}, "every expected value was null"),
        ({"non_ascii": False}, "ASCII"),
        ({"non_ascii": False, "closed": True}, None),
        ({"lacks": True, "distinct": 1, "values": 0}, None),
        ({**ENUM, "members": ["open", "closed"]}, None),
        ({**ENUM, "members": ["open"]}, "never expected: closed"),
        ({"optional": True, "shown": 0, "non_ascii": False}, None),
        ({"optional": True, "shown": 12}, "shown of 12 of the 47"),
        ({"optional": True, "nulls": 0}, None),
        ({"distinct": 1, "can_yield": ["active"], "closed": True}, None),
        ({"kind": "instant", "dst_edge": False}, "daylight saving"),
        ({"kind": "instant", "dst_edge": True}, None),
    ],
)
def test_weak_evidence_is_named(facts: dict[str, Any], weakness: str | None) -> None:
    found = list(weaknesses(merge([evidence(**facts)])))
    assert not found if weakness is None else any(weakness in f for f in found)


@pytest.mark.parametrize(
    ("instant", "edge"),
    [
        ("2026-11-01T06:30:00.250Z", True),
        ("2026-03-29T01:30:00Z", True),
        ("2026-07-01T12:00:00Z", False),
        ("0001-01-01T00:00:00Z", False),
    ],
)
def test_a_change_of_daylight_saving_time_is_recognised(instant: str, *, edge: bool) -> None:
    assert is_dst_edge(instant) is edge


def cell(outcome: Outcome, resource: str, field: str) -> Cell:
    cells = build(outcome.events).cells
    return next(c for c in cells if (c.resource, c.field) == (resource, field))


def test_a_whole_run_leaves_no_cell_unverified() -> None:
    counts = build(a_run().events).counts
    assert counts["verified"] > 20
    assert counts["verified"] + counts["lacks"] == sum(counts.values())


def test_a_cell_that_differs_diverges_and_no_other() -> None:
    matrix = build(a_run("ascii").events)
    diverging = {(c.resource, c.field) for c in matrix.cells if c.state is State.DIVERGES}
    assert diverging == {("candidates", "name"), ("jobs", "name")}


def test_a_datum_the_provider_lacks_is_asserted_to_be_null() -> None:
    company = cell(a_run(), "candidates", "company")
    assert company.state is State.LACKS
    assert company.compared > 20


def test_a_field_that_was_asked_about_and_not_compared_is_unverified() -> None:
    events = [e for e in a_run().events if e.get("field") != "name" or e["type"] != "evidence"]
    cells = {(c.resource, c.field): c.state for c in build(events).cells}
    assert cells["candidates", "id"] is State.VERIFIED
    assert cells["candidates", "name"] is State.UNVERIFIED


def test_a_field_that_no_check_asked_about_is_left_out() -> None:
    cells = build(a_narrow_run("candidates.field.id").events).cells
    assert [(c.resource, c.field) for c in cells] == [("candidates", "id")]


EMBEDDED = "candidates.field.applications"


@pytest.mark.parametrize("vice", ["embeds", "embeds_ids"])
def test_what_only_other_calls_tell_is_verified_where_it_is_shown_and_right(vice: str) -> None:
    outcome = a_narrow_run(EMBEDDED, vice)
    shown = cell(outcome, "candidates", "applications")
    assert verdicts(outcome) == {EMBEDDED: "pass"}
    assert (shown.state, shown.weak) == (State.VERIFIED, ())


def test_what_only_other_calls_tell_may_be_left_out() -> None:
    left_out = cell(a_run(), "candidates", "applications")
    assert left_out.state is State.LACKS
    assert left_out.compared > 20


@pytest.mark.parametrize(
    ("vice", "kinds"),
    [
        ("embeds_anothers", {"missing", "unexpected", "invented", "absent"}),
        ("embeds_moved", {"value"}),
    ],
)
def test_what_only_other_calls_tell_is_not_shown_wrongly(vice: str, kinds: set[str]) -> None:
    outcome = a_narrow_run(EMBEDDED, vice)
    assert cell(outcome, "candidates", "applications").state is State.DIVERGES
    divergences = [e for e in outcome.events if e["type"] == "divergence"]
    assert {e["kind"] for e in divergences} <= kinds
    assert all("SPEC section 7" in e["source"] for e in divergences)


ON = "extended_fields=on"


def test_a_field_under_another_assumption_is_verified_there_and_lacking_here() -> None:
    company = cell(a_run(), "candidates", "company")
    assert company.state is State.LACKS
    assert [(e.under, e.state, e.weak) for e in company.elsewhere] == [(ON, State.VERIFIED, ())]
    assert company.elsewhere[0].compared > 20


def test_a_field_that_is_wrong_under_another_assumption_diverges_there_alone() -> None:
    outcome = a_narrow_run("candidates.*.*", "company_is_title")
    assert verdicts(outcome)["candidates.extended.fields"] == "fail"
    states = {
        name: (cell(outcome, "candidates", name).state, cell(outcome, "candidates", name).elsewhere)
        for name in ("company", "urls")
    }
    assert states["company"][0] is State.LACKS
    assert states["company"][1][0].state is State.DIVERGES
    assert states["urls"][1][0].state is not State.DIVERGES


def test_reports_name_the_assumption_under_which_a_field_was_seen() -> None:
    events = a_run().events
    assert f"under {ON}: V company" in reports.render("text", events)
    assert f"Under `{ON}`: V company" in reports.render("markdown", events)
    assert f"under <code>{ON}</code>" in reports.render("html", events)
    assert '"under": "extended_fields=on"' in reports.render("json", events)


def test_only_vendors_whose_fields_hang_on_an_assumption_are_asked_for_them() -> None:
    asked = {check for check in verdicts(a_run()) if "extended" in check}
    assert asked == {"candidates.extended.fields"}


def test_records_that_lists_leave_out_are_compared_as_a_get_shows_them() -> None:
    title = cell(a_narrow_run("candidates.field.title"), "candidates", "title")
    hiding = cell(a_narrow_run("candidates.field.title", "hides_inactive"), "candidates", "title")
    assert title.compared > hiding.compared > 20
    assert hiding.state is State.VERIFIED


def test_a_record_that_lists_leave_out_is_not_shown_wrongly() -> None:
    outcome = a_narrow_run("candidates.field.last_name", "forgets_inactive")
    assert verdicts(outcome) == {"candidates.field.last_name": "fail"}
