"""
Short lists of the truth that rendering and rules look things up in, read once per exchange.

Refuses to render.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from ats_simulator.provider import Record
from ats_simulator.services import Services
from ats_simulator.store import records

NO_ADVERT: Record = {
    "internal_title": None,
    "kind": "external",
    "reply_to": None,
    "description_internal": None,
    "description_agency": None,
    "reason": None,
    "division": None,
    "region": None,
    "school_location": None,
    "cost_centre": None,
    "campaign": None,
    "level": None,
    "starts_on": None,
    "approved_at": None,
    "vacancies": 1,
    "hours_per_week": None,
    "reports_to": None,
}
"""What is known of a job that was never advertised."""


def every(services: Services, resource: str) -> Sequence[tuple[int, Record]]:
    """List all records of a short resource, in order."""
    known: Sequence[tuple[int, Record]] | None = services.memo.get(resource)
    if known is None:
        rows = records.truth_after(services.con, services.tenant.world, resource, 0, -1)
        known = services.memo[resource] = [(n, orjson.loads(body)) for n, body in rows]
    return known


def one(services: Services, resource: str, key: str) -> Record | None:
    """Find a record of a long resource by its id; remembered for the exchange."""
    at = (resource, key)
    if at not in services.memo:
        found = services.truth(resource, key)
        services.memo[at] = found[1] if found else None
    kept: Record | None = services.memo[at]
    return kept


def stage_role(services: Services, stage: str) -> Record | None:
    """Find what a status is for."""
    return _keyed(services, "stage_roles", "id").get(stage)


def status_for(services: Services, role: str) -> Record | None:
    """Find the status (a stage) that the client uses as *role*: submitted, check_complete, …"""
    found = _keyed(services, "stage_roles", "role").get(role)
    return one(services, "job_interview_stages", found["id"]) if found else None


def statuses_for(services: Services, role: str) -> list[str]:
    """List the ids of all statuses that the client uses as *role*."""
    return [r["id"] for _, r in every(services, "stage_roles") if r["role"] == role]


def job_status(services: Services, status: str) -> tuple[int | str, str]:
    """Give id and name of what the client calls a job's *status*."""
    found = _keyed(services, "job_statuses", "status").get(status)
    return (number(found["id"]), found["name"]) if found else (0, "")


def employment_type(services: Services, kind: str | None) -> str:
    """Give what the client calls a kind of job, "" for none."""
    found = _keyed(services, "employment_types", "job_type").get(kind) if kind else None
    return str(found["name"]) if found else ""


def advert(services: Services, job: str) -> Record:
    """Find the advert of a job."""
    return one(services, "adverts", job) or NO_ADVERT


def _keyed(services: Services, resource: str, field: str) -> dict[Any, Record]:
    """Index a short resource by *field*; the first of equal ones counts."""
    at = (resource, "by", field)
    if at not in services.memo:
        rows = every(services, resource)
        services.memo[at] = {record[field]: record for _, record in reversed(rows)}
    kept: dict[Any, Record] = services.memo[at]
    return kept


def starts_on(services: Services, application: str) -> str | None:
    """Find the day on which a starter proposes to start, as YYYY-MM-DD."""
    from ats_simulator.providers.jobtrain.dates import from_british

    for _, form in services.related("starter_forms", "application", application):
        for field in form["fields"]:
            if field["caption"] == PROPOSED:
                return from_british(field["value"])
    return None


PROPOSED = "Proposed Start Date"
"""The caption of the starter form's field that says when. Source: SPEC section 8 (offers)."""


def number(key: str) -> int | str:
    """Write an id of the truth: a number, as all ids are."""
    return int(key) if key.isascii() and key.isdigit() and len(key) < 20 else key


def text(value: str | None) -> str:
    """Write a text. Row 43 (`empty_text_style`): "" where there is none."""
    return value or ""


def office_of(job: Record) -> Record | None:
    """Give the office that a job is at, with its name; null for none."""
    found: Record | None = job["offices"][0] if job["offices"] else None
    return found


def city_of(place: Record) -> str:
    """
    Give the city of a job or an office.

    A remote place without a city is in the city "Remote". Source: SPEC section 8 (is_remote).
    """
    city = place["address"]["city"]
    return "Remote" if place["is_remote"] and not city else text(city)
