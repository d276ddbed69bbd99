"""A cursor is a mere offset, and lists move."""

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
    """Go on after as many rows as were shown, whatever they are by now."""

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            shown = 0 if position is None else position[0]
            if shown:
                ran()
            for n, step in enumerate(walk(session, ask, None), start=1):
                if n > shown:
                    yield Step(step.raw, step.after and [n])

        return walked

    return twists.walks(parts, wrap)


DEFECT = Defect(
    name="trusts_offsets",
    story="Records that others delete meanwhile shift the next page, which then skips some.",
    check="candidates.paging.moving_list",
    change=change,
)
