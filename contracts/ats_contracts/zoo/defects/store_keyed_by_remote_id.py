"""Records are stored under the provider's id alone."""

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
    """Keep records by id, whoever they belong to, and update them with every list."""
    store: dict[str, JsonObject] = {}

    def wrap(get: Any, resource: Resource) -> Any:
        def got(session: Session, record_id: str, ask: Ask) -> JsonObject:
            if record_id in store:
                ran()
                return store[record_id]
            store[record_id] = get(session, record_id, ask)
            return store[record_id]

        return got

    return twists.gets(parts, wrap, "candidates")


DEFECT = Defect(
    name="store_keyed_by_remote_id",
    story="Two customers whose records have the same number are shown the same record.",
    check="candidates.tenants.gets_apart",
    change=change,
)
