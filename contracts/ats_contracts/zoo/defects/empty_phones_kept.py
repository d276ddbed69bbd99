"""An empty text is taken for a value."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Show every place for a number, with what stands there."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        row = raw["rows"][0]
        places = {"mobile": "mobile", "home": "homePhone", "work": "workPhone"}
        return {"phones": [{"number": row.get(n, ""), "type": t} for t, n in places.items()]}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="empty_phones_kept",
    story="Where the provider writes '' for no number, a phone without number is shown.",
    check="candidates.field.phones",
    change=change,
    providers=frozenset({"jobvite"}),
)
