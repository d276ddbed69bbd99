"""A copy inside a record disagrees with its original."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Make the name look nice, in one place only."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        stage = right["current_stage"]
        return {"current_stage": stage and stage | {"name": str(stage["name"]).title() + " stage"}}

    return twists.records(parts, ran, "applications", twist)


DEFECT = Defect(
    name="embedded_stage_name_wrong",
    story="The stage of an application carries another name than the stage itself.",
    check="applications.references.resolve",
    change=change,
)
