"""
Creating and updating jobs. Everything is checked before the first change.

Besides the four keys that a client is known to send, those of a requisition that the truth can
hold are taken: `job_extra_keys` accept (F). Source: SPEC section 4.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobvite import blanks, errors, looking, places
from ats_simulator.providers.jobvite.errors import Refused, invalid
from ats_simulator.providers.jobvite.wire import jobs as wire_jobs
from ats_simulator.providers.jobvite.writes import applying
from ats_simulator.providers.jobvite.writes.bodies import (
    filled,
    flag,
    items,
    moment,
    required,
    text,
)
from ats_simulator.services import Services
from ats_simulator.store.records import Where

REQUIRED: Final = ("creatorEmail", "title")
"""`job_required_fields` (F). Source: SPEC section 4.3 (our-choice)."""

_WORDS: Final = {word: state for state, word in wire_jobs.FINER_STATES.items()}
_STATUSES: Final = {
    **{word: status for status, word in wire_jobs.STATES.items()},
    **{word: wire_jobs.STATUS_OF_FINER[state] for word, state in _WORDS.items()},
}
_TYPES: Final = {word: kind for kind, word in wire_jobs.JOB_TYPES.items()}
_POSTINGS: Final = {word: kind for kind, word in wire_jobs.POSTINGS.items()}
_REMOTE: Final = {
    **{word: value for value, word in wire_jobs.REMOTE.items()},
    wire_jobs.HYBRID: False,
}
_PLACE: Final = {
    "locationCity": "city",
    "locationState": "state",
    "locationPostalCode": "postal_code",
}


def create(services: Services, body: Record) -> Reply:
    """
    Create a job: a draft with a requisition id of its own.

    `job_write_status`, `job_initial_state`, `job_requisition_id_source`, `job_creator_unknown`
    (F). Raises: Refused.
    """
    required(body, *REQUIRED)
    creator = user_by_email(services, filled(body, "creatorEmail") or "")
    if creator is None:
        raise invalid("creatorEmail is not a known user")
    n, key = services.next_key("jobs")
    blank = new_job(services, key, f"{1000 + n}")
    behind = {**blanks.blank("requisitions", blank), "created_by": {"id": creator}}
    job = changed_job(services, blank, body)
    requisition = changed_requisition(services, behind, body)
    services.put("jobs", n, job)
    services.put("requisitions", n, requisition)
    return _told(key)


def user_by_email(services: Services, email: str) -> str | None:
    """Find a user by e-mail address, exactly."""
    found = services.sandbox.numbers(
        services.con, services.tenant, "employees", Where("natural_key = ?", (email,))
    )
    user = services.truth_at("users", found[0]) if found else None
    return user["id"] if user else None


def _told(key: str) -> Reply:
    status = {"code": 200, "messages": []}
    return errors.reply(200, orjson.dumps({"eId": key, "status": status}))


def update(services: Services, body: Record) -> Reply:
    """
    Update a job: only what is sent changes. `job_update_not_found` (F).

    Raises: Refused.
    """
    required(body, "eId")
    found = services.truth("jobs", filled(body, "eId") or "")
    if found is None:
        raise Refused(404, "Job not found")
    n, present = found
    behind = services.truth_at("requisitions", n)
    assert behind is not None
    job = changed_job(services, present, body)
    requisition = changed_requisition(services, behind, body)
    services.put("jobs", n, {**job, "updated_at": services.now})
    services.put("requisitions", n, requisition)
    return _told(job["id"])


def new_job(services: Services, key: str, requisition: str) -> Record:
    """Make a draft of now."""
    parts = ("street", "city", "state", "postal_code", "country")
    return {
        "id": key,
        "name": "",
        "description": None,
        "code": None,
        "requisition_id": requisition,
        "status": "draft",
        "address": dict.fromkeys(parts),
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
        "created_at": services.now,
        "updated_at": services.now,
        "closed_at": None,
        "opened_at": None,
    }


def changed_job(services: Services, present: Record, body: Record) -> Record:
    """Apply what is sent of a job. Raises: Refused."""
    job: Record = {**present, **_changed_texts(body)}
    if (private := flag(body, "private")) is not None:
        job["confidential"] = private
    for name, field, known in _CHOICES:
        if (word := filled(body, name)) is not None:
            job[field] = _meant(name, word, known)
    job["address"] = _changed_place(present["address"], body)
    _file(services, job, body)
    _staff(services, job, body)
    _set_state(services, job, present, body)
    return job


_CHOICES: Final[tuple[tuple[str, str, Mapping[str, Any]], ...]] = (
    ("jobType", "job_type", _TYPES),
    ("remoteType", "is_remote", _REMOTE),
)
_TEXTS: Final = {"description": "description", "positionLevel": "job_position_level"}


def _changed_texts(body: Record) -> Record:
    """Read the texts of a job; a title and a requisition cannot be emptied. Raises: Refused."""
    changed: Record = {
        field: value for name, field in _TEXTS.items() if (value := text(body, name)) is not None
    }
    if (title := text(body, "title")) is not None:
        required(body, "title")
        changed["name"] = title
    if requisition := filled(body, "requisitionId"):
        changed["requisition_id"] = requisition
    return changed


def _changed_place(present: Record, body: Record) -> Record:
    given = {
        field: value for name, field in _PLACE.items() if (value := text(body, name)) is not None
    }
    if (country := text(body, "locationCountry")) is not None:
        given["country"] = places.to_alpha_2(country)
    return {**present, **{field: value or None for field, value in given.items()}}


def _meant(name: str, word: str, known: Mapping[str, Any]) -> Any:
    if word not in known:
        raise invalid(f"Invalid {name}")
    return known[word]


def _file(services: Services, job: Record, body: Record) -> None:
    """File a job under a department and a location, by name. Raises: Refused."""
    for name, resource in (("department", "departments"), ("location", "offices")):
        word = text(body, name)
        if word:
            found = _meant(name, word, looking.named(services, resource))
            job[resource] = [{"id": found["id"], "name": found["name"]}]
        elif word is not None:
            job[resource] = []


_ROLES: Final = (
    ("hiringManagers", "primaryHiringManagerEmail", "hiring_managers"),
    ("recruiters", "primaryRecruiterEmail", "recruiters"),
)


def _staff(services: Services, job: Record, body: Record) -> None:
    """Give a job its people; the primary one of each kind stands first. Raises: Refused."""
    for name, primary, role in _ROLES:
        if body.get(name) is not None:
            job[role] = [_somebody(services, name, each) for each in items(body, name)]
        if email := filled(body, primary):
            first = _somebody(services, primary, {"email": email})
            job[role] = [first, *(each for each in job[role] if each["id"] != first["id"])]


def _somebody(services: Services, name: str, sent: Record) -> Record:
    """Find a user by id, or by e-mail address, which is their name as well. Raises: Refused."""
    email = filled(sent, "userName") or filled(sent, "email")
    key = filled(sent, "userId") or (user_by_email(services, email) if email else None)
    found = services.truth("users", key) if key else None
    if found is None:
        raise invalid(f"Invalid {name}")
    parts = (found[1]["first_name"], found[1]["last_name"])
    return {"id": found[1]["id"], "name": " ".join(part for part in parts if part)}


def _set_state(services: Services, job: Record, present: Record, body: Record) -> None:
    """Move a job to another state; it opens and closes as it gets there. Raises: Refused."""
    word = filled(body, "jobState")
    if word is None:
        return
    job["status"] = _meant("jobState", word, _STATUSES)
    if job["status"] == present["status"]:
        return
    if job["status"] == "open":
        job["opened_at"] = job["opened_at"] or services.now
    over = job["status"] in ("closed", "archived")
    job["closed_at"] = services.now if over else None


def changed_requisition(services: Services, present: Record, body: Record) -> Record:
    """Apply what is sent of what stands behind a job. Raises: Refused."""
    behind: Record = dict(present)
    for name, field in (("briefDescription", "brief"), ("region", "region")):
        if (value := text(body, name)) is not None:
            behind[field] = value
    if (word := filled(body, "eeoCategory")) is not None:
        behind["eeo_category"] = word
    if (state := filled(body, "jobState")) is not None:
        behind["state"] = _WORDS.get(state)
    if (start := moment(body, "startDate")) is not None:
        behind["starts_at"] = start
    if (place := filled(body, "remoteType")) is not None:
        behind["hybrid"] = place == wire_jobs.HYBRID
    if (posting := filled(body, "postingType")) is not None:
        behind["posting"] = _meant("postingType", posting, _POSTINGS)
    for name, field, resource in (
        ("category", "category", "job_categories"),
        ("subsidiaryName", "subsidiary", "organizations"),
    ):
        if (word := filled(body, name)) is not None:
            found = _meant(name, word, looking.named(services, resource))
            behind[field] = {"id": found["id"], "name": found["name"]}
    given = applying.values_of(services, body, "job")
    behind["custom_fields"] = applying.merged(present["custom_fields"], given)
    return behind
