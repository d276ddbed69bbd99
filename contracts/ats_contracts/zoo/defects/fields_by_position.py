"""Fields are read by their place, not by their name."""

from __future__ import annotations

import re

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take the first time of a record for that of its creation."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        times = [v for v in raw.values() if isinstance(v, str) and re.match(r"\d{4}-\d\d-\d\dT", v)]
        return {"created_at": times[0]} if times else {}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="fields_by_position",
    story="When the provider sends its fields in another order, times change places.",
    check="candidates.wire.unknown_fields",
    change=change,
)
