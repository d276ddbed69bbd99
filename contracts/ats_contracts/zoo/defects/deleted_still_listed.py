"""What was deleted is still listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ats_contracts.reference.connector import Ask, Resource, Session
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
    Position,
    Step,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Keep a copy of what is deleted, and go on listing it."""
    copies: dict[str, JsonObject] = {}

    def changed(resource: Resource) -> Resource:
        get, delete, walk = resource.get, resource.delete, resource.walk
        if get is None or delete is None or walk is None:
            return resource

        def deleted(session: Session, record_id: str) -> None:
            copies[record_id] = get(session, record_id, Ask())
            delete(session, record_id)

        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            for step in walk(session, ask, position):
                copy = copies.pop(resource.to_unified(step.raw)["id"], None)
                yield step._replace(raw=copy or step.raw)
            for raw in copies.values():
                ran()
                yield Step(raw, None)

        return replace(resource, delete=deleted, walk=walked)

    return twists.resources(parts, changed, "jobs", "candidates")


DEFECT = Defect(
    name="deleted_still_listed",
    story="A record that was deleted stays in the lists as it was.",
    check="candidates.delete.as_the_provider_does",
    change=change,
)
