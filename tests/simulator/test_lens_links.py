"""Fields that a provider can only show from other records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ats_simulator.lens import (
    Cell,
    Derived,
    Items,
    Lens,
    Link,
    Only,
    Reached,
    Record,
    ResourceLens,
    Same,
    held,
    joined,
    listed,
    project,
)

TRUTH: dict[str, list[dict[str, Any]]] = {
    "candidates": [{"id": "c1"}, {"id": "c2"}, {"id": "c3"}],
    "applications": [
        {"id": "a1", "candidate": {"id": "c1"}, "updated_at": "2026-01-02T00:00:00.000Z"},
        {"id": "a2", "candidate": {"id": "c2"}, "updated_at": "2026-01-03T00:00:00.000Z"},
        {"id": "a3", "candidate": {"id": "c1"}, "updated_at": "2026-01-01T00:00:00.000Z"},
    ],
}


def truth(resource: str) -> Iterable[Record]:
    return TRUTH[resource]


def latest(records: Sequence[Record]) -> str | None:
    return max((r["updated_at"] for r in records), default=None)


def a_cell(rule: Any) -> Cell:
    return Cell(rule=rule, kind="text", source="SPEC")


CANDIDATES = ResourceLens(
    methods=frozenset({"list"}),
    source="SPEC",
    links={"applications": Link(resource="applications", by="candidate.id")},
    reached=Reached(resource="applications", own="id", theirs="candidate.id"),
    fields={
        "id": a_cell(Same("id")),
        "applications": a_cell(Items("applications", ("id",))),
        "updated_at": a_cell(Derived(("applications",), latest)),
    },
)
APPLICATIONS = ResourceLens(
    methods=frozenset({"list"}), source="SPEC", fields={"id": a_cell(Same("id"))}
)
LENS = Lens({"candidates": CANDIDATES, "applications": APPLICATIONS})


def shown(records: Sequence[Record]) -> list[Record]:
    return [project(CANDIDATES, record, {}) for record in records]


def test_a_field_can_be_read_from_the_records_that_refer_to_its_own() -> None:
    assert shown(held(LENS, "candidates", truth)) == [
        {
            "id": "c1",
            "applications": [{"id": "a1"}, {"id": "a3"}],
            "updated_at": "2026-01-02T00:00:00.000Z",
        },
        {"id": "c2", "applications": [{"id": "a2"}], "updated_at": "2026-01-03T00:00:00.000Z"},
        {"id": "c3", "applications": [], "updated_at": None},
    ]


def test_links_and_walks_go_together() -> None:
    assert [r["id"] for r in listed(LENS, "candidates", truth, {})] == ["c1", "c2"]


def test_a_record_alone_is_joined_as_one_of_a_list_is() -> None:
    alone = joined(CANDIDATES, [TRUTH["candidates"][1]], truth)
    assert shown(alone) == shown(held(LENS, "candidates", truth))[1:2]


def test_linked_resources_are_read_once() -> None:
    asked: list[str] = []

    def counting(resource: str) -> Iterable[Record]:
        asked.append(resource)
        return TRUTH[resource]

    held(LENS, "candidates", counting)
    assert asked == ["candidates", "applications"]


def test_a_resource_may_hold_only_records_that_say_something() -> None:
    notes = ResourceLens(
        methods=frozenset({"list"}),
        source="SPEC",
        truth="records",
        only=Only(path="comments"),
        fields={"id": a_cell(Same("id"))},
    )
    records: list[Record] = [
        {"id": "1", "comments": None},
        {"id": "2", "comments": ""},
        {"id": "3", "comments": "x"},
    ]
    found = held(Lens({"activities": notes}), "activities", {"records": records}.__getitem__)
    assert [r["id"] for r in found] == ["3"]
