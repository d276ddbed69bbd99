"""The filter for changes looks at the time of creation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ats_contracts.reference.filters import Condition
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.query import Params
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Look at the wrong time."""

    def read_conditions(
        params: Params, resource: str, supported: Iterable[str]
    ) -> tuple[Condition, ...]:
        return tuple(wrong(c) for c in parts.read_conditions(params, resource, supported))

    def wrong(condition: Condition) -> Condition:
        if condition.name != "updated_at":
            return condition
        ran()
        return replace(condition, name="created_at")

    return replace(parts, read_conditions=read_conditions)


DEFECT = Defect(
    name="filters_by_created",
    story=("Asked for what was updated, it answers with what was created; changes are missed."),
    check="applications.filter.updated_at",
    change=change,
)
