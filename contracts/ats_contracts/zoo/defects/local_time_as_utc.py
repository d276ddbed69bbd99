"""A local time is written with a Z."""

from __future__ import annotations

import datetime as dt

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran

OFFICE = dt.timezone(dt.timedelta(hours=-5))


def change(parts: Parts, ran: Ran) -> Parts:
    """Write New York's time with a Z."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        if right["created_at"] is None:
            return {}
        moment = dt.datetime.fromisoformat(right["created_at"]).astimezone(OFFICE)
        return {"created_at": moment.replace(tzinfo=None).isoformat() + "Z"}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="local_time_as_utc",
    story="Times are those of the office's zone, and yet are called UTC.",
    check="candidates.field.created_at",
    change=change,
)
