"""A filter that leaves out its boundary includes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ats_contracts.reference.filters import Condition
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.query import Params
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Read gt as gte, and lt as lte."""

    def read_conditions(
        params: Params, resource: str, supported: Iterable[str]
    ) -> tuple[Condition, ...]:
        return tuple(wrong(c) for c in parts.read_conditions(params, resource, supported))

    def wrong(condition: Condition) -> Condition:
        if condition.operator not in ("gt", "lt"):
            return condition
        ran()
        return replace(condition, operator=f"{condition.operator}e")

    return replace(parts, read_conditions=read_conditions)


DEFECT = Defect(
    name="boundary_included",
    story="Records created exactly at the instant asked for are shown by gt and lt too.",
    check="jobs.filter.created_at",
    change=change,
)
