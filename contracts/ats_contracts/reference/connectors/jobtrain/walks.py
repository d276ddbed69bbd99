"""
Jobs, settings, and the questions of jobs: what is read for each record, and how often.

Every row of a list is whole: what its list lacks is read record by record, so that a get shows the
same. A page stops early when it has cost enough (see `Parts.page_budget`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ats_contracts.reference.connector import Ask, Session
from ats_contracts.reference.connectors.jobtrain import details, places
from ats_contracts.reference.connectors.jobtrain.places import ids_of
from ats_contracts.reference.connectors.jobtrain.reading import (
    API,
    MAX_PAGE_SIZE,
    by,
    if_there,
    key,
    objects,
    part,
    read_one,
    source,
    text,
    unreadable,
    unwrap,
    wire_id,
)
from ats_contracts.reference.errors import BadRequest, Missing, RemoteError
from ats_contracts.reference.paging import Source, walk_nested, walk_offset
from ats_contracts.reference.values import JsonObject, Position, Step

STAGE_IDS = ("applicationitatusid", "applicationstatusid", "id")


# Jobs


def walk_jobs(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """
    Walk the advertised jobs, each with its description and the id of its department.

    Cost: one request per page of jobs and of departments, and one per job.
    """
    numbers: dict[str, str | None] | None = None
    for row, after in walk_offset(places.jobs(session, ask.remote), position, ask.want):
        one = _job_if_there(session, key(row, "id") or "")
        if numbers is None:
            numbers = department_ids(session)
        yield Step(_whole_job({**(one or {}), **row}, numbers), after)


def _job_if_there(session: Session, job_id: str) -> JsonObject | None:
    return if_there(lambda: places.job(session, job_id))


def get_job(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """
    Read one job, also one that is not advertised.

    When it went live is told by the list, or by the detail of an application to it.
    """
    one = places.job(session, wire_id(record_id))
    listed = (row for row in places.advertised(session) if key(row, "id") == record_id)
    row = next(listed, None)
    whole = _whole_job({**(row or {}), **one}, department_ids(session))
    return whole if row is not None else {**whole, "live_on": _live_on(session, record_id)}


def _whole_job(record: JsonObject, numbers: dict[str, str | None]) -> JsonObject:
    return {"job": record, "department_id": numbers.get(text(record, "vacancydepartment") or "")}


def _live_on(session: Session, job_id: str) -> JsonObject | None:
    step = next(places.of_job(session, job_id, Ask(want=1), None), None)
    return (
        None
        if step is None
        else part(details.detail_of(session, ids_of(step.raw)) or {}, "jobdetail")
    )


def department_ids(session: Session) -> dict[str, str | None]:
    """Read the id behind each department's name; null where two have one name."""
    found: dict[str, str | None] = {}
    for step in walk_offset(departments(session, Ask()), None, MAX_PAGE_SIZE):
        name = text(step.raw, "departmentname")
        if name is not None:
            found[name] = None if name in found else key(step.raw, "departmentid", "id")
    return found


# Settings


def departments(session: Session, ask: Ask) -> Source:
    """Make the departments readable by page."""
    return source(session, f"{API}/Department", ask.remote, by("departmentid", "id"))


def offices(session: Session, ask: Ask) -> Source:
    """Make the locations readable by page."""
    return source(session, f"{API}/Locations", ask.remote, by("id"))


def setting(session: Session, path: str, record_id: str, *names: str) -> JsonObject:
    """Read one record of a setting. Raises: RemoteError, Missing."""
    return read_one(session, f"{API}/{path}/{wire_id(record_id)}", *names, record_id=record_id)


def walk_stages(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """Walk the statuses of applications, numbered from 1. Position: [rows done, list position]."""
    place, at = (0, None) if position is None else position
    found = source(session, f"{API}/ApplicationStatus", ask.remote, by(*STAGE_IDS))
    for row, after in walk_offset(found, at, ask.want):
        after_it = None if after is None else [place + 1, after]
        place += 1
        yield Step({"status": row, "place": place}, after_it)


def get_stage(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Read one status; its place is that in the list."""
    status = setting(session, "ApplicationStatus", record_id, *STAGE_IDS)
    for step in walk_stages(session, Ask(), None):
        if key(step.raw["status"], *STAGE_IDS) == record_id:
            return {"status": status, "place": step.raw["place"]}
    return {"status": status, "place": None}


# Questions of the candidate site


def walk_form_fields(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """
    Walk the questions of one job, if the filter names one, else of all advertised jobs.

    Cost: one request per page of jobs and one per job, to the candidate site, without credentials.
    """
    site = _site(session)

    def inner(job_id: str, at: Position | None) -> Iterator[Step]:
        rows = _questions(session, site, job_id)
        done = 0 if at is None else at[0]
        for n, row in enumerate(rows[done:], start=done + 1):
            yield Step(row, [n] if n < len(rows) else None)

    if (job_id := ask.only("job_id")) is not None:
        return inner(wire_id(job_id), position)
    every = places.jobs(session, ask.remote)
    outer: Any = lambda at: walk_offset(every, at, MAX_PAGE_SIZE)  # noqa: E731
    return walk_nested(outer, inner, position, key=every.key)


def _site(session: Session) -> str:
    site = session.public("site")
    if not site:
        raise BadRequest("the account was linked without its candidate site; give credentials.site")
    return site.rstrip("/")


def _questions(session: Session, site: str, job_id: str) -> list[JsonObject]:
    def read() -> JsonObject:
        body = unwrap(session.read_open(site, "/Indeed/GetQuestions", {"JobId": job_id}))
        if not isinstance(body, dict) or "screenerquestions" not in {n.lower() for n in body}:
            raise unreadable(body, "expected the questions of a job")
        return body

    body = if_there(read) or {}
    rows = objects(part(body, "screenerquestions"), "questions")
    return [{"question": row, "job_id": job_id, "index": n} for n, row in enumerate(rows)]


def get_form_field(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Find a question by walking; the filter `job_id` makes it one request. Raises: Missing."""
    try:
        for step in walk_form_fields(session, ask, None):
            if key(step.raw["question"], "id") == record_id:
                return step.raw
    except RemoteError as error:
        if error.kind == "auth":
            raise unreadable(None, "the candidate site wants credentials") from error
        raise
    raise Missing(f"no question {record_id[:64]!r}")
