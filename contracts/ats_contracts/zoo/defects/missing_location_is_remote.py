"""A job without a place is called remote."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Default to a place."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {} if right["locations"] else {"locations": ["Remote"]}

    return twists.records(parts, ran, "jobs", twist)


DEFECT = Defect(
    name="missing_location_is_remote",
    story="A job whose location is not known is shown as Remote.",
    check="jobs.field.locations",
    change=change,
)
