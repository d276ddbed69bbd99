"""A new candidate gets what nobody gave."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
    Verb,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Fill in a title."""

    def twist(right: JsonObject, verb: Verb) -> JsonObject:
        return right if verb != "create" else {"current_title": "Unknown"} | right

    return twists.writes(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="title_invented_on_create",
    story="A candidate created without a title is stored with the title Unknown.",
    check="candidates.create.invents_nothing",
    change=change,
    providers=frozenset({"nexivohr"}),
)
