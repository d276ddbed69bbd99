"""A reference holds an id of another system."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Number candidates in another way."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"candidate": right["candidate"] and {"id": f"cand_{right['candidate']['id']}"}}

    return twists.records(parts, ran, "applications", twist)


DEFECT = Defect(
    name="reference_in_other_numbering",
    story=("The candidate of an application is named by an id under which there is no candidate."),
    check="applications.references.resolve",
    change=change,
)
