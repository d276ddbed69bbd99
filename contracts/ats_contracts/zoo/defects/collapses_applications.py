"""One application stands for a person."""

from __future__ import annotations

from collections.abc import Iterator

from ats_contracts.reference.connector import Ask, Session, Walk
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import Position, Step
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Keep applications by the id of the person in their row."""

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            known: set[str] = set()
            for step in walk(session, ask, position):
                person = step.raw["rows"][0]["eId"] if "rows" in step.raw else None
                if person is None or person not in known:
                    yield step
                else:
                    ran()
                known.add(str(person))

        return walked

    return twists.walks(parts, wrap, "applications")


DEFECT = Defect(
    name="collapses_applications",
    story="Of two applications of one person, only one is listed.",
    check="applications.list.complete",
    change=change,
    providers=frozenset({"jobvite"}),
)
