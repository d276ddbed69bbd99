"""Epoch milliseconds go out as they came in."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Show the number."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"applied_at": raw["rows"][0]["application"].get("sentDate")}

    return twists.records(parts, ran, "applications", twist)


DEFECT = Defect(
    name="milliseconds_kept",
    story="Times are shown as the milliseconds that the provider counts in.",
    check="applications.values.instants",
    change=change,
    providers=frozenset({"jobvite"}),
)
