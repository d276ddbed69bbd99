"""One record that is not whole fails the page."""

from __future__ import annotations

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Refuse an answer that has a record without a name."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        if right["name"] is None:
            ran()
            raise RemoteError(502, "unreadable", "a record lacks its name", raw=raw)
        return {}

    return twists.records(parts, ran, "jobs", twist)


DEFECT = Defect(
    name="broken_record_spoils_page",
    story="A single record that lacks a field fails the whole page.",
    check="jobs.wire.broken_record",
    change=change,
)
