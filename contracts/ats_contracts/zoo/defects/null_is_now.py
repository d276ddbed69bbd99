"""A time that cannot be read becomes the present."""

from __future__ import annotations

import datetime as dt

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Default to now."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {} if right["created_at"] else {"created_at": dt.datetime.now(dt.UTC).isoformat()}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="null_is_now",
    story="A record whose time cannot be read is shown as created just now.",
    check="candidates.wire.unreadable_time",
    change=change,
)
