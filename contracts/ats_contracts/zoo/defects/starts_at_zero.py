"""Rows are counted from 0 where the provider counts from 1."""

from __future__ import annotations

from collections.abc import Iterator

from ats_contracts.reference.connector import Ask, Session, Walk
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import Position, Step
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran

WINDOW = 5


def change(parts: Parts, ran: Ran) -> Parts:
    """Begin at 0, step by the size of a page, and believe that no row comes twice."""

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            start = 0 if position is None else int(position[0])
            while True:
                query = {"start": str(start), "count": str(WINDOW)}
                body = session.read("/api/v2/candidate", query)
                ran()
                for n, row in enumerate(body["candidates"], start=start + 1):
                    yield Step({"rows": [row]}, [n] if n < int(body["total"]) else None)
                if len(body["candidates"]) < WINDOW:
                    return
                start += WINDOW

        return walked if "jobvite" in walk.__module__ else walk

    return twists.walks(parts, wrap, "applications")


DEFECT = Defect(
    name="starts_at_zero",
    story="A walk that begins at 0 sees the first row of the second page twice.",
    check="applications.windows.complete",
    change=change,
    providers=frozenset({"jobvite"}),
)
