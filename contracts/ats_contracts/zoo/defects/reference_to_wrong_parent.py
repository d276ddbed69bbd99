"""An application is filed under the job of another."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Fill in the job one record late."""
    last: list[JsonObject | None] = [None]

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        last.append(right["job"])
        return {"job": last[-2]}

    return twists.records(parts, ran, "applications", twist)


DEFECT = Defect(
    name="reference_to_wrong_parent",
    story="Each application refers to the job of the application that was read before it.",
    check="applications.field.job",
    change=change,
)
