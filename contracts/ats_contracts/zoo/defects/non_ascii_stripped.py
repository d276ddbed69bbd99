"""Letters beyond ASCII are dropped."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Keep ASCII only."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        name = right["name"]
        return {"name": name and name.encode("ascii", "ignore").decode()}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="non_ascii_stripped",
    story="Names lose every letter that is not ASCII: Zoë becomes Zo.",
    check="candidates.field.name",
    change=change,
)
