"""Only those who applied to the first job are listed."""

from __future__ import annotations

from collections.abc import Iterator

from ats_contracts.reference.connector import Ask, Session, Walk
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import Position, Step
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """End the walk where the second job begins."""

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            for step in walk(session, ask, position):
                if step.after is not None and step.after[1][1] > 0:
                    ran()
                    yield step._replace(after=None)
                    return
                yield step

        return walked

    return twists.walks(parts, wrap, "candidates")


DEFECT = Defect(
    name="candidates_of_one_job",
    story="There is no list of all candidates, so those of one job are taken for all.",
    check="candidates.list.complete",
    change=change,
    providers=frozenset({"jobtrain"}),
)
