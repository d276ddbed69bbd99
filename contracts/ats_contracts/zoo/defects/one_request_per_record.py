"""Each row of a list costs a request of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ats_contracts.reference.connector import Ask, Resource, Session
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
    Step,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Read each row again by its id."""

    def changed(resource: Resource) -> Resource:
        get, walk = resource.get, resource.walk
        if get is None or walk is None:
            return resource

        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            for step in walk(session, ask, position):
                ran()
                yield step._replace(raw=get(session, resource.to_unified(step.raw)["id"], Ask()))

        return replace(resource, walk=walked)

    return twists.resources(parts, changed, "candidates")


DEFECT = Defect(
    name="one_request_per_record",
    story=("A list asks the provider once more for each of its records, and empties the quota."),
    check="candidates.cost.bounded",
    change=change,
)
