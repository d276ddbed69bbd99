"""First and last name change places."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Swap both."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"first_name": right["last_name"], "last_name": right["first_name"]}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="names_swapped",
    story="First and last names are swapped.",
    check="candidates.field.first_name",
    change=change,
)
