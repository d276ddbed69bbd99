"""Entities in a description are decoded though they are text."""

from __future__ import annotations

import html

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Decode what is already decoded."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"description": right["description"] and html.unescape(right["description"])}

    return twists.records(parts, ran, "jobs", twist)


DEFECT = Defect(
    name="html_decoded_twice",
    story=("Descriptions lose their escapes: &lt;b&gt; that was meant as text becomes mark-up."),
    check="jobs.field.description",
    change=change,
)
