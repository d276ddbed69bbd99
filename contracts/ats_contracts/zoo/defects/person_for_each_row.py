"""Every row is taken for a person."""

from __future__ import annotations

from collections.abc import Iterator

from ats_contracts.reference.connector import Ask, Session, Walk
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import Position, Step
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Show a candidate for each of their applications."""

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            for step in walk(session, ask, position):
                for row in step.raw.get("rows", ())[1:]:
                    ran()
                    yield Step({"rows": [row]}, step.after)
                yield step

        return walked

    return twists.walks(parts, wrap, "candidates")


DEFECT = Defect(
    name="person_for_each_row",
    story="Somebody who applied twice is listed twice.",
    check="candidates.list.complete",
    change=change,
    providers=frozenset({"jobvite"}),
)
