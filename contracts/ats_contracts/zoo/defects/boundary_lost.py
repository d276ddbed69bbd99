"""A filter that includes its boundary leaves it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ats_contracts.reference.filters import Condition
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.query import Params
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Read gte as gt, and lte as lt."""

    def read_conditions(
        params: Params, resource: str, supported: Iterable[str]
    ) -> tuple[Condition, ...]:
        return tuple(wrong(c) for c in parts.read_conditions(params, resource, supported))

    def wrong(condition: Condition) -> Condition:
        if condition.operator not in ("gte", "lte"):
            return condition
        ran()
        return replace(condition, operator=condition.operator[:2])

    return replace(parts, read_conditions=read_conditions)


DEFECT = Defect(
    name="boundary_lost",
    story="Records changed exactly at the instant asked for are left out by gte and lte.",
    check="candidates.filter.updated_at",
    change=change,
)
