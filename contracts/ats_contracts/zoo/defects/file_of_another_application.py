"""A CV is that of another application."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Give each file the name and the bytes of the one before."""
    last: list[JsonObject] = []

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        before = last[-1] if last else right
        last[:] = [right]
        return {name: before[name] for name in ("file_name", "file_url")}

    return twists.records(parts, ran, "attachments", twist)


DEFECT = Defect(
    name="file_of_another_application",
    story="The CV shown is one that came with another application.",
    check="attachments.field.file_url",
    change=change,
    providers=frozenset({"jobtrain"}),
)
