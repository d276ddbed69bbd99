"""Answers for statistics are remembered from one user of a customer to the next."""

from __future__ import annotations

from collections.abc import Iterator

from ats_contracts.reference.connector import Ask, Session, Walk
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import Position, Step
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Remember the answers of a site, and list them where there are none to be seen."""
    known: dict[str | None, list[Step]] = {}

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            steps = list(walk(session, ask, position))
            if not steps and position is None and session.public("site") in known:
                ran()
                steps = known[session.public("site")]
            known.setdefault(session.public("site"), steps)
            yield from steps

        return walked

    return twists.walks(parts, wrap, "eeocs")


DEFECT = Defect(
    name="answers_of_former_user",
    story="A user who may not see race and gender is shown what the user before them could see.",
    check="auth.role.answers_stay_hidden",
    change=change,
    providers=frozenset({"jobtrain"}),
)
