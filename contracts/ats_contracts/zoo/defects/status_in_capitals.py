"""The provider's spelling of a status is kept."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Write the status in capitals."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"status": right["status"] and right["status"].upper()}

    return twists.records(parts, ran, "jobs", twist)


DEFECT = Defect(
    name="status_in_capitals",
    story=("The status of a job is written OPEN or CLOSED, which is none of the model's words."),
    check="jobs.values.members",
    change=change,
)
