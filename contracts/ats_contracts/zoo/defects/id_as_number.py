"""An id is a number where it is a number at the provider."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Write digits as a number."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"id": int(right["id"])} if str(right["id"]).isdecimal() else {}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="id_as_number",
    story="Ids are JSON numbers, which clients round above 2**53.",
    check="candidates.id.text",
    change=change,
)
