"""Countries are passed on in the provider's code."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Show the code of three letters."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        code = raw["rows"][0].get("countryCode")
        if not code or not right["locations"]:
            return {}
        *place, _ = right["locations"][0].split(", ")
        return {"locations": [", ".join([*place, code])]}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="countries_of_three_letters",
    story="Germany is DEU here and DE elsewhere.",
    check="candidates.field.locations",
    change=change,
    providers=frozenset({"jobvite"}),
)
