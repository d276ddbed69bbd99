"""One vendor's instants become days."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Cut the time off when a job was created, at one vendor."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        day, _, _ = str(right["created_at"]).partition("T")
        return {"created_at": f"{day}T00:00:00Z"}

    changed = twists.records(parts, ran, "jobs", twist)
    return twists.only_at("jobvite", parts, changed)


DEFECT = Defect(
    name="one_vendor_in_days",
    story="When a job was created is cut to the day at one vendor, and to no day at the others.",
    check="jobs.providers.agree",
    change=change,
    providers=frozenset({"jobvite"}),
)
