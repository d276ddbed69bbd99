"""That somebody was rejected is lost."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Show nobody as rejected."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"rejected_at": None}

    return twists.records(parts, ran, "applications", twist)


DEFECT = Defect(
    name="rejection_lost",
    story=(
        "Rejected applications are shown without the time of their rejection, as if still open."
    ),
    check="applications.field.rejected_at",
    change=change,
)
