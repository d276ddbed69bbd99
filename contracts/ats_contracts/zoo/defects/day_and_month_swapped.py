"""03/02 is read as the second of March."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran

LONDON = ZoneInfo("Europe/London")
DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


def change(parts: Parts, ran: Ran) -> Parts:
    """Read dates with slashes as Americans do, where that gives a date."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        found = DATE.match(str(raw["job"].get("createdOnDate")))
        if found is None or int(found[1]) > 12:
            return {}
        ran()
        day = dt.datetime(int(found[3]), int(found[1]), int(found[2]), tzinfo=LONDON)
        return {"created_at": day.astimezone(dt.UTC).isoformat()}

    return twists.records(parts, ran, "jobs", twist)


DEFECT = Defect(
    name="day_and_month_swapped",
    story="British dates are read as American ones, unless the day is above 12.",
    check="jobs.dates.uk",
    change=change,
    providers=frozenset({"jobtrain"}),
)
