"""Seconds are read as milliseconds."""

from __future__ import annotations

import datetime as dt

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Divide by a thousand once too often."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        if right["updated_at"] is None:
            return {}
        second = dt.datetime.fromisoformat(right["updated_at"]).timestamp()
        return {"updated_at": dt.datetime.fromtimestamp(second / 1000, dt.UTC).isoformat()}

    return twists.records(parts, ran, "jobs", twist)


DEFECT = Defect(
    name="seconds_as_milliseconds",
    story="Times are shown in January 1970, as seconds were read as milliseconds.",
    check="jobs.field.updated_at",
    change=change,
)
