"""A filter is accepted and not applied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ats_contracts.reference.filters import Condition
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Let every row meet conditions on times."""

    def matches(resource: str, row: JsonObject, conditions: Iterable[Condition]) -> bool:
        kept = [c for c in conditions if c.name not in ("created_at", "updated_at")]
        right = parts.matches(resource, row, conditions)
        wrong = parts.matches(resource, row, kept)
        if wrong != right:
            ran()
        return wrong

    return replace(parts, matches=matches)


DEFECT = Defect(
    name="filter_by_time_dropped",
    story="A list asked for what changed since an instant is answered with all records.",
    check="candidates.filter.updated_at",
    change=change,
)
