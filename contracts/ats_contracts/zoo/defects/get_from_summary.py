"""A get shows less than the list does."""

from __future__ import annotations

from typing import Any

from ats_contracts.reference.connector import Ask, Resource, Session
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran

FIRST = 5


def change(parts: Parts, ran: Ran) -> Parts:
    """Read the first few fields of a single record only."""

    def wrap(get: Any, resource: Resource) -> Any:
        def got(session: Session, record_id: str, ask: Ask) -> JsonObject:
            raw: JsonObject = get(session, record_id, ask)
            ran()
            return dict(list(raw.items())[:FIRST])

        return got

    return twists.gets(parts, wrap, "candidates")


DEFECT = Defect(
    name="get_from_summary",
    story="A single record lacks fields that its row in the list has.",
    check="candidates.get.agrees_with_list",
    change=change,
)
