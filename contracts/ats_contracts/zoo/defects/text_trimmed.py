"""Text is cut at a length of ours."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran

WIDTH = 8


def change(parts: Parts, ran: Ran) -> Parts:
    """Cut at the width of a column."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"last_name": right["last_name"] and right["last_name"][:WIDTH]}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="text_trimmed",
    story="Long names are cut off after a few characters.",
    check="candidates.field.last_name",
    change=change,
)
