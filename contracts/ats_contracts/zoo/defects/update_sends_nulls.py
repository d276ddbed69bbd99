"""What an update does not name is emptied."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
    Verb,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Send all fields that were ever written."""
    known: JsonObject = {}

    def twist(right: JsonObject, verb: Verb) -> JsonObject:
        known.update(dict.fromkeys(right))
        return known | right if verb == "update" else right

    return twists.writes(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="update_sends_nulls",
    story=("An update of one field wipes the others, as nulls are sent for what was not given."),
    check="candidates.update.only_what_was_sent",
    change=change,
)
