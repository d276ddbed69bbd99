"""
Writes: what a valid body does to the truth. Everything is checked before the first change.

A field that is given the value it shows already changes nothing; a record that changes moves its
`updated_at`. Webhooks and the placed candidate follow from the change itself, whoever makes it.
Source: SPEC section 3.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.nexivohr import errors, fields, wire, world
from ats_simulator.providers.nexivohr.errors import JSON, Errors
from ats_simulator.providers.nexivohr.fields import Field, check_fields
from ats_simulator.services import Services
from ats_simulator.store.records import Where
from ats_simulator.world.spec import StageSpec

_STAMPS: Final = frozenset({"id", "created_at", "updated_at"})
_PLACES: Final = ("city", "state", "country")
_CANDIDATE_KEYS: Final = {
    "first_name": "first_name",
    "last_name": "last_name",
    "current_title": "title",
    "status": "status",
    "current_company": "company",
    "source": "source",
}
_JOB_KEYS: Final = {
    "title": "name",
    "description": "description",
    "status": "status",
    "employment_type": "job_type",
}
_CLOSED: Final = frozenset(t for t, word in wire.JOB_STATUSES.items() if word == "closed")


def show(services: Services, kind: str, ref: str, *, status: int = 200) -> Reply:
    """Answer one record as it stands, in its envelope; 404 if there is none."""
    row = services.row(kind, ref)
    if row is None:
        return errors.not_found()
    wire.style_in(services.assumptions)  # the row was rendered in it: reading consults it
    if services.assumptions["single_envelope"] == "data":
        row = b'{"data":%b}' % row
    return Reply(status=status, headers=(JSON,), body=row)


def _deleted(services: Services, kind: str, ref: str, sentence: str) -> Reply:
    style = services.assumptions["delete_response"]
    if style == "no_content":
        return Reply(status=204)
    if style == "message":
        return errors.json_reply(200, {"message": sentence})
    return show(services, kind, ref)


# ── candidates ───────────────────────────────────────────────────────────────────────────────


def create_candidate(services: Services, body: Record) -> Reply:
    """Create a candidate, `new` whatever the body says of its status."""
    table = _candidate_table(services)
    given, problems = check_fields(
        body, table, creating=True, known=_known(services, _STAMPS | {"status"})
    )
    _check_email(services, given, None, problems)
    if problems:
        return errors.invalid(problems)
    n, key = services.next_key("candidates")
    services.put("candidates", n, apply_candidate(_new_candidate(key, services.now), given))
    return show(services, "candidates", key, status=201)


def update_candidate(services: Services, key: str, body: Record) -> Reply:
    """Change the given fields of a candidate."""
    table = {**_candidate_table(services), "status": fields.CANDIDATE_STATUS}
    given, problems = check_fields(body, table, creating=False, known=_known(services, _STAMPS))
    found = services.truth("candidates", key)
    changed = _changes(services, "candidates", found, given)
    _check_email(services, changed, found, problems)
    if problems:
        return errors.invalid(problems)
    if found is not None and changed:
        _put(services, "candidates", found[0], apply_candidate(found[1], changed))
    return show(services, "candidates", key)


def delete_candidate(services: Services, key: str) -> Reply:
    """Make a candidate inactive; again and again has one effect."""
    found = services.truth("candidates", key)
    if found is None:
        return errors.not_found()
    n, record = found
    if record["status"] != "inactive":
        _put(services, "candidates", n, {**record, "status": "inactive"})
    return _deleted(services, "candidates", key, "The candidate is now inactive.")


def _candidate_table(services: Services) -> Mapping[str, Field]:
    if services.assumptions["extended_fields"] == "on":
        return {**fields.CANDIDATE, **fields.EXTENDED}
    return fields.CANDIDATE


def _check_email(
    services: Services, given: Record, found: tuple[int, Record] | None, problems: Errors
) -> None:
    """Refuse the address of another active candidate, also when an inactive one comes back."""
    record: Record = found[1] if found else {"id": "", "status": "new", "emails": []}
    if not {"email", "status"} & given.keys() or "email" in problems:
        return
    if given.get("status", record["status"]) == "inactive":
        return
    if "email" not in given and record["status"] != "inactive":
        return
    email = given.get("email") or next((e["email"] for e in record["emails"]), None)
    taken = Where(
        "natural_key = ? AND facet <> 'inactive' AND ref <> ?",
        (email.casefold() if email else None, record["id"]),
    )
    if services.assumptions["duplicate_email"] == "reject" and services.exists("candidates", taken):
        problems["email"] = ["The email has already been taken."]


def _new_candidate(key: str, now: str) -> Record:
    return {
        "id": key,
        "first_name": None,
        "last_name": None,
        "company": None,
        "title": None,
        "last_interaction_at": None,
        "is_private": False,
        "can_email": True,
        "address": _new_address(),
        "phones": [],
        "emails": [],
        "urls": [],
        "tags": [],
        "status": "new",
        "source": None,
        "created_at": now,
        "updated_at": now,
    }


def _new_address() -> Record:
    return dict.fromkeys(("street", "city", "state", "postal_code", "country"))


def apply_candidate(record: Record, given: Record) -> Record:
    """Write the vendor's fields *given* into the truth of a candidate."""
    changed = _with_plain(record, given, _CANDIDATE_KEYS)
    if "email" in given:
        changed["emails"] = [{"email": given["email"], "type": None}]
    if "phone" in given:
        changed["phones"] = _phones(given["phone"])
    if "linkedin_url" in given:
        others = [url for url in record["urls"] if url["type"] != "linkedin"]
        changed["urls"] = [*_links(given["linkedin_url"]), *others]
    if "skills" in given:
        changed["tags"] = [{"id": name, "name": name} for name in given["skills"] or ()]
    return changed


def _phones(number: str | None) -> list[Record]:
    """The vendor keeps one number: a written one replaces all."""
    return [] if number is None else [{"number": number, "extension": None, "type": None}]


def _links(url: str | None) -> list[Record]:
    return [] if url is None else [{"url": url, "type": "linkedin"}]


# ── jobs ─────────────────────────────────────────────────────────────────────────────────────


def create_job(services: Services, body: Record) -> Reply:
    """Create a job, open unless the body says otherwise."""
    known = _known(services, _STAMPS | {"closed_at"})
    given, problems = check_fields(body, fields.JOB, creating=True, known=known)
    if problems:
        return errors.invalid(problems)
    n, key = services.next_key("jobs")
    given = {"status": "open", **given}
    services.put("jobs", n, apply_job(_new_job(key, services.now), given, services.now))
    return show(services, "jobs", key, status=201)


def update_job(services: Services, key: str, body: Record) -> Reply:
    """Change the given fields of a job."""
    known = _known(services, _STAMPS | {"closed_at"})
    given, problems = check_fields(body, fields.JOB, creating=False, known=known)
    if problems:
        return errors.invalid(problems)
    found = services.truth("jobs", key)
    changed = _changes(services, "jobs", found, given)
    if found is not None and changed:
        _put(services, "jobs", found[0], apply_job(found[1], changed, services.now))
    return show(services, "jobs", key)


def delete_job(services: Services, key: str) -> Reply:
    """Close a job; again and again has one effect."""
    found = services.truth("jobs", key)
    if found is None:
        return errors.not_found()
    n, record = found
    if record["status"] not in _CLOSED:
        _put(services, "jobs", n, apply_job(record, {"status": "closed"}, services.now))
    return _deleted(services, "jobs", key, "The job is now closed.")


def _new_job(key: str, now: str) -> Record:
    return {
        "id": key,
        "name": "",
        "description": None,
        "code": None,
        "requisition_id": None,
        "status": "open",
        "address": _new_address(),
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
    changed = _with_plain(record, given, _JOB_KEYS)
    if changed["status"] in _CLOSED:
        changed["closed_at"] = changed["closed_at"] or now
    elif "status" in given:
        changed["closed_at"] = None
    if changed["status"] == "open" and changed["opened_at"] is None and "status" in given:
        changed["opened_at"] = now
    return changed


# ── submissions ──────────────────────────────────────────────────────────────────────────────


def create_submission(services: Services, job_key: str, body: Record) -> Reply:
    """Submit a candidate to the job *job_key*."""
    values = services.assumptions
    possible = world.stages(values)
    table = _submission_table(services, possible)
    known = _known(services, _STAMPS | {"job_id"})
    given, problems = check_fields(body, table, creating=True, known=known)
    job = services.truth("jobs", job_key)
    candidate_key = str(given.get("candidate_id"))
    _check_candidate(services, candidate_key, job_key, problems)
    if job is not None and job[1]["status"] in _CLOSED:
        problems["job_id"] = ["The job is closed."]
    if problems:
        return errors.invalid(problems)
    if job is None:
        return errors.not_found()
    stage = _stage_named(given["stage"], possible) if given.get("stage") else possible[0]
    n, key = services.next_key("applications")
    record = _new_application(key, candidate_key, job_key, stage, services.now)
    services.put("applications", n, record)
    return show(services, "submissions", key, status=201)


def update_submission(services: Services, key: str, body: Record) -> Reply:
    """Move a submission to another stage."""
    table = {"stage": Field(check=fields.choice(*(s.id for s in world.STAGES)), nullable=False)}
    known = _known(services, _STAMPS | {"job_id", "candidate_id"})
    given, problems = check_fields(body, table, creating=False, known=known)
    found = services.truth("applications", key)
    changed = _changes(services, "applications", found, given)
    if found is not None and "stage" in changed and not problems:
        _check_transition(services, found[1], changed["stage"], problems)
    if problems:
        return errors.invalid(problems)
    if found is not None and changed:
        stage = _stage_named(changed["stage"], world.STAGES)
        _put(services, "applications", found[0], apply_stage(found[1], stage, services.now))
    return show(services, "submissions", key)


def _submission_table(services: Services, possible: tuple[StageSpec, ...]) -> Mapping[str, Field]:
    integer = services.assumptions["id_style"] == "integer"
    return {
        "candidate_id": Field(check=fields.id_check(integer=integer), required=True),
        "stage": Field(check=fields.choice(*(s.id for s in possible))),
    }


def _check_candidate(services: Services, key: str, job_key: str, problems: Errors) -> None:
    """Refuse an unknown or inactive candidate, and one submitted to the job before."""
    if "candidate_id" in problems:
        return
    found = services.truth("candidates", key)
    same = Where("parent = ? AND natural_key = ?", (job_key, key))
    if found is None:
        problems["candidate_id"] = ["The selected candidate_id is invalid."]
    elif found[1]["status"] == "inactive":
        problems["candidate_id"] = ["The candidate is inactive."]
    elif services.exists("submissions", same):
        problems["candidate_id"] = ["The candidate has already been submitted to this job."]


def _check_transition(services: Services, record: Record, stage: str, problems: Errors) -> None:
    if services.assumptions["stage_transitions"] == "free":
        return
    order = [s.id for s in (world.SUBMITTED, *world.STAGES)]
    before = record["current_stage"]["id"]
    if before in order and order.index(stage) < order.index(before):
        problems["stage"] = [f"The stage may not move from {before} back to {stage}."]


def _stage_named(name: str, known: tuple[StageSpec, ...]) -> StageSpec:
    return next(stage for stage in known if stage.id == name)


def _new_application(key: str, candidate: str, job: str, stage: StageSpec, now: str) -> Record:
    record: Record = {
        "id": key,
        "candidate": {"id": candidate},
        "job": {"id": job},
        "applied_at": now,
        "rejected_at": None,
        "source": None,
        "credited_to": None,
        "current_stage": {},
        "reject_reason": None,
        "created_at": now,
        "updated_at": now,
    }
    return apply_stage(record, stage, now)


def apply_stage(record: Record, stage: StageSpec, now: str) -> Record:
    """Put the truth of an application into *stage*; a rejection is dated."""
    rejected = stage.kind == "rejected"
    return {
        **record,
        "rejected_at": now if rejected else None,
        "current_stage": {"id": stage.id, "name": stage.name, "kind": stage.kind},
        "reject_reason": record["reject_reason"] if rejected else None,
    }


# ── shared ───────────────────────────────────────────────────────────────────────────────────


def _known(services: Services, others: frozenset[str]) -> frozenset[str] | None:
    """Name the fields that are ignored: *others* where unknown ones are refused, else all."""
    return others if services.assumptions["unknown_field"] == "reject" else None


def _changes(
    services: Services, resource: str, found: tuple[int, Record] | None, given: Record
) -> Record:
    """Keep the given fields whose value is not the one that the record shows already."""
    if found is None:
        return given
    shown = wire.wire_of(resource, found[1], wire.style_in(services.assumptions))
    return {name: v for name, v in given.items() if not _is_shown(v, shown[name])}


def _is_shown(given: Any, shown: Any) -> bool:
    return bool(given == shown or (given is None and shown == []))


def _with_plain(record: Record, given: Record, keys: Mapping[str, str]) -> Record:
    """Copy *record* with the fields that are kept as they are given."""
    changed = {**record, **{keys[name]: v for name, v in given.items() if name in keys}}
    places = {name: given[name] for name in _PLACES if name in given}
    if places:
        changed["address"] = {**record["address"], **places}
    return changed


def _put(services: Services, resource: str, n: int, record: Record) -> None:
    services.put(resource, n, {**record, "updated_at": services.now})
