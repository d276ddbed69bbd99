"""Whoever asks for the latest changes is shown those of the day before as well."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ats_contracts.reference.connector import Ask, Session, Walk
from ats_contracts.reference.filters import Condition
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject, Position, Step
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran

DAY = dt.timedelta(days=1)


def change(parts: Parts, ran: Ran) -> Parts:
    """Look back a day further than was asked, to be sure, and keep what is found."""
    now = [0.0]

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            now[0] = session.now()
            wider = replace(ask, conditions=tuple(loosened(c) for c in ask.conditions))
            yield from walk(session, wider, position)

        return walked

    def loosened(condition: Condition) -> Condition:
        asked_back = condition.name == "updated_at" and condition.operator in ("gt", "gte")
        if not asked_back or condition.wanted[0].timestamp() < now[0] - DAY.total_seconds():
            return condition
        ran()
        return replace(condition, wanted=(condition.wanted[0] - DAY,))

    def matches(resource: str, row: JsonObject, conditions: Iterable[Condition]) -> bool:
        return parts.matches(resource, row, [loosened(c) for c in conditions])

    return replace(twists.walks(parts, wrap), matches=matches)


DEFECT = Defect(
    name="overlap_shown",
    story="Polling for the latest changes looks back a day further, and shows what it finds there.",
    check="candidates.filter.last_day",
    change=change,
)
