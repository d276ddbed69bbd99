"""Times are written without a zone."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Cut off the Z."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {
            name: text and text.rstrip("Z") for name, text in right.items() if name.endswith("_at")
        }

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="times_without_zone",
    story="Times do not say in which zone they are; each client reads them in its own.",
    check="candidates.values.instants",
    change=change,
)
