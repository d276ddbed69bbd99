"""A field that may exist is filled from another one."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Show the title where a company is known."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"company": right["title"] if right["company"] else right["company"]}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="company_is_title",
    story="Where the provider has a candidate's company, their title is shown in its place.",
    check="candidates.extended.fields",
    change=change,
    providers=frozenset({"nexivohr"}),
)
