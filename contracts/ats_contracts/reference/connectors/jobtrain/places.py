"""
Where applications are found, as there is no list of all of them: job by job, or in the export of
the last 24 hours. Gives lean rows, with the ids of application, candidate and job.

Source: SPEC sections 3.4 and 3.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from ats_contracts.reference.connector import Ask, Session
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
)
from ats_contracts.reference.connectors.jobtrain.records import application_id
from ats_contracts.reference.errors import BadRequest, ListMoved, RemoteError
from ats_contracts.reference.paging import Source, Window, walk_nested, walk_offset
from ats_contracts.reference.values import JsonObject, Position, Step

EXPORT_S = 24 * 3600
OVERLAP_S = 3600
"""The export is trusted for what is younger than its 24 hours by at least this much."""
_FILTERS: Mapping[str, Callable[[JsonObject], str | None]] = {
    "id": application_id,
    "candidate_id": lambda row: key(row, "candidateid"),
    "job_id": lambda row: key(row, "jobid"),
    "stage_id": lambda row: key(part(row, "applicationstatus"), "id"),
}


class Found(NamedTuple):
    """The ids by which an application's records are read."""

    application: str
    candidate: str
    job: str


def ids_of(row: JsonObject) -> Found:
    """Read the ids of a lean row."""
    return Found(application_id(row) or "", key(row, "candidateid") or "", key(row, "jobid") or "")


# Jobs


def jobs(session: Session, remote: Mapping[str, str]) -> Source:
    """
    Make the list of advertised jobs readable by page, at either of its two paths.

    Source: SPEC section 3.2 (2 and 2b), assumption `jobs_list_path`.
    """
    first = source(session, f"{API}/Jobs/list", remote, by("id"))
    other = source(session, f"{API}/Job", remote, by("id"))

    def read(number: int, size: int) -> Window:
        try:
            return first.read(number, size)
        except RemoteError as error:
            if error.kind != "not_found":
                raise
        return other.read(number, size)

    return replace(first, read=read)


def advertised(session: Session) -> Iterator[JsonObject]:
    """Read all advertised jobs; one request for each hundred."""
    for step in walk_offset(jobs(session, {}), None, MAX_PAGE_SIZE):
        yield step.raw


def of_job(session: Session, job_id: str, ask: Ask, position: Position | None) -> Iterator[Step]:
    """Walk the applications to one job; none if the job is gone, or hidden by the role."""
    path = f"{API}/Jobs/listCandidate/{job_id}"
    found = source(session, path, ask.remote, by("applicationid"))
    try:
        yield from walk_offset(found, position, ask.want)
    except RemoteError as error:
        if error.kind not in ("not_found", "forbidden") or if_there(lambda: job(session, job_id)):
            raise


def job(session: Session, job_id: str) -> JsonObject:
    """Read one job. Raises: RemoteError, Missing."""
    return read_one(session, f"{API}/Job/{job_id}", "id", record_id=job_id)


def person(session: Session, candidate_id: str) -> JsonObject:
    """Read one candidate, with all applications. Raises: RemoteError, Missing."""
    return read_one(session, f"{API}/candidate/{candidate_id}", "id", record_id=candidate_id)


def person_if_there(session: Session, candidate_id: str) -> JsonObject | None:
    """Read one candidate; None if gone, or hidden by the role."""
    return if_there(lambda: person(session, candidate_id))


# Applications, by the shortest way


def walk_found(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """
    Walk lean rows of applications, by the shortest way to those that the filters ask for.

    Position: [name of the way, position on it]; a walk goes on by the way it began.
    Cost: one request per page of jobs and one per page of each job's applications; for one job, or
        one candidate, only theirs; for today's changes the pages of jobs and of the export.
    """
    way, at = (_way(session, ask), None) if position is None else position
    for row, after in _WAYS[way](session, ask, at):
        if _may_be_meant(row, ask):
            yield Step(row, None if after is None else [way, after])


def _way(session: Session, ask: Ask) -> str:
    if ask.only("candidate_id") is not None:
        return "candidate"
    if ask.only("job_id") is not None:
        return "job"
    return "export" if is_recent(session, ask, slack_s=OVERLAP_S) else "jobs"


def is_recent(session: Session, ask: Ask, *, slack_s: float) -> bool:
    """
    Tell whether the export holds all that the filter by `updated_at` asks for.

    What was updated on a day from its begin on was changed after it, so the begin counts.
    """
    lower = [
        condition.wanted[0].timestamp()
        for condition in ask.conditions
        if condition.name == "updated_at" and condition.operator in ("gt", "gte", "eq")
    ]
    now = session.now()
    return bool(lower) and now - EXPORT_S + slack_s <= max(lower) <= now


def _may_be_meant(row: JsonObject, ask: Ask) -> bool:
    """Tell whether a lean row can meet the filters, so that its details are worth reading."""
    for condition in ask.conditions:
        read = _FILTERS.get(condition.name)
        value = None if read is None else read(row)
        if value is not None and value not in condition.wanted:
            return False
    return True


def _by_job(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    return of_job(session, str(ask.only("job_id")), ask, position)


def _by_candidate(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    candidate_id = str(ask.only("candidate_id"))
    if ask.remote:
        raise BadRequest("remote_query has no place here: no list is read for one candidate")
    whole = person_if_there(session, candidate_id) or {}
    rows = sorted(objects(whole, "appliedjobs"), key=lambda row: order(ids_of(row).application))
    done = 0 if position is None else position[0]
    for n, row in enumerate(rows[done:], start=done + 1):
        yield Step({**row, "candidateId": candidate_id}, [n] if n < len(rows) else None)


def order(record_id: str) -> tuple[int, str]:
    """Give what ids are put in order by: as numbers, without making them such."""
    return len(record_id), record_id


def _by_jobs(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    every = jobs(session, {})
    return walk_nested(
        lambda at: walk_offset(every, at, MAX_PAGE_SIZE),
        lambda job_id, at: of_job(session, job_id, ask, at),
        position,
        key=every.key,
    )


def _by_export(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """Walk what changed, but not applications to jobs that no list shows: a filter narrows."""
    shown = {key(row, "id") for row in advertised(session)}
    rows = [row for row in changed(session, ask, position) if ids_of(row).job in shown]
    yield from after_key(rows, position, lambda row: ids_of(row).application)


def after_key(
    rows: list[JsonObject], position: Position | None, of: Callable[[JsonObject], str]
) -> Iterator[Step]:
    """Give *rows* in ascending order of the id *of* them. Position: [id of the last one given]."""
    last = None if position is None else order(position[0])
    left = sorted(
        (row for row in rows if last is None or order(of(row)) > last),
        key=lambda row: order(of(row)),
    )
    for n, row in enumerate(left, start=1):
        yield Step(row, [of(row)] if n < len(left) else None)


def changed(session: Session, ask: Ask, position: Position | None) -> list[JsonObject]:
    """
    Read the whole export, as lean rows, each application once.

    Whole, because it moves: what changes again meanwhile comes first in it, and again next time.
    Cost: one request for each hundred rows.
    Raises: ListMoved if a walk took so long that the export no longer reaches back far enough.
    """
    if position is not None and not is_recent(session, ask, slack_s=0):
        raise ListMoved("the export of the last 24 hours")
    found: dict[str, JsonObject] = {}
    for row, _ in walk_offset(export(session, ask.remote), None, MAX_PAGE_SIZE):
        lean = Found(
            application=application_id(row) or "",
            candidate=key(row, "candidateid") or "",
            job=key(part(row, "jobdetail"), "jobid") or "",
        )
        found[lean.application] = {
            "applicationId": lean.application,
            "candidateId": lean.candidate,
            "jobId": lean.job,
        }
    return list(found.values())


def export(session: Session, remote: Mapping[str, str]) -> Source:
    """Make the applications whose status changed in the last 24 hours readable by page."""
    path = f"{API}/Candidate/GetRecentlyUpdatedApplications"
    return source(session, path, remote, by("candidateapplicationid"))


_WAYS: Mapping[str, Callable[[Session, Ask, Position | None], Iterator[Step]]] = {
    "candidate": _by_candidate,
    "job": _by_job,
    "export": _by_export,
    "jobs": _by_jobs,
}
