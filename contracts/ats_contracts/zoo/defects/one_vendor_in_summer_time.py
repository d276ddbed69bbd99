"""One vendor's clock is taken for UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran

LONDON = ZoneInfo("Europe/London")


def change(parts: Parts, ran: Ran) -> Parts:
    """Write the time of a clock in London with a Z, at one vendor."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        moment = dt.datetime.fromisoformat(str(right["created_at"])).astimezone(LONDON)
        return {"created_at": moment.replace(tzinfo=None).isoformat() + "Z"}

    changed = twists.records(parts, ran, "applications", twist)
    return twists.only_at("jobtrain", parts, changed)


DEFECT = Defect(
    name="one_vendor_in_summer_time",
    story="The same application was created an hour later at one vendor than at another.",
    check="applications.providers.agree",
    change=change,
    providers=frozenset({"jobtrain"}),
)
