"""Whoever was reported once is not reported again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ats_contracts.reference.filters import Condition
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Json,
    JsonObject,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Tell repetitions apart by id alone."""
    shown: set[tuple[str, Json]] = set()

    def matches(resource: str, row: JsonObject, conditions: Iterable[Condition]) -> bool:
        if not parts.matches(resource, row, conditions):
            return False
        if (resource, row["id"]) in shown:
            ran()
            return False
        shown.add((resource, row["id"]))
        return True

    return replace(parts, matches=matches)


DEFECT = Defect(
    name="poll_skips_what_was_seen",
    story="A poll for changes leaves out each record that an earlier poll had shown.",
    check="candidates.filter.poll",
    change=change,
)
