"""
The three imports of the old API: moved candidates, jobs, a roster of employees.

Everything is checked before the first change. Their answers are XML without errors:
`v1_write_answer` results_ok (F). Source: SPEC section 3.11 (requests official).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobvite import blanks, looking
from ats_simulator.providers.jobvite.errors import Refused
from ats_simulator.providers.jobvite.reads.query import Query
from ats_simulator.providers.jobvite.v1.candidates import failure, results
from ats_simulator.providers.jobvite.writes import jobs as writes_jobs
from ats_simulator.providers.jobvite.writes import people as writes_people
from ats_simulator.providers.jobvite.writes.bodies import filled, inner, items, text
from ats_simulator.services import Services
from ats_simulator.store.records import Where


def update_candidates(services: Services, query: Query, raw: bytes) -> Reply:
    """
    Answer `POST /v1/candidate?action=updateCandidates`: move applications to other states.

    All are checked before the first is moved. `v1_write_answer` results_ok (F).
    """
    action = query.first("action") or ""
    if action != "updateCandidates":
        return failure(action, 101, "Invalid action.")
    moves: list[tuple[int, Record]] = []
    for sent in _form_data(raw) or ():
        found = services.truth("applications", str(sent.get("applicationId")))
        stage = blanks.stage_named(services, str(sent.get("wflowstate")))
        if found is None or stage is None:
            what = "applicationId" if found is None else "wflowstate"
            return failure(action, 103, f"Invalid {what}.")
        moves.append((found[0], {**found[1], "current_stage": stage, "updated_at": services.now}))
    if not moves:
        return failure(action, 102, "Invalid data.")
    for n, record in moves:
        rejected = record["current_stage"]["kind"] == "rejected"
        at = (record["rejected_at"] or services.now) if rejected else None
        services.put("applications", n, {**record, "rejected_at": at})
    return results(action, "")


def _form_data(raw: bytes) -> list[Record] | None:
    """Read the form field `data`: a JSON list of objects."""
    try:
        fields = dict(parse_qsl(raw.decode("utf-8", "replace"), max_num_fields=1000))
        found = orjson.loads(fields["data"])
    except (ValueError, KeyError):
        return None
    good = isinstance(found, list) and all(isinstance(each, dict) for each in found)
    return found if good else None


def import_jobs(services: Services, body: Record) -> Reply:
    """
    Answer `POST /v1/job`: create or update jobs by their own number, close what is missing.

    The feature that a customer has to be given is on: `v1_jobs_feature` (F).
    """
    wanted = [(_requisition_of(each), each) for each in items(body, "requisitions")]
    checked = list(_checked_jobs(services, wanted))
    for n, job, behind in checked:
        services.put("jobs", n, {**job, "updated_at": services.now})
        services.put("requisitions", n, behind)
    if _says_yes(body, "closeMissingReqs"):
        _close_missing(services, {key for key, _ in wanted})
    return results("importJobs", "")


def _says_yes(body: Record, name: str) -> bool:
    return str(body.get(name)).casefold() == "true"


def _requisition_of(sent: Record) -> str:
    key = filled(sent, "jobId")
    if key is None:
        raise Refused(400, "jobId is required")
    return key


_TAKEN: Final = (
    "title",
    "description",
    "briefDescription",
    "locationCity",
    "locationState",
    "locationCountry",
)


def _checked_jobs(
    services: Services, wanted: Sequence[tuple[str, Record]]
) -> Iterator[tuple[int, Record, Record]]:
    """Work out what every job becomes. Raises: Refused."""
    following, _ = services.next_key("jobs")
    numbers: dict[str, int] = {}
    for requisition, sent in wanted:
        n = numbers.get(requisition) or _number_of(services, requisition)
        if n is None:
            n, following = following, following + 1
        numbers[requisition] = n
        given = _given(services, sent)
        present, behind = _present(services, n, requisition)
        job = writes_jobs.changed_job(services, present, given)
        yield n, job, writes_jobs.changed_requisition(services, behind, given)


def _given(services: Services, sent: Record) -> Record:
    """
    Read a job in the words of v2. Names that the customer does not have are left out (our-choice):
    they come from another system.
    """
    given = {name: sent[name] for name in _TAKEN if sent.get(name) is not None}
    for theirs, ours, resource in (
        ("category", "category", "job_categories"),
        ("locationName", "location", "offices"),
    ):
        if (name := filled(sent, theirs)) in looking.named(services, resource):
            given[ours] = name
    email = filled(sent, "recruiterEmail")
    if email and writes_jobs.user_by_email(services, email):
        given["primaryRecruiterEmail"] = email
    fields, labels = inner(sent, "customFields"), looking.labels(services, "job")
    known = [(code, name) for code, label in labels.items() for name in (code, label)]
    given["customField"] = [
        {"fieldCode": code, "value": fields[name]} for code, name in known if name in fields
    ]
    return given


def _number_of(services: Services, requisition: str) -> int | None:
    where = Where("natural_key = ?", (requisition,))
    found = services.sandbox.numbers(services.con, services.tenant, "jobs", where)
    return found[0] if found else None


def _present(services: Services, n: int, requisition: str) -> tuple[Record, Record]:
    """Give job *n* as it stands, or a new one that is open."""
    job, behind = services.truth_at("jobs", n), services.truth_at("requisitions", n)
    if job is None:
        key = services.provider.ids(services.assumptions, services.tenant.seed, "jobs", n)
        draft = writes_jobs.new_job(services, key, requisition)
        job = {**draft, "status": "open", "opened_at": services.now}
    return job, behind or blanks.blank("requisitions", job)


def _close_missing(services: Services, kept: set[str]) -> None:
    for n, job in looking.every(services, "jobs"):
        if job["status"] == "open" and (job["requisition_id"] or "") not in kept:
            at = services.now
            services.put("jobs", n, {**job, "status": "closed", "closed_at": at, "updated_at": at})


def import_employees(services: Services, body: Record) -> Reply:
    """
    Answer `POST /v1/employee`: a whole roster, matched by e-mail address.

    Everybody is checked before the first is kept; who is missing stays. Raises: Refused.
    """
    sent = [_employee_of(each) for each in items(body, "Employees")]
    for each in sent:
        writes_people.check_employee(each)
    for each in sent:
        writes_people.import_employee(services, each)
    return results("importEmployees", "")


_PASCAL: Final = {
    "FirstName": "firstName",
    "LastName": "lastName",
    "Email": "email",
    "Title": "title",
    "EmployeeId": "employeeId",
    "Role": "role",
    "City": "city",
    "State": "state",
}


def _employee_of(sent: Record) -> dict[str, Any]:
    """Read an employee of the roster, whose keys begin with capitals. Raises: Refused."""
    return {
        ours: value for theirs, ours in _PASCAL.items() if (value := text(sent, theirs)) is not None
    }
