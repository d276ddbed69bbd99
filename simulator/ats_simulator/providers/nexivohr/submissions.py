"""
Writing submissions: submit a candidate to a job, move to another stage.

Everything is checked before the first change. Source: SPEC sections 3.2 and 3.4.
"""

from __future__ import annotations

from collections.abc import Mapping

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.nexivohr import errors, fields, world
from ats_simulator.providers.nexivohr.errors import Errors
from ats_simulator.providers.nexivohr.fields import Field, check_fields
from ats_simulator.providers.nexivohr.jobs import CLOSED
from ats_simulator.providers.nexivohr.writes import (
    STAMPS,
    changes,
    ignored_fields,
    put,
    show,
)
from ats_simulator.services import Services
from ats_simulator.store.records import Where
from ats_simulator.world.spec import StageSpec


def create(services: Services, job_key: str, body: Record) -> Reply:
    """Submit a candidate to the job *job_key*."""
    values = services.assumptions
    possible = world.stages(values)
    table = _submission_table(services, possible)
    known = ignored_fields(services, STAMPS | {"job_id"})
    given, problems = check_fields(body, table, creating=True, known=known)
    job = services.truth("jobs", job_key)
    candidate_key = str(given.get("candidate_id"))
    _check_candidate(services, candidate_key, job_key, problems)
    if job is not None and job[1]["status"] in CLOSED:
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


def update(services: Services, key: str, body: Record) -> Reply:
    """Move a submission to another stage."""
    table = {"stage": Field(check=fields.choice(*(s.id for s in world.STAGES)), nullable=False)}
    known = ignored_fields(services, STAMPS | {"job_id", "candidate_id"})
    given, problems = check_fields(body, table, creating=False, known=known)
    found = services.truth("applications", key)
    changed = changes(services, "applications", found, given)
    if found is not None and "stage" in changed and not problems:
        _check_transition(services, found[1], changed["stage"], problems)
    if problems:
        return errors.invalid(problems)
    if found is not None and changed:
        stage = _stage_named(changed["stage"], world.STAGES)
        put(services, "applications", found[0], apply_stage(found[1], stage, services.now))
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
