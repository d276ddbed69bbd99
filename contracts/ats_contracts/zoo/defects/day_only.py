"""A time is cut down to its day."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Forget the time of day."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"created_at": right["created_at"] and right["created_at"][:10] + "T00:00:00Z"}

    return twists.records(parts, ran, "jobs", twist)


DEFECT = Defect(
    name="day_only",
    story="When a job was created is shown as midnight of that day.",
    check="jobs.field.created_at",
    change=change,
)
