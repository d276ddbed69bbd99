"""A new candidate loses the e-mail address."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
    Verb,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Forget the address."""

    def twist(right: JsonObject, verb: Verb) -> JsonObject:
        return {k: v for k, v in right.items() if verb != "create" or "email" not in k.lower()}

    return twists.writes(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="email_dropped_on_create",
    story="A candidate is created without the e-mail address that was given.",
    check="candidates.create.round_trip",
    change=change,
)
