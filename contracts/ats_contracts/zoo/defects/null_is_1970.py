"""A time that cannot be read becomes the epoch."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Default to zero."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"updated_at": right["updated_at"] or "1970-01-01T00:00:00Z"}

    return twists.records(parts, ran, "jobs", twist)


DEFECT = Defect(
    name="null_is_1970",
    story="A record whose time cannot be read is shown as changed on 1 January 1970.",
    check="jobs.wire.unreadable_time",
    change=change,
)
