"""The raw record holds only what the integration knows."""

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
    """Leave out of the raw record whatever nobody has heard of when it is first read."""
    known: dict[str, set[str]] = {}

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            for step in walk(session, ask, position):
                names = known.setdefault(repr(walk), set(step.raw))
                if step.raw.keys() - names:
                    ran()
                yield step._replace(raw={n: v for n, v in step.raw.items() if n in names})

        return walked

    return twists.walks(parts, wrap)


DEFECT = Defect(
    name="raw_without_unknown_fields",
    story="Custom fields are missing from remote_data.",
    check="jobs.remote_data.faithful",
    change=change,
)
