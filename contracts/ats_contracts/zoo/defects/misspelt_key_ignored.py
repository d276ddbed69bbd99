"""A key is looked for as it should be spelt."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Miss the instant under its misspelt key."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"applied_at": None} if "applicationSubmitedOn" in raw["application"] else {}

    return twists.records(parts, ran, "applications", twist)


DEFECT = Defect(
    name="misspelt_key_ignored",
    story="The vendor writes applicationSubmitedOn; only applicationSubmittedOn is read.",
    check="applications.field.applied_at",
    change=change,
    providers=frozenset({"jobtrain"}),
)
