"""
What SPEC section 4 says of the 45 operations, written out by hand: a cell for each user.

Two jobs: 900001 is given to the hiring manager, 900002 is not. The applications to the first:
70001 (Ann, shortlisted), 70003 (Cy, awaits a background check), 70004 (Dan, before the start),
70006 (Flo, invited to an interview), 70007 (Guy, before the start, cancelled). To the second: 70002
(Ann again, shortlisted), 70005 (Eve, before the start), 70008 (Ida, before the start, cancelled).
Statuses of background checks are closed to the hiring manager, those after the interviews to the
shortlister, to whom a person is a number until an interview, and who sees no answers for
statistics.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from ats_simulator.providers.jobtrain.operations import API, TOKEN
from tests.simulator.providers.jobtrain.desk import USERS, Desk
from tests.simulator.providers.jobtrain.scenario import CV, a_company

AT = "2026-11-20T12:00:00.000Z"
SHORTLISTED, INVITED, CHECK, BEFORE_START = "9105", "9106", "9114", "9116"
PEOPLE = {
    "60001": "Ann",
    "60003": "Cy",
    "60004": "Dan",
    "60005": "Eve",
    "60006": "Flo",
    "60007": "Guy",
    "60008": "Ida",
}
APPLICATIONS = (  # id, candidate, job, status
    ("70001", "60001", "900001", SHORTLISTED),
    ("70002", "60001", "900002", SHORTLISTED),
    ("70003", "60003", "900001", CHECK),
    ("70004", "60004", "900001", BEFORE_START),
    ("70005", "60005", "900002", BEFORE_START),
    ("70006", "60006", "900001", INVITED),
    ("70007", "60007", "900001", BEFORE_START),
    ("70008", "60008", "900002", BEFORE_START),
)
STARTERS = {"70004": "completed", "70005": "completed", "70007": "cancelled", "70008": "cancelled"}


class Row(NamedTuple):
    """
    One call, and what comes of it for each user: a status, or what is shown.

    Shown are ids, with the name beside them where there is one (the candidate's number for nobody),
    and "cv", "answers" where they are. Of an object that is hidden 404 stands for `hidden_get`.
    """

    number: int
    call: str
    superuser: str
    hiring_manager: str
    shortlister: str
    body: dict[str, Any] | None = None


def gets(number: int, path: str, *cells: str) -> Row:
    superuser, hiring_manager, shortlister = cells
    return Row(number, f"GET {path}", superuser, hiring_manager, shortlister)


def posts(number: int, path: str, body: dict[str, Any], *cells: str) -> Row:
    return gets(number, "", *cells)._replace(call=f"POST {path}", body=body)


def applies(job: int) -> dict[str, Any]:
    """Build a direct apply; there are no questions to answer."""
    person = {"firstName": "New", "lastName": "One", "email": "new.one@mail.example"}
    return {"jobId": job, "answers": person}


def about(application: int, candidate: int, job: int) -> dict[str, Any]:
    """Build what the companies that check and assess post."""
    ids = {"applicationId": application, "candidateId": candidate, "jobId": job}
    return {**ids, "applicationStatus": "ToBeCompleted", "status": "Completed"}


DETAIL = "/Candidate/GetCandidateApplicationDetailByJobId"
STARTER = "/StarterForm/GetNewStarterFormDetail?candidateApplicationId="
TABLE = (
    Row(1, "POST /connect/token", "200", "200", "200"),
    gets(2, "/Jobs/list", "900001 900002", "900001", "900001 900002"),
    gets(2, "/Job", "900001 900002", "900001", "900001 900002"),
    gets(3, "/Job/900001", "900001", "900001", "900001"),
    gets(3, "/Job/900002", "900002", "404", "900002"),
    gets(
        4,
        "/Jobs/listCandidate/900001",
        "70001 70003 70004 70006 70007",
        "70001 70004 70006 70007",
        "70001 70006",
    ),
    gets(4, "/Jobs/listCandidate/900002", "70002 70005 70008", "404", "70002"),
    gets(5, "/candidate/60001", "Ann 70001 70002", "Ann 70001", "60001 70001 70002"),
    gets(5, "/candidate/60003", "Cy 70003", "404", "404"),
    gets(5, "/candidate/60004", "Dan 70004", "Dan 70004", "404"),
    gets(5, "/candidate/60005", "Eve 70005", "404", "404"),
    gets(5, "/candidate/60006", "Flo 70006", "Flo 70006", "Flo 70006"),
    gets(6, "/GetCandidateApplicationById/70001", "Ann 70001", "Ann 70001", "60001 70001"),
    gets(6, "/GetCandidateApplicationById/70002", "Ann 70002", "404", "60001 70002"),
    gets(6, "/GetCandidateApplicationById/70003", "Cy 70003", "404", "404"),
    gets(6, "/GetCandidateApplicationById/70004", "Dan 70004", "Dan 70004", "404"),
    gets(6, "/GetCandidateApplicationById/70006", "Flo 70006", "Flo 70006", "Flo 70006"),
    gets(
        7, f"{DETAIL}/60001/900001", "Ann 70001 cv answers", "Ann 70001 cv answers", "60001 70001"
    ),
    gets(7, f"{DETAIL}/60001/900002", "Ann 70002 cv answers", "404", "60001 70002"),
    gets(7, f"{DETAIL}/60003/900001", "Cy 70003 cv answers", "404", "404"),
    gets(7, f"{DETAIL}/60004/900001", "Dan 70004 cv answers", "Dan 70004 cv answers", "404"),
    gets(
        7,
        f"{DETAIL}/60006/900001",
        "Flo 70006 cv answers",
        "Flo 70006 cv answers",
        "Flo 70006 cv",
    ),
    gets(
        8,
        "/Candidate/GetRecentlyUpdatedApplications",
        "Ann 70001, Ann 70002, Cy 70003, Dan 70004, Eve 70005, Flo 70006, Guy 70007, Ida 70008",
        "Ann 70001, Dan 70004, Flo 70006, Guy 70007",
        "60001 70001, 60001 70002, Flo 70006",
    ),
    posts(9, "/Candidate/DirectApplyData", applies(900002), "200", "403", "200"),
    posts(9, "/Candidate/DirectApplyData", applies(900001), "200", "200", "200"),
    gets(10, "/Jobs/GetDBSReadyCandidateByJobId/900001", "Cy 70003", "", ""),
    gets(10, "/Jobs/GetDBSReadyCandidateByJobId/900002", "", "404", ""),
    posts(11, "/Jobs/UpdateDBSUniqueId", about(70001, 60001, 900001), "200", "200", "200"),
    posts(11, "/Jobs/UpdateDBSUniqueId", about(70002, 60001, 900002), "200", "403", "200"),
    posts(11, "/Jobs/UpdateDBSUniqueId", about(70003, 60003, 900001), "200", "403", "403"),
    posts(12, "/Jobs/UpdateDBSStatus", about(70001, 60001, 900001), "200", "200", "200"),
    posts(12, "/Jobs/UpdateDBSStatus", about(70002, 60001, 900002), "200", "403", "200"),
    posts(12, "/Jobs/UpdateDBSStatus", about(70003, 60003, 900001), "200", "403", "403"),
    gets(13, "/Divisions", "all", "all", "all"),
    gets(14, "/Divisions/9007", "9007", "9007", "9007"),
    gets(15, "/Department", "all", "all", "all"),
    gets(16, "/Department/9012", "9012", "9012", "9012"),
    gets(17, "/Locations", "all", "all", "all"),
    gets(18, "/Locations/9031", "9031", "9031", "9031"),
    gets(19, "/Region", "all", "all", "all"),
    gets(20, "/Region/9403", "9403", "9403", "9403"),
    gets(21, "/JobCategories", "all", "all", "all"),
    gets(22, "/JobCategories/9505", "9505", "9505", "9505"),
    gets(23, "/Salaries", "all", "all", "all"),
    gets(24, "/Salaries/9609", "9609", "9609", "9609"),
    gets(25, "/EmploymentTypes", "all", "all", "all"),
    gets(26, "/EmploymentTypes/9701", "9701", "9701", "9701"),
    gets(27, "/JobLevels", "all", "all", "all"),
    gets(28, "/JobLevels/9802", "9802", "9802", "9802"),
    gets(29, "/SchoolLocations", "all", "all", "all"),
    gets(30, "/SchoolLocations/9904", "9904", "9904", "9904"),
    gets(31, "/ApplicationStatus", "all", "all", "all"),
    gets(32, "/ApplicationStatus/9114", "9114", "9114", "9114"),
    gets(33, "/JobStatus", "all", "all", "all"),
    gets(34, "/JobStatus/9204", "9204", "9204", "9204"),
    gets(35, "/JobTitle", "all", "all", "all"),
    gets(36, "/JobTitle/9321", "9321", "9321", "9321"),
    gets(37, "/CostCentre", "all", "all", "all"),
    gets(38, "/CostCentre/9408", "9408", "9408", "9408"),
    gets(39, "/Campaign", "all", "all", "all"),
    gets(40, "/Campaign/9506", "9506", "9506", "9506"),
    gets(41, "/Integration/GetRecentlyCompletedStarters", "70004 70005", "70004", ""),
    gets(42, "/Integration/GetRecentlyCancelledStarters", "70007 70008", "70007", ""),
    gets(43, f"{STARTER}70004", "70004", "70004", "404"),
    gets(43, f"{STARTER}70005", "70005", "404", "404"),
    gets(
        44,
        "/StarterForm/GetRecentlyUpdatedStarters",
        "70004 70005 70007 70008",
        "70004 70007",
        "",
    ),
    posts(45, "/PsychometricAssessment/Result", about(70001, 60001, 900001), "200", "200", "200"),
    posts(45, "/PsychometricAssessment/Result", about(70002, 60001, 900002), "200", "403", "200"),
    posts(45, "/PsychometricAssessment/Result", about(70003, 60003, 900001), "200", "403", "403"),
)
HIDDEN_GET = {3, 4, 5, 6, 7, 10, 43}
"""Where an answer about what is hidden is `hidden_get`. Source: SPEC section 9, row 9."""


def test_every_operation_is_in_the_table() -> None:
    assert {row.number for row in TABLE} == set(range(1, 46))
    known = {(o.number, o.method, *o.path.split("{")[:1]) for o in (TOKEN, *API) if o.number}
    for number, method, path in known:
        assert any(
            row.number == number and row.call.startswith(f"{method} {path}") for row in TABLE
        ), path


def test_what_hidden_get_is_about_is_in_the_table() -> None:
    assert {row.number for row in TABLE if "404" in row} == HIDDEN_GET


def a_desk(hidden_get: str) -> Desk:
    desk = a_company(assumptions={"hidden_get": hidden_get})
    put = desk.account.put_truth
    put("jobs", "900101", {"status": "closed"})
    for job in ("900001", "900002"):
        put("jobs", job, {"name": f"Job {job}", "status": "open"})
    for candidate, name in PEOPLE.items():
        address = [{"email": f"{name}@mail.example".lower(), "type": None}]
        put("candidates", candidate, {"first_name": name, "last_name": "X", "emails": address})
    for application, candidate, job, status in APPLICATIONS:
        refs = {"candidate": {"id": candidate}, "job": {"id": job}}
        times = dict.fromkeys(("created_at", "applied_at", "updated_at"), AT)
        put("applications", application, {**refs, **times, "current_stage": {"id": status}})
        _add_papers(desk, application, refs)
    return desk


def _add_papers(desk: Desk, application: str, refs: dict[str, Any]) -> None:
    put, refs = desk.account.put_truth, {**refs, "application": {"id": application}}
    file = {"attachment_type": "resume", "file_name": "cv.pdf", "content": CV}
    put("attachments", application, {**refs, **file})
    who = {name: refs[name] for name in ("application", "candidate")}
    put("equal_opportunities", application, {**who, "sex": "Female"})
    if state := STARTERS.get(application):
        times = dict.fromkeys(("created_at", "saved_at", f"{state}_at"), AT)
        put("starter_forms", application, {**refs, **times, "state": state})


def call(desk: Desk, user: str, row: Row) -> str:
    """Make a call as *user*, and write down what comes of it as the table does."""
    method, _, path = row.call.partition(" ")
    if row.number == 1:
        return str(desk.log_in(user).status_code)
    body = {} if row.body is None else {"json": row.body}
    answer = desk.call(method, path, user, **body)
    if answer.status_code != 200 or method == "POST":
        return str(answer.status_code)
    shown = answer.json()["resultData"]
    if "records" not in shown:
        return _said(shown, row)
    assert shown["total"] == shown["result"] == len(shown["records"])
    if 13 <= row.number <= 40:
        return "all" if shown == desk.data(path) else "some"
    said = [_said(record, row) for record in shown["records"]]
    return (", " if row.number == 8 else " ").join(sorted(said, key=lambda s: s[-5:]))


def _said(record: dict[str, Any], row: Row) -> str:
    name = record.get("firstName") or record.get("candidate", {}).get("firstName")
    parts = [] if name is None else [name]
    parts += sorted(_ids(record, row.number))
    parts += ["cv"] if record.get("cv") else []
    parts += ["answers"] if record.get("equalOps") else []
    return " ".join(parts)


def _ids(record: dict[str, Any], number: int) -> Iterator[str]:
    if number == 5:
        yield from (str(applied["applicationId"]) for applied in record["appliedJobs"])
        return
    found = record["jobDetail"] if number == 7 else record
    names = ("candidateApplicationId", "applicationId", "id", "Id", "ID", "salaryBandId")
    yield str(next(found[name] for name in names if name in found))


@pytest.mark.parametrize("hidden_get", ["404", "403"])
@pytest.mark.parametrize("user", USERS)
def test_a_user_sees_exactly_what_the_table_says(user: str, hidden_get: str) -> None:
    desk = a_desk(hidden_get)
    expected = [(row.call, getattr(row, user).replace("404", hidden_get)) for row in TABLE]
    assert [(row.call, call(desk, user, row)) for row in TABLE] == expected
