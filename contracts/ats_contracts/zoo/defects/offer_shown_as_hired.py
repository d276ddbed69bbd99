"""Two stages are made one."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Merge two stages."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        stage = right["current_stage"]
        if stage is None or stage["id"] != "offer":
            return {}
        return {"current_stage": stage | {"id": "placed", "name": "placed"}}

    return twists.records(parts, ran, "applications", twist)


DEFECT = Defect(
    name="offer_shown_as_hired",
    story="An application that is only at the offer is shown as hired.",
    check="applications.field.current_stage",
    change=change,
    providers=frozenset({"nexivohr"}),
)
