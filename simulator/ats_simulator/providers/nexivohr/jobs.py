"""
Writing jobs: create, change, close.

Everything is checked before the first change. Source: SPEC sections 3.2 and 3.4.
"""

from __future__ import annotations

from typing import Final

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.nexivohr import errors, fields, wire
from ats_simulator.providers.nexivohr.fields import check_fields
from ats_simulator.providers.nexivohr.writes import (
    STAMPS,
    changes,
    deleted,
    ignored_fields,
    new_address,
    put,
    show,
    with_plain,
)
from ats_simulator.services import Services

_JOB_KEYS: Final = {
    "title": "name",
    "description": "description",
    "status": "status",
    "employment_type": "job_type",
}

CLOSED: Final = frozenset(t for t, word in wire.JOB_STATUSES.items() if word == "closed")
"""The truth's statuses that the vendor shows as closed."""


def create(services: Services, body: Record) -> Reply:
    """Create a job, open unless the body says otherwise."""
    known = ignored_fields(services, STAMPS | {"closed_at"})
    given, problems = check_fields(body, fields.JOB, creating=True, known=known)
    if problems:
        return errors.invalid(problems)
    n, key = services.next_key("jobs")
    given = {"status": "open", **given}
    services.put("jobs", n, apply_job(_new_job(key, services.now), given, services.now))
    return show(services, "jobs", key, status=201)


def update(services: Services, key: str, body: Record) -> Reply:
    """Change the given fields of a job."""
    known = ignored_fields(services, STAMPS | {"closed_at"})
    given, problems = check_fields(body, fields.JOB, creating=False, known=known)
    if problems:
        return errors.invalid(problems)
    found = services.truth("jobs", key)
    changed = changes(services, "jobs", found, given)
    if found is not None and changed:
        put(services, "jobs", found[0], apply_job(found[1], changed, services.now))
    return show(services, "jobs", key)


def delete(services: Services, key: str) -> Reply:
    """Close a job; again and again has one effect."""
    found = services.truth("jobs", key)
    if found is None:
        return errors.not_found()
    n, record = found
    if record["status"] not in CLOSED:
        put(services, "jobs", n, apply_job(record, {"status": "closed"}, services.now))
    return deleted(services, "jobs", key, "The job is now closed.")


def _new_job(key: str, now: str) -> Record:
    return {
        "id": key,
        "name": "",
        "description": None,
        "code": None,
        "requisition_id": None,
        "status": "open",
        "address": new_address(),
        "job_posting_urls": [],
        "confidential": False,
        "departments": [],
        "offices": [],
        "hiring_managers": [],
        "recruiters": [],
        "tags": [],
        "is_remote": None,
        "job_type": None,
        "job_position_level": None,
        "compensation": None,
        "created_at": now,
        "updated_at": now,
        "closed_at": None,
        "opened_at": None,
    }


def apply_job(record: Record, given: Record, now: str) -> Record:
    """Write the vendor's fields *given* into the truth of a job; closing and opening are dated."""
    changed = with_plain(record, given, _JOB_KEYS)
    if changed["status"] in CLOSED:
        changed["closed_at"] = changed["closed_at"] or now
    elif "status" in given:
        changed["closed_at"] = None
    if changed["status"] == "open" and changed["opened_at"] is None and "status" in given:
        changed["opened_at"] = now
    return changed
