"""E-mail addresses are rewritten."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Fold case."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"emails": [e | {"email": e["email"].lower()} for e in right["emails"] or []]}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="email_lower_cased",
    story="E-mail addresses are shown in lower case, not as the provider has them.",
    check="candidates.create.round_trip",
    change=change,
)
