"""The customer's own number of a job is lost."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Show the provider's id in the place of the number that the customer knows."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"requisition_id": right["id"]}

    return twists.records(parts, ran, "jobs", twist)


DEFECT = Defect(
    name="requisition_id_lost",
    story="A job is shown under its id, its requisition id is nowhere.",
    check="jobs.field.requisition_id",
    change=change,
    providers=frozenset({"jobvite"}),
)
