"""A change leaves no trace in updated_at."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Copy the wrong time."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"updated_at": right["created_at"]}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="updated_is_created",
    story="updated_at shows when the record was created, so that nobody notices a change.",
    check="candidates.field.updated_at",
    change=change,
)
