"""A missing value is filled in."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Default to a word."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"title": right["title"] or "Unknown"}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="missing_title_is_unknown",
    story="A candidate without a title is shown with the title Unknown.",
    check="candidates.field.title",
    change=change,
)
