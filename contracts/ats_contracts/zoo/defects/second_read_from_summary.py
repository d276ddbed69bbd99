"""A record is complete the first time only."""

from __future__ import annotations

import json

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Keep a summary of each record, and prefer it."""
    known: set[str] = set()

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        text = json.dumps(raw, sort_keys=True)
        if text in known:
            return {"phones": None}
        known.add(text)
        return {}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="second_read_from_summary",
    story="A record that was read before is shown from a summary that lacks its phones.",
    check="candidates.paging.deterministic",
    change=change,
)
