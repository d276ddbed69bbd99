"""Answers for statistics are shown with the application."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.connector import Resource
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Show all that was read of an application."""

    def to_remote(raw: JsonObject) -> JsonObject:
        ran()
        return {**raw["application"], "detail": raw["detail"]}

    def changed(resource: Resource) -> Resource:
        return replace(resource, to_remote=to_remote)

    return twists.resources(parts, changed, "applications")


DEFECT = Defect(
    name="statistics_in_applications",
    story="The raw data of an application holds race, sex and religion.",
    check="eeocs.answers.kept_apart",
    change=change,
    providers=frozenset({"jobtrain"}),
)
