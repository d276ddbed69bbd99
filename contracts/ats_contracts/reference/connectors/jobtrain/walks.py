"""
Lists and gets of the resources: what is read for each record, and how often.

Every row of a list is whole: what its list lacks is read record by record, so that a get shows the
same. A page stops early when it has cost enough (see `Parts.page_budget`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ats_contracts.reference.connector import Ask, Session
from ats_contracts.reference.connectors.jobtrain import places
from ats_contracts.reference.connectors.jobtrain.places import Found, ids_of
from ats_contracts.reference.connectors.jobtrain.reading import (
    API,
    MAX_PAGE_SIZE,
    by,
    find,
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
from ats_contracts.reference.connectors.jobtrain.records import FILES, application_id
from ats_contracts.reference.errors import BadRequest, Missing, RemoteError
from ats_contracts.reference.paging import Source, walk_nested, walk_offset
from ats_contracts.reference.values import JsonObject, Position, Step

Detail = JsonObject | None
_ATTACHMENT = re.compile(r"([0-9]+)-([0-9]+)-(cv|cover)")


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
        yield Step(_whole_job({**row, **(one or {})}, numbers), after)


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
    return None if step is None else part(detail_of(session, ids_of(step.raw)) or {}, "jobdetail")


def department_ids(session: Session) -> dict[str, str | None]:
    """Read the id behind each department's name; null where two have one name."""
    found: dict[str, str | None] = {}
    for step in walk_offset(departments(session, Ask()), None, MAX_PAGE_SIZE):
        name = text(step.raw, "departmentname")
        if name is not None:
            found[name] = None if name in found else key(step.raw, "departmentid", "id")
    return found


# Applications, and what hangs on them


def detail_of(session: Session, found: Found) -> Detail:
    """
    Read the detail of an application; None if there is none, or if it is of another application.

    Candidate and job address it, so of two applications to one job only one can be read.
    """
    path = f"{API}/Candidate/GetCandidateApplicationDetailByJobId/{found.candidate}/{found.job}"

    def read() -> JsonObject:
        body = unwrap(session.read(path))
        if not isinstance(body, dict) or not part(body, "jobdetail"):
            raise unreadable(body, "expected the detail of an application")
        return body

    body = if_there(read)
    told = None if body is None else application_id(part(body, "jobdetail"))
    return body if told == found.application else None


def walk_applications(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """
    Walk applications, with their instants and their last change.

    Cost: that of `places.walk_found`, and per application its candidate and its detail.
    """
    people: dict[str, Detail] = {}
    for row, after in places.walk_found(session, ask, position):
        yield Step(_whole_application(session, row, people), after)


def _whole_application(session: Session, row: JsonObject, people: dict[str, Detail]) -> JsonObject:
    found = ids_of(row)
    if found.candidate not in people:
        people[found.candidate] = places.person_if_there(session, found.candidate)
    known = people[found.candidate]
    best = (None if known is None else applied(known, found.application)) or row
    return {"application": best, "detail": detail_of(session, found)}


def applied(whole: JsonObject, wanted: str) -> Detail:
    """Find an application among those of a candidate."""
    rows = (row for row in objects(whole, "appliedjobs") if application_id(row) == wanted)
    row = next(rows, None)
    return None if row is None else {"candidateId": find(whole, "id"), **row}


def locate(session: Session, record_id: str) -> tuple[Found, JsonObject]:
    """
    Find whose application it is, and to which job: its own record says only the first.

    Raises: RemoteError, Missing. Source: SPEC section 3.4, operation 6.
    """
    names = ("candidateapplicationid", "applicationid")
    path = f"{API}/GetCandidateApplicationById/{wire_id(record_id)}"
    own = read_one(session, path, *names, record_id=record_id)
    candidate_id = key(own, "candidateid")
    if candidate_id is None:
        raise unreadable(own, "an application without a candidate")
    row = applied(places.person(session, candidate_id), record_id)
    if row is None:
        raise Missing(f"no application {record_id!r} among those of its candidate")
    return ids_of(row), row


def get_application(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Read one application, also to a job that is not advertised. Cost: three requests."""
    found, row = locate(session, record_id)
    return {"application": row, "detail": detail_of(session, found)}


def _within(
    session: Session, expand: Callable[[Found, JsonObject], list[JsonObject]]
) -> Callable[[str, Position | None], Iterator[Step]]:
    """Walk what the detail of an application holds; the application is named by its ids."""

    def inner(parent: str, position: Position | None) -> Iterator[Step]:
        found = Found(*parent.split("-"))
        detail = detail_of(session, found)
        rows = [] if detail is None else expand(found, detail)
        done = 0 if position is None else position[0]
        for n, row in enumerate(rows[done:], start=done + 1):
            yield Step(row, [n] if n < len(rows) else None)

    return inner


def _walk_details(
    session: Session,
    ask: Ask,
    position: Position | None,
    expand: Callable[[Found, JsonObject], list[JsonObject]],
) -> Iterator[Step]:
    return walk_nested(
        lambda at: places.walk_found(session, ask, at),
        _within(session, expand),
        position,
        key=lambda row: "-".join(ids_of(row)),
    )


def walk_attachments(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """Walk the files of all applications. Cost: as the applications, without the candidates."""
    return _walk_details(session, _by_application(ask), position, files_of)


def _by_application(ask: Ask) -> Ask:
    """Keep the filters that are about the application, whose own id has another name here."""
    names = {"application_id": "id", "job_id": "job_id", "candidate_id": "candidate_id"}
    conditions = (replace(c, name=names[c.name]) for c in ask.conditions if c.name in names)
    return replace(ask, conditions=tuple(conditions))


def files_of(found: Found, detail: JsonObject) -> list[JsonObject]:
    """List the files of an application: CV first. An object without a name and bytes is none."""
    rows: list[JsonObject] = []
    for kind, (name, _) in FILES.items():
        file = part(detail, name)
        if text(file, "filename") is not None or text(file, "data") is not None:
            rows.append({"ids": found._asdict(), "kind": kind, "file": file})
    return rows


def get_attachment(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Read one file by its derived id: candidate, job, and which of the two."""
    match = _ATTACHMENT.fullmatch(record_id)
    if match is None:
        raise Missing(f"no attachment {record_id[:64]!r}: expected <candidate>-<job>-cv or -cover")
    candidate_id, job_id, kind = wire_id(match[1]), wire_id(match[2]), match[3]
    whole = places.person(session, candidate_id)
    for row in objects(whole, "appliedjobs"):
        found = ids_of({"candidateId": candidate_id, **row})
        detail = detail_of(session, found) if found.job == job_id else None
        for file in [] if detail is None else files_of(found, detail):
            if file["kind"] == kind:
                return file
    raise Missing(f"no attachment {record_id!r}")


def walk_eeocs(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """Walk equal-opportunities answers, where the role may see them. Cost: as attachments."""
    return _walk_details(session, ask, position, answers_of)


def answers_of(found: Found, detail: JsonObject) -> list[JsonObject]:
    """Give the answers that belong to this application, or none."""
    answers = part(detail, "equalops")
    return [answers] if application_id(answers) == found.application else []


def get_eeoc(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Read the answers of one application. Raises: Missing if there are none to be seen."""
    found, _ = locate(session, record_id)
    rows = answers_of(found, detail_of(session, found) or {})
    if not rows:
        raise Missing(f"no equal-opportunities answers to application {record_id!r} can be seen")
    return rows[0]


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


STAGE_IDS = ("applicationitatusid", "applicationstatusid", "id")


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
