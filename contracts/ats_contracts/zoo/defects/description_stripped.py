"""Mark-up is thrown away."""

from __future__ import annotations

import re

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Remove tags."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        text = right["description"]
        return {"description": text and re.sub(r"<[^>]*>", "", text)}

    return twists.records(parts, ran, "jobs", twist)


DEFECT = Defect(
    name="description_stripped",
    story="Descriptions are shown without their mark-up, paragraphs run together.",
    check="jobs.field.description",
    change=change,
)
