"""A stage that nobody knows becomes a known one."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran

KNOWN = ("screening", "interview", "offer", "placed", "rejected")


def change(parts: Parts, ran: Ran) -> Parts:
    """Default to the first stage."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        stage = right["current_stage"]
        if stage is None or stage["id"] in KNOWN:
            return {}
        return {"current_stage": stage | {"id": KNOWN[0], "name": KNOWN[0]}}

    return twists.records(parts, ran, "applications", twist)


DEFECT = Defect(
    name="unknown_stage_is_first",
    story="An application in a stage that a customer made up is shown in the first stage.",
    check="applications.wire.unknown_member",
    change=change,
    providers=frozenset({"nexivohr"}),
)
