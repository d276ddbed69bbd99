"""A record is read once and then remembered."""

from __future__ import annotations

from typing import Any

from ats_contracts.reference.connector import Ask, Resource, Session
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Keep each record at its first reading."""
    known: dict[str, JsonObject] = {}

    def wrap(get: Any, resource: Resource) -> Any:
        def got(session: Session, record_id: str, ask: Ask) -> JsonObject:
            now: JsonObject = get(session, record_id, ask)
            kept = known.setdefault(record_id, now)
            if kept != now:
                ran()
            return kept

        return got

    return twists.gets(parts, wrap, "candidates")


DEFECT = Defect(
    name="stale_get",
    story=("A record that was read before is shown as it was then, whatever was written since."),
    check="candidates.update.only_what_was_sent",
    change=change,
)
