"""Phone numbers are rewritten."""

from __future__ import annotations

import re

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Keep digits only."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        phones = right["phones"] or []
        return {"phones": [p | {"number": re.sub(r"\D", "", p["number"])} for p in phones]}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="phone_reformatted",
    story="Phone numbers lose their plus sign, spaces and extensions.",
    check="candidates.field.phones",
    change=change,
)
