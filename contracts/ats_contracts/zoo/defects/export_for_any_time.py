"""The export of a day answers for any time."""

from __future__ import annotations

from collections.abc import Iterator

from ats_contracts.reference.connector import Ask, Session, Walk
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import Position, Step
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Look into the export for all that was updated since some time."""

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            since = [c for c in ask.conditions if c.name == "updated_at" and c.operator[0] == "g"]
            if position is None and since:
                ran()
                position = ["export", None]
            yield from walk(session, ask, position)

        return walked

    return twists.walks(parts, wrap, "applications")


DEFECT = Defect(
    name="export_for_any_time",
    story="Who polls less than daily is given the changes of the last 24 hours, and not told.",
    check="applications.filter.updated_at",
    change=change,
    providers=frozenset({"jobtrain"}),
)
