"""An open job gets a date of closing."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Default to the last change."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"closed_at": right["closed_at"] or right["updated_at"]}

    return twists.records(parts, ran, "jobs", twist)


DEFECT = Defect(
    name="closed_at_invented",
    story="Jobs that are open are shown with a closing time: that of their last change.",
    check="jobs.field.closed_at",
    change=change,
)
