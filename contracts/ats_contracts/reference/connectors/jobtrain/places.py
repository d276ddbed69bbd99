"""
Where applications and people are found, as there is no list of all of either: job by job, or in the
export of the last 24 hours. Gives lean rows, with the ids of application, candidate and job.

Source: SPEC sections 3.4 and 3.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
from ats_contracts.reference.paging import Source, walk_nested, walk_offset
from ats_contracts.reference.values import JsonObject, Position, Step

EXPORT_S = 24 * 3600
OVERLAP_S = 3600
"""The export is trusted for what is younger than its 24 hours by at least this much."""
MAX_PINS = 5_000
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
    """Make the list of advertised jobs readable by page."""
    return source(session, f"{API}/Jobs/list", remote, by("id"))


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
    return "export" if _is_recent(session, ask, slack_s=OVERLAP_S) else "jobs"


def _is_recent(session: Session, ask: Ask, *, slack_s: float) -> bool:
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
    rows = sorted(objects(whole, "appliedjobs"), key=lambda row: _order(ids_of(row).application))
    done = 0 if position is None else position[0]
    for n, row in enumerate(rows[done:], start=done + 1):
        yield Step({**row, "candidateId": candidate_id}, [n] if n < len(rows) else None)


def _order(record_id: str) -> tuple[int, str]:
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
    """
    Walk the export, but for applications to jobs that no list shows: a filter narrows a list.

    Raises: ListMoved if the walk took so long that the export no longer reaches back far enough.
    """
    if position is not None and not _is_recent(session, ask, slack_s=0):
        raise ListMoved("the export of the last 24 hours")
    shown = {key(row, "id") for row in advertised(session)}
    for step in walk_offset(export(session, ask.remote), position, ask.want):
        row = {**step.raw, "jobId": key(part(step.raw, "jobdetail"), "jobid")}
        if row["jobId"] in shown:
            yield Step(_without_status(row), step.after)


def _without_status(row: JsonObject) -> JsonObject:
    """Leave out the status, which has other keys here than in the lists."""
    return {name: value for name, value in row.items() if not name.lower().endswith("status")}


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


# People, each once


def walk_people(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """
    Walk all people who applied to an advertised job, each once.

    A person is given at the first of their applications among the jobs of the walk. The cursor pins
    these jobs, so that one that opens or closes meanwhile makes nobody appear twice or not at all.
    Position: [pinned jobs, number of the job, position in its list].
    Cost: as the applications, and one request per application; one request for one id.
    """
    if (candidate_id := ask.only("id")) is not None:
        yield from _one_person(session, candidate_id)
        return
    pinned, start, within = (_pin(session), 0, None) if position is None else position
    job_ids = unpin(pinned)
    rank = {job_id: n for n, job_id in enumerate(job_ids)}
    for n, job_id in enumerate(job_ids[start:], start=start):
        for row, after in of_job(session, job_id, ask, within):
            found = ids_of(row)
            whole = person_if_there(session, found.candidate)
            if whole is not None and first_application(whole, rank) in (None, found.application):
                ends = after is None and n + 1 == len(job_ids)
                yield Step(whole, None if ends else _place(pinned, n, after))
        within = None


def _place(pinned: str, number: int, after: Position | None) -> Position:
    return [pinned, number + 1, None] if after is None else [pinned, number, after]


def _one_person(session: Session, candidate_id: str) -> Iterator[Step]:
    whole = person_if_there(session, candidate_id)
    if whole is not None:
        yield Step(whole, None)


def first_application(whole: JsonObject, rank: Mapping[str, int]) -> str | None:
    """Choose the application at which a person is given: the first, by the *rank* of its job."""
    found = [ids_of(row) for row in objects(whole, "appliedjobs")]
    ranked = [(rank[one.job], _order(one.application)) for one in found if one.job in rank]
    return min(ranked)[1][1] if ranked else None


def _pin(session: Session) -> str:
    """
    Write the ids of all advertised jobs, in ascending order, as differences.

    Raises: BadRequest if they are more than a cursor can carry.
    """
    numbers = sorted({int(key(row, "id") or 0) for row in advertised(session)})
    gaps = [number - before for before, number in zip([0, *numbers], numbers, strict=False)]
    pinned = ",".join(map(str, gaps))
    if len(pinned) > MAX_PINS:
        raise BadRequest("the provider advertises more jobs than one list of people can walk")
    return pinned


def unpin(pinned: str) -> list[str]:
    """Read what `_pin` wrote."""
    total, found = 0, []
    for gap in pinned.split(",") if pinned else []:
        total += int(gap)
        found.append(str(total))
    return found
