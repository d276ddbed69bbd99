"""A status that nobody knows becomes a known one."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Default to draft."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        known = ("open", "closed", "draft", "pending", "archived", None)
        return {} if right["status"] in known else {"status": "draft"}

    return twists.records(parts, ran, "jobs", twist)


DEFECT = Defect(
    name="unknown_status_is_draft",
    story="A job with a status that the integration does not know is shown as a draft.",
    check="jobs.wire.unknown_member",
    change=change,
)
