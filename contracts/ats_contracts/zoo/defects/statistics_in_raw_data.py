"""The provider's row is shown whole, answers for statistics included."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.connector import Resource
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take nothing out of the row."""

    def whole(raw: JsonObject) -> JsonObject:
        ran()
        row: JsonObject = raw["rows"][0] if "rows" in raw else raw
        return row

    def changed(resource: Resource) -> Resource:
        return replace(resource, to_remote=whole)

    return twists.resources(parts, changed, "candidates", "applications")


DEFECT = Defect(
    name="statistics_in_raw_data",
    story="Race and gender stand in the raw data of candidates.",
    check="candidates.statistics.kept_apart",
    change=change,
    providers=frozenset({"jobvite"}),
)
