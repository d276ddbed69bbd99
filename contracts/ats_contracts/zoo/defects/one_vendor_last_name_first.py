"""One vendor's names come in another order."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Write the last name first, at one vendor."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        parts_of_it = (right["last_name"], right["first_name"])
        return {"name": " ".join(filter(None, parts_of_it)) or None}

    changed = twists.records(parts, ran, "candidates", twist)
    return twists.only_at("nexivohr", parts, changed)


DEFECT = Defect(
    name="one_vendor_last_name_first",
    story="Names from one vendor begin with the last name, those from all others with the first.",
    check="candidates.providers.agree",
    change=change,
    providers=frozenset({"nexivohr"}),
)
