"""
Where people are found, each once, as there is no list of all of them: among those who applied.

Source: SPEC sections 3.4 and 3.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ats_contracts.reference.connector import Ask, Session
from ats_contracts.reference.connectors.jobtrain.places import (
    OVERLAP_S,
    advertised,
    after_key,
    changed,
    ids_of,
    is_recent,
    of_job,
    order,
    person_if_there,
)
from ats_contracts.reference.connectors.jobtrain.reading import key, objects
from ats_contracts.reference.errors import BadRequest
from ats_contracts.reference.values import JsonObject, Position, Step

MAX_PINS = 5_000


def walk_people(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """
    Walk all people who applied to an advertised job, each once.

    Position: [name of the way, position on it]; a walk goes on by the way it began.
    Cost: one request per page of jobs and one per page of each job's applications, and one per
        application; one for one id; for today's changes the pages of jobs and of the export, and
        one per person.
    """
    if (candidate_id := ask.only("id")) is not None:
        whole = person_if_there(session, candidate_id) if candidate_id.isdecimal() else None
        yield from [] if whole is None else [Step(whole, None)]
        return
    recent = is_recent(session, ask, slack_s=OVERLAP_S)
    way, at = ("export" if recent else "jobs", None) if position is None else position
    for whole, after in (_by_export if way == "export" else _by_jobs)(session, ask, at):
        yield Step(whole, None if after is None else [way, after])


def _by_export(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    shown = {str(key(row, "id")) for row in advertised(session)}
    rows = {ids_of(row).candidate: row for row in changed(session, ask, position)}
    for row, after in after_key(list(rows.values()), position, lambda row: ids_of(row).candidate):
        whole = person_if_there(session, ids_of(row).candidate)
        if whole is not None and shown & {ids_of(each).job for each in applied_jobs(whole)}:
            yield Step(whole, after)


def _by_jobs(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """
    Walk job by job, and give a person at the first of their applications among these jobs.

    The cursor pins the jobs, so that one that opens or closes meanwhile makes nobody appear twice,
    or not at all. Position: [pinned jobs, number of the job, position in its list].
    """
    pinned, start, within = (pin(session), 0, None) if position is None else position
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


def applied_jobs(whole: JsonObject) -> list[JsonObject]:
    """List the applications in a candidate's record."""
    return objects(whole, "appliedjobs")


def first_application(whole: JsonObject, rank: Mapping[str, int]) -> str | None:
    """Choose the application at which a person is given: the first, by the *rank* of its job."""
    found = [ids_of(row) for row in applied_jobs(whole)]
    ranked = [(rank[one.job], order(one.application)) for one in found if one.job in rank]
    return min(ranked)[1][1] if ranked else None


def pin(session: Session) -> str:
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
    """Read what `pin` wrote."""
    total, found = 0, []
    for gap in pinned.split(",") if pinned else []:
        total += int(gap)
        found.append(str(total))
    return found
