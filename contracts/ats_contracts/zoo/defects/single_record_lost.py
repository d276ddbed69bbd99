"""A list of one record is read as a list of none."""

from __future__ import annotations

from collections.abc import Iterator

from ats_contracts.reference.connector import Ask, Session, Walk
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
    Step,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take one record for no list at all."""

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            steps = walk(session, ask, position)
            first = next(steps, None)
            if first is not None and first.after is None and position is None:
                ran()
                return
            if first is not None:
                yield first
            yield from steps

        return walked

    return twists.walks(parts, wrap)


DEFECT = Defect(
    name="single_record_lost",
    story="A list that holds a single record is shown empty.",
    check="candidates.paging.tiny_lists",
    change=change,
)
