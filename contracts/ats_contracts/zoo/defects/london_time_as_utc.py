"""A clock in London is taken for UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran

LONDON = ZoneInfo("Europe/London")


def change(parts: Parts, ran: Ran) -> Parts:
    """Write London's time with a Z."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        if right["applied_at"] is None:
            return {}
        moment = dt.datetime.fromisoformat(right["applied_at"]).astimezone(LONDON)
        return {"applied_at": moment.replace(tzinfo=None).isoformat() + "Z"}

    return twists.records(parts, ran, "applications", twist)


DEFECT = Defect(
    name="london_time_as_utc",
    story="Times without a zone are called UTC, and are an hour late all summer.",
    check="applications.field.applied_at",
    change=change,
    providers=frozenset({"jobtrain"}),
)
