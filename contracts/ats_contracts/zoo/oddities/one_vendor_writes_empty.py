"""One vendor's missing texts are empty."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Oddity, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Write "" for a title that is not known, at one vendor."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {} if right["title"] else {"title": ""}

    changed = twists.records(parts, ran, "candidates", twist)
    return twists.only_at("nexivohr", parts, changed)


ODDITY = Oddity(
    name="one_vendor_writes_empty",
    story="A title that is not known is an empty text from one vendor, and null from the others.",
    change=change,
    providers=frozenset({"nexivohr"}),
)
