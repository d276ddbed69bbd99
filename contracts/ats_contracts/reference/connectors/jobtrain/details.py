"""
Applications, and what only their detail holds: files and equal-opportunities answers.

The detail is read for each application, so every row of a list is whole. A page stops early when it
has cost enough (see `Parts.page_budget`). Source: SPEC section 3.4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from ats_contracts.reference.connector import Ask, Session
from ats_contracts.reference.connectors.jobtrain import people, places
from ats_contracts.reference.connectors.jobtrain.places import Found, ids_of
from ats_contracts.reference.connectors.jobtrain.reading import (
    API,
    find,
    if_there,
    key,
    part,
    read_one,
    unreadable,
    unwrap,
    wire_id,
)
from ats_contracts.reference.connectors.jobtrain.records import application_id, files_in
from ats_contracts.reference.errors import Missing
from ats_contracts.reference.paging import walk_nested
from ats_contracts.reference.values import JsonObject, Position, Step

Detail = JsonObject | None
_ATTACHMENT = re.compile(r"([0-9]+)-([0-9]+)-(cv|cover)")


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
    known: dict[str, Detail] = {}
    for row, after in places.walk_found(session, ask, position):
        yield Step(_whole_application(session, row, known), after)


def _whole_application(session: Session, row: JsonObject, known: dict[str, Detail]) -> JsonObject:
    found = ids_of(row)
    if found.candidate not in known:
        known[found.candidate] = places.person_if_there(session, found.candidate)
    whole = known[found.candidate]
    best = (None if whole is None else applied(whole, found.application)) or row
    return {"application": best, "detail": detail_of(session, found)}


def applied(whole: JsonObject, wanted: str) -> Detail:
    """Find an application among those of a candidate."""
    rows = (row for row in people.applied_jobs(whole) if application_id(row) == wanted)
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


def walk_candidates(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """Walk people with what their applications tell. Cost: of the walk, and one per application."""
    for whole, after in people.walk_people(session, ask, position):
        yield Step(whole_candidate(session, whole), after)


def get_candidate(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Read one candidate, with the details of the applications."""
    return whole_candidate(session, places.person(session, wire_id(record_id)))


def whole_candidate(session: Session, whole: JsonObject) -> JsonObject:
    """Join a candidate with the details of each application. Shape: {"person", "applications"}."""
    rows = [{"candidateId": find(whole, "id"), **row} for row in people.applied_jobs(whole)]
    told = [{"application": row, "detail": detail_of(session, ids_of(row))} for row in rows]
    return {"person": whole, "applications": told}


def walk_attachments(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """Walk the files of all applications. Cost: as the applications, without the candidates."""
    return _walk_details(session, _by_application(ask), position, files_of)


def _by_application(ask: Ask) -> Ask:
    """Keep the filters that are about the application, whose own id has another name here."""
    names = {"application_id": "id", "job_id": "job_id", "candidate_id": "candidate_id"}
    conditions = (replace(c, name=names[c.name]) for c in ask.conditions if c.name in names)
    return replace(ask, conditions=tuple(conditions))


def files_of(found: Found, detail: JsonObject) -> list[JsonObject]:
    """List the files of an application: CV first."""
    ids = found._asdict()
    return [{"ids": ids, "kind": kind, "file": file} for kind, file in files_in(detail)]


def get_attachment(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Read one file by its derived id: candidate, job, and which of the two."""
    match = _ATTACHMENT.fullmatch(record_id)
    if match is None:
        raise Missing(f"no attachment {record_id[:64]!r}: expected <candidate>-<job>-cv or -cover")
    candidate_id, job_id, kind = wire_id(match[1]), wire_id(match[2]), match[3]
    whole = places.person(session, candidate_id)
    for row in people.applied_jobs(whole):
        found = ids_of({"candidateId": candidate_id, **row})
        detail = detail_of(session, found) if found.job == job_id else None
        for file in [] if detail is None else files_of(found, detail):
            if file["kind"] == kind:
                return file
    raise Missing(f"no attachment {record_id!r}")


def walk_eeocs(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """
    Walk equal-opportunities answers, where the role may see them.

    Cost: as attachments, and one request for each candidate with answers.
    """

    def expand(found: Found, detail: JsonObject) -> list[JsonObject]:
        answers = answers_of(found, detail)
        if answers is None:
            return []
        whole = places.person_if_there(session, found.candidate) or {}
        return [{"answers": answers, "application": applied(whole, found.application) or {}}]

    return _walk_details(session, ask, position, expand)


def answers_of(found: Found, detail: JsonObject) -> Detail:
    """Give the answers that belong to this application; None if there are none to be seen."""
    answers = part(detail, "equalops")
    return answers if application_id(answers) == found.application else None


def get_eeoc(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Read the answers of one application. Raises: Missing if there are none to be seen."""
    found, row = locate(session, record_id)
    answers = answers_of(found, detail_of(session, found) or {})
    if answers is None:
        raise Missing(f"no equal-opportunities answers to application {record_id!r} can be seen")
    return {"answers": answers, "application": row}
