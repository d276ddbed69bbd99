"""
Creating an application with its person, and updating one.

Everything is checked before the first change. What is kept behind a record is put before the
record itself, so that a change is whole when its webhook is made. Source: SPEC sections 4.1, 4.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobvite import blanks, errors, places
from ats_simulator.providers.jobvite.errors import Refused, invalid
from ats_simulator.providers.jobvite.wire.candidates import placed_phones
from ats_simulator.providers.jobvite.writes import applying
from ats_simulator.providers.jobvite.writes.applying import Asked
from ats_simulator.providers.jobvite.writes.bodies import filled, flag, inner, items, required, text
from ats_simulator.services import Services
from ats_simulator.store.records import Where

REQUIRED: Final = ("email", "firstName", "lastName")
"""`create_required_fields` (F). Source: SPEC section 4.1 (our-choice)."""

DUPLICATE: Final = "Duplicate application. Candidate has already applied to this job"

_ADDRESS: Final = {
    "address": "street",
    "city": "city",
    "state": "state",
    "postalCode": "postal_code",
}
_NAMES: Final = {
    "firstName": "first_name",
    "lastName": "last_name",
    "companyName": "company",
    "title": "title",
}
_PHONES: Final = {"mobile": "mobile", "homePhone": "home", "workPhone": "work"}
_EMPLOYMENT: Final = {
    "title": "title",
    "companyName": "company",
    "startYear": "start_year",
    "startMonth": "start_month",
    "endYear": "end_year",
    "endMonth": "end_month",
}


# ── creating ─────────────────────────────────────────────────────────────────────────────────


def create(services: Services, body: Record) -> Reply:
    """
    Create an application, and its person unless the e-mail address is known.

    Both dialects of the request are taken: flags on top or inside, as text or not; the job by
    `jobEId` or `requisitionId`. Who is known keeps their name, and the row is there at once:
    `create_profile_merge` keep, `create_visibility_delay_ms` 0 (F). Raises: Refused.
    """
    sent = _candidate_in(body)
    applied = inner(sent, "application")
    job = _job_in(services, applied)
    asked = applying.read(services, applied)
    known = _known_person(services, filled(sent, "email") or "")
    if known is not None:
        _check_duplicate(services, known, job["id"])
    person = None if known else _new_person(services, sent)
    past = _work_history(sent)
    whose = known or services.next_key("candidates")[1]
    key = _keep_application(services, whose, job["id"], asked)
    if person is not None:
        _keep_person(services, person, past, filled(sent, "address2"))
    return _told(services, int(services.assumptions["create_success_status"]), key, whose)


def _candidate_in(body: Record) -> Record:
    """Read the person of a creation. Raises: Refused."""
    for name in ("sendEmail", "sendOFCCPEmail"):
        flag(body, name)
    sent = inner(body, "candidate")
    if not sent:
        raise invalid("candidate is required")
    flag(sent, "sendEmail")
    required(sent, *REQUIRED)
    return sent


def _job_in(services: Services, applied: Record) -> Record:
    """
    Find the job, by its id rather than by its requisition: `create_job_reference_conflict` (F).

    `create_without_job`, `create_unknown_job_status`, `create_closed_job` (F). Raises: Refused.
    """
    key, requisition = filled(applied, "jobEId"), filled(applied, "requisitionId")
    if key is None and requisition is None:
        raise invalid("requisitionId or jobEId is required")
    found = services.truth("jobs", key) if key else None
    if key is None:
        n = _first(services, "jobs", Where("natural_key = ?", (requisition,)))
        job = services.truth_at("jobs", n) if n is not None else None
    else:
        job = found[1] if found else None
    if job is None:
        raise Refused(404, "Job not found")
    return job


def _first(services: Services, kind: str, where: Where) -> int | None:
    """Give the lowest number of a row that matches."""
    found = services.sandbox.numbers(services.con, services.tenant, kind, where)
    return found[0] if found else None


def _known_person(services: Services, email: str) -> str | None:
    """
    Find who has this e-mail address, in any case: `create_same_email`, `create_email_match` (F).

    Raises: Refused.
    """
    n = _first(services, "candidates", Where("natural_key = ?", (email.casefold(),)))
    if n is None:
        return None
    match services.assumptions["create_same_email"]:
        case "new_person":
            return None
        case "error_409":
            raise Refused(409, "Duplicate candidate. This e-mail address is known already")
        case _:
            application = services.truth_at("applications", n)
            return application["candidate"]["id"] if application else None


def _check_duplicate(services: Services, person: str, job: str) -> None:
    """Refuse a second application for one job: `duplicate_application` (F). Raises: Refused."""
    for _, application in services.related("applications", "candidate", person):
        if application["job"] and application["job"]["id"] == job:
            raise Refused(int(services.assumptions["duplicate_status"]), DUPLICATE)


def _keep_application(services: Services, person: str, job: str, asked: Asked) -> str:
    n, key = services.next_key("applications")
    blank = blanks.blank_application(services, key, person, job, asked.stage)
    application = {
        **blank,
        "source": applying.source_named(asked.source),
        "reject_reason": asked.reason,
        "rejected_at": services.now if blank["current_stage"]["kind"] == "rejected" else None,
    }
    applying.keep_behind(services, n, application, asked)
    services.put("applications", n, application)
    applying.keep_papers(services, application, asked.papers)
    return key


def _new_person(services: Services, sent: Record) -> Record:
    """Make a person of what was sent; any e-mail will do: `email_format_check` (F)."""
    parts = ("street", "city", "state", "postal_code", "country")
    blank: Record = {
        "id": services.next_key("candidates")[1],
        "first_name": None,
        "last_name": None,
        "company": None,
        "title": None,
        "last_interaction_at": None,
        "is_private": False,
        "can_email": True,
        "address": dict.fromkeys(parts),
        "phones": [],
        "emails": [],
        "urls": [],
        "tags": [],
        "status": "new",
        "source": None,
        "created_at": services.now,
        "updated_at": services.now,
    }
    return changed_person(blank, sent)


def changed_person(present: Record, sent: Record) -> Record:
    """Apply what is sent of a person: `put_scalars` (F). Raises: Refused."""
    person = {**present, "address": dict(present["address"])}
    for name, field in _NAMES.items():
        if (value := text(sent, name)) is not None:
            person[field] = value
    for name, field in _ADDRESS.items():
        if (value := text(sent, name)) is not None:
            person["address"][field] = value
    for name in ("country", "countryCode", "countryName"):
        if (value := text(sent, name)) is not None:
            person["address"]["country"] = places.to_alpha_2(value) or None
    if (email := text(sent, "email")) is not None:
        rest = present["emails"][1:]
        person["emails"] = [{"email": email, "type": None}, *rest] if email else rest
    person["phones"] = _changed_phones(present["phones"], sent)
    return person


def _changed_phones(present: list[Record], sent: Record) -> list[Record]:
    """
    Put the numbers that are sent into their places; an empty one leaves its place.

    The others stay at the places where they have been shown.
    """
    given = {
        place: value for name, place in _PHONES.items() if (value := text(sent, name)) is not None
    }
    if not given:
        return present
    kept = [
        {**phone, "type": place}
        for place, phone in placed_phones(present).items()
        if place not in given
    ]
    new: list[Record] = [
        {"number": number, "extension": None, "type": place}
        for place, number in given.items()
        if number
    ]
    return [*kept, *new]


def _work_history(sent: Record) -> list[Mapping[str, str | None]]:
    return [
        {field: filled(each, name) for name, field in _EMPLOYMENT.items()}
        for each in items(sent, "workHistory")
    ]


def _keep_person(
    services: Services,
    person: Record,
    past: list[Mapping[str, str | None]],
    address2: str | None,
) -> None:
    n, _ = services.next_key("candidates")
    record = blanks.blank("person_records", person)
    services.put("person_records", n, {**record, "work_history": past, "address2": address2})
    services.put("candidates", n, person)


def _told(services: Services, code: int, application: str, candidate: str) -> Reply:
    """Tell the ids, with a capital E as nowhere else: `create_response_shape`."""
    shown: dict[str, Any]
    match services.assumptions["create_response_shape"]:
        case "flat_ids":
            shown = {"applicationId": application, "candidateId": candidate}
        case "eId_nested":
            shown = {"application": {"candidate": {"eId": candidate}, "eId": application}}
        case _:
            shown = {"application": {"EId": application, "candidate": {"EId": candidate}}}
    status = {"code": code, "messages": []}
    return errors.reply(code, orjson.dumps({**shown, "status": status}))


# ── updating ─────────────────────────────────────────────────────────────────────────────────


def update(services: Services, body: Record) -> Reply:
    """
    Update an application and, with it, its person; only what is sent changes.

    `put_identify_by`, `put_company_id`, `put_transitions`, `put_touch_scope`, `put_no_change`,
    `put_response_shape`, `put_unknown_application`, `put_disposition_on_leave` (F).
    Raises: Refused.
    """
    sent = inner(body, "candidate")
    applied = inner(sent, "application")
    key = filled(applied, "eId")
    if key is None:
        raise invalid("application.eId is required")
    found = services.truth("applications", key)
    if found is None:
        raise Refused(404, "Application not found")
    n, application = found
    asked = applying.read(services, applied, application["current_stage"])
    person = _changed_person(services, application["candidate"]["id"], sent)
    applying.keep_behind(services, n, application, asked)
    applying.keep_papers(services, application, asked.papers)
    services.put("applications", n, _changed(services, application, asked))
    if person is not None:
        _keep_changed_person(services, *person, text(sent, "address2"))
    shown = {"EId": key, "candidate": {"EId": application["candidate"]["id"]}}
    status = {"code": 200, "messages": []}
    return errors.reply(200, orjson.dumps({"application": shown, "status": status}))


def _changed_person(services: Services, key: str, sent: Record) -> tuple[int, Record] | None:
    """Work out what the person becomes; null if there is none. Raises: Refused."""
    text(sent, "address2")
    found = services.truth("candidates", key)
    return None if found is None else (found[0], changed_person(found[1], sent))


def _keep_changed_person(services: Services, n: int, person: Record, address2: str | None) -> None:
    """Keep what changed of the person, after the application, whose date is theirs as well."""
    past = services.truth_at("person_records", n)
    if past is not None and address2 is not None:
        services.put("person_records", n, {**past, "address2": address2 or None})
    if person != services.truth_at("candidates", n):
        services.put("candidates", n, {**person, "updated_at": services.now})


def _changed(services: Services, application: Record, asked: Asked) -> Record:
    before = application["current_stage"]
    stage = asked.stage or before
    rejected_at = application["rejected_at"] if stage["kind"] == "rejected" else None
    if stage["kind"] == "rejected" and before["kind"] != "rejected":
        rejected_at = services.now
    source = application["source"]
    return {
        **application,
        "current_stage": stage,
        "rejected_at": rejected_at,
        "reject_reason": asked.reason or application["reject_reason"],
        "source": source if asked.source is None else applying.source_named(asked.source),
        "updated_at": services.now,
    }
