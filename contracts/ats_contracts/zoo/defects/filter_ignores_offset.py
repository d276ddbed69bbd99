"""The offset of an instant in a filter is not read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from ats_contracts.reference.filters import Condition
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.query import Params
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Cut off the offset."""

    def read_conditions(
        params: Params, resource: str, supported: Iterable[str]
    ) -> tuple[Condition, ...]:
        return tuple(wrong(c) for c in parts.read_conditions(params, resource, supported))

    def wrong(condition: Condition) -> Condition:
        moment = condition.wanted[0]
        if not isinstance(moment, dt.datetime) or not moment.utcoffset():
            return condition
        ran()
        return replace(condition, wanted=(moment.replace(tzinfo=dt.UTC),))

    return replace(parts, read_conditions=read_conditions)


DEFECT = Defect(
    name="filter_ignores_offset",
    story="An instant given as +02:00 is taken for UTC, and shifts the filter by two hours.",
    check="candidates.filter.same_instant",
    change=change,
)
