"""The rules of a lens: what they show of a truth, and which truths are shown at all."""

from __future__ import annotations

from typing import Any

from ats_simulator.lens import (
    Cell,
    Derived,
    Hidden,
    Lens,
    Moment,
    Only,
    Reached,
    ResourceLens,
    Same,
    fed,
    held,
    listed,
    project,
    under,
)

ID = {"id": Cell(rule=Same("id"), kind="id", source="here")}
JOBS = ResourceLens(
    methods=frozenset(),
    fields=ID,
    source="here",
    hidden=(Hidden(path="status", values=("draft",)), Hidden(path="secret", values=(True,))),
)
LENS = Lens(
    {
        "jobs": JOBS,
        "applications": ResourceLens(
            methods=frozenset(),
            fields=ID,
            source="here",
            reached=Reached(resource="jobs", own="job.id", theirs="id"),
        ),
        "candidates": ResourceLens(
            methods=frozenset(),
            fields=ID,
            source="here",
            truth="people",
            only=Only(path="kind", values=("candidate",)),
            reached=Reached(resource="applications", own="id", theirs="candidate.id"),
        ),
    }
)
TRUTH: dict[str, list[dict[str, Any]]] = {
    "jobs": [
        {"id": "1", "status": "open", "secret": False},
        {"id": "2", "status": "draft", "secret": False},
        {"id": "3", "status": "open", "secret": True},
    ],
    "applications": [
        {"id": str(n), "job": {"id": str(n)}, "candidate": {"id": f"c{n}"}} for n in (1, 2, 3)
    ],
    "people": [{"id": f"c{n}", "kind": "candidate"} for n in (1, 2)]
    + [{"id": "u", "kind": "user"}],
}


def ids(records: list[Any]) -> list[str]:
    return [record["id"] for record in records]


def test_a_record_is_hidden_by_any_of_several_conditions() -> None:
    assert ids(listed(LENS, "jobs", TRUTH.__getitem__, {})) == ["1"]


def test_a_record_may_be_hidden_under_one_reading_only() -> None:
    hidden = Hidden(path="status", values=("draft",), hidden_when=("drafts", "secret"))
    lens = Lens({"jobs": ResourceLens(methods=frozenset(), fields=ID, source="", hidden=hidden)})
    for value, keys in (("secret", ["1", "3"]), ("open", ["1", "2", "3"])):
        assert ids(listed(lens, "jobs", TRUTH.__getitem__, {"drafts": value})) == keys


def test_a_method_may_be_withheld_under_some_readings() -> None:
    jobs = ResourceLens(
        methods=frozenset({"list", "create"}),
        fields=ID,
        source="",
        withheld={"create": ("writes", ("none", "updates"))},
    )
    for value, methods in (("none", {"list"}), ("all", {"list", "create"})):
        found = fed(under(Lens({"jobs": jobs}), {"writes": value}))["jobs"]
        assert found.methods == methods


def test_a_walk_reaches_what_belongs_to_a_listed_record_and_so_on() -> None:
    assert ids(listed(LENS, "applications", TRUTH.__getitem__, {})) == ["1"]
    assert ids(listed(LENS, "candidates", TRUTH.__getitem__, {})) == ["c1"]


def test_what_is_held_is_read_from_the_truth_that_the_lens_names() -> None:
    assert ids(held(LENS, "candidates", TRUTH.__getitem__)) == ["c1", "c2"]


def test_another_rule_holds_under_an_assumption() -> None:
    cell = Cell(
        rule=Moment("at"), kind="instant", source="here", under={("style", "exact"): Same("at")}
    )
    lens = ResourceLens(methods=frozenset(), fields={"at": cell}, source="here")
    record = {"at": "2026-03-08T09:59:59.250Z"}
    assert project(lens, record, {}) == {"at": "2026-03-08T09:59:59.000Z"}
    assert project(lens, record, {"style": "exact"}) == record


def test_a_derived_value_is_made_of_several_truths() -> None:
    cell = Cell(rule=Derived(("a", "b.c"), lambda a, c: a + c), kind="text", source="here")
    lens = ResourceLens(methods=frozenset(), fields={"sum": cell}, source="here")
    assert project(lens, {"a": "x", "b": {"c": "y"}}, {}) == {"sum": "xy"}
