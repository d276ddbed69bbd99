"""
Onboarding, an extension: three GETs that nobody outside has seen on the wire.

Off by default, so that nobody mistakes it for the vendor's contract. Source: SPEC section 3.9
(capability official, wire our-choice).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobtrain import listing, lookups
from ats_simulator.providers.jobtrain.lookups import number
from ats_simulator.providers.jobtrain.operations import Call
from ats_simulator.providers.jobtrain.roles import role_of
from ats_simulator.providers.jobtrain.starters import form_of
from ats_simulator.services import Services

SECTIONS: Final = ("onboarding", "compliance", "referencing")
PROGRESS: Final = {"Not Started": 0, "Awaiting Candidate": 50, "Requested": 50}
"""How far an item is by its status; any other status is done. Units: percent."""


def get_overview(services: Services, call: Call) -> Reply:
    """Answer the progress of one starter in each section."""
    found = form_of(services, call)
    if isinstance(found, Reply):
        return found
    application = found[1]["id"]
    items = [r for _, r in services.related("onboarding_items", "application", application)]
    shown = {s: _section(i for i in items if i["section"] == s) for s in SECTIONS}
    return listing.single(services, {"candidateApplicationId": number(application), **shown})


def _section(items: Iterable[Record]) -> Record:
    """
    Render one section.

    Shape: {"progress": int, "status": str, "items": […]}. Units: progress in percent.
    """
    listed = list(items)
    reached = sum(PROGRESS.get(item["status"], 100) for item in listed)
    progress = reached // len(listed) if listed else 0
    status = "Complete" if progress == 100 else "In Progress" if progress else "Not Started"
    return {"progress": progress, "status": status, "items": [_item(i) for i in listed]}


def _item(item: Record) -> Record:
    if item["section"] == "referencing":
        return _referee(item)
    return {
        "id": number(item["id"]),
        "name": item["name"],
        "type": item["kind"],
        "status": item["status"],
    }


def _referee(item: Record) -> Record:
    return {"id": number(item["id"]), "refereeName": item["name"], "status": item["status"]}


def list_items(services: Services, call: Call) -> Reply:
    """Answer the forms, documents and contracts of all starters."""
    return _list(services, call, SECTIONS[:2])


def list_references(services: Services, call: Call) -> Reply:
    """Answer the references of all starters."""
    return _list(services, call, SECTIONS[2:])


def _list(services: Services, call: Call, sections: Iterable[str]) -> Reply:
    role = role_of(services.credential)
    wanted = frozenset(sections)
    shown = []
    for _, item in lookups.every(services, "onboarding_items"):
        key = item["application"]["id"]
        application = lookups.one(services, "applications", key)
        if item["section"] in wanted and application is not None and role.sees(application):
            shown.append({"candidateApplicationId": number(key), **_item(item)})
    return listing.of_records(services, call, shown)
