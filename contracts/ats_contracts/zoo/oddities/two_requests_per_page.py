"""Each page costs two requests to the provider."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ats_contracts.reference.connector import Ask, Session, Walk
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
    Step,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Oddity, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Ask for one row first."""

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            ran()
            next(walk(session, replace(ask, want=1), position), None)
            yield from walk(session, ask, position)

        return walked

    return twists.walks(parts, wrap, "candidates", "jobs")


ODDITY = Oddity(
    name="two_requests_per_page",
    story=(
        "Before each page the provider is asked for its size: slower, and within what is declared."
    ),
    change=change,
    providers=frozenset({"nexivohr", "jobvite"}),  # elsewhere one row costs more than a request
)
