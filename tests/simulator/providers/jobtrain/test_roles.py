"""
What each of the three users sees, over all 45 operations.

Expectations are computed from the truth with the rules of SPEC section 4 written out again here;
nothing of the provider's own role code is used.
"""

from __future__ import annotations

from typing import Any

import pytest

from ats_simulator.providers.jobtrain.operations import API, SETTINGS, TOKEN
from tests.simulator.providers.jobtrain.desk import USERS, Desk, an_application

Record = dict[str, Any]
PRE_EMPLOYMENT = {"9112", "9113", "9114", "9115"}
AFTER_INTERVIEWS = {str(n) for n in range(9109, 9120)}
GIVEN_JOBS = {"900001", "900008"}
JOBS = {"superuser": None, "hiring_manager": GIVEN_JOBS, "shortlister": None}
SHUT = {"superuser": set(), "hiring_manager": PRE_EMPLOYMENT, "shortlister": AFTER_INTERVIEWS}
REVEALING = {"interview", "offer", "hired"}


class Eyes:
    """What a user may see, worked out from the truth."""

    def __init__(self, desk: Desk, user: str) -> None:
        self.user = user
        self.jobs = {j["id"]: j for j in desk.account.truth("jobs")}
        self.all = desk.account.truth("applications")
        self.seen = {a["id"]: a for a in self.all if self.sees(a)}

    def sees_job(self, key: str) -> bool:
        given = JOBS[self.user]
        return given is None or key in given

    def sees(self, application: Record) -> bool:
        stage = application["current_stage"]["id"]
        return self.sees_job(application["job"]["id"]) and stage not in SHUT[self.user]

    def of(self, **parents: str) -> list[Record]:
        return [
            a for a in self.seen.values() if all(a[p]["id"] == key for p, key in parents.items())
        ]

    def sees_candidate(self, key: str) -> bool:
        if self.of(candidate=key):
            return True
        never = not any(a["candidate"]["id"] == key for a in self.all)
        return never and JOBS[self.user] is None

    def is_named(self, applications: list[Record]) -> bool:
        kinds = {a["current_stage"]["kind"] for a in applications}
        return self.user != "shortlister" or bool(kinds & REVEALING)


@pytest.fixture(scope="module")
def desk() -> Desk:
    """A world whose clock stands where its last changes are, and starters of all kinds."""
    desk = Desk(clock={"mode": "manual", "now": "2026-10-31T18:00:00Z"})
    _bring_up_to_date(desk)
    return desk


def _bring_up_to_date(desk: Desk) -> None:
    """Let every application and every starter form have changed an hour ago."""
    at = "2026-10-31T17:00:00.000Z"
    for application in desk.account.truth("applications"):
        desk.account.put_truth("applications", application["id"], {"updated_at": at})
    for form in desk.account.truth("starter_forms"):
        ended = {"completed": "completed_at", "cancelled": "cancelled_at"}.get(form["state"])
        change = {"created_at": at, "saved_at": at, **({ended: at} if ended else {})}
        desk.account.put_truth("starter_forms", form["id"], change)


@pytest.fixture(params=USERS)
def user(request: pytest.FixtureRequest) -> str:
    return str(request.param)


COVERED = {
    1: "test_every_user_logs_in",
    2: "test_the_list_of_jobs_holds_the_jobs_given",
    3: "test_a_job_that_was_not_given_does_not_exist",
    4: "test_the_candidates_of_a_job_are_those_at_open_statuses",
    5: "test_a_candidate_shows_what_is_open_and_is_named_once_revealed",
    6: "test_an_application_is_found_where_it_is_open",
    7: "test_a_detail_hides_names_files_and_statistics",
    8: "test_the_export_holds_what_is_open",
    9: "test_a_direct_apply_needs_the_job",
    10: "test_checks_are_listed_where_the_status_is_open",
    11: "test_posting_about_what_is_hidden_is_forbidden",
    12: "test_posting_about_what_is_hidden_is_forbidden",
    **dict.fromkeys(range(13, 41), "test_settings_are_open_to_every_role"),
    41: "test_starters_are_those_whose_application_is_open",
    42: "test_starters_are_those_whose_application_is_open",
    43: "test_a_starter_form_is_found_where_the_application_is_open",
    44: "test_starters_are_those_whose_application_is_open",
    45: "test_posting_about_what_is_hidden_is_forbidden",
}


def test_all_45_operations_are_covered_here() -> None:
    assert set(COVERED) == {TOKEN.number, *(o.number for o in API)} - {0}
    assert set(COVERED) == set(range(1, 46))
    assert set(COVERED.values()) <= set(globals())


def test_every_user_logs_in(desk: Desk, user: str) -> None:
    assert desk.log_in(user).status_code == 200


def test_the_list_of_jobs_holds_the_jobs_given(desk: Desk, user: str) -> None:
    eyes = Eyes(desk, user)
    shown = {r["id"] for r in desk.records("/Jobs/list", user)}
    advertised = {
        int(key)
        for key, job in eyes.jobs.items()
        if job["status"] == "open" and not job["confidential"] and eyes.sees_job(key)
    }
    assert shown == advertised
    assert desk.data("/Job", user)["total"] == len(advertised)


def test_a_job_that_was_not_given_does_not_exist(desk: Desk, user: str) -> None:
    eyes = Eyes(desk, user)
    for key in eyes.jobs:
        expected = 200 if eyes.sees_job(key) else 404
        assert desk.get(f"/Job/{key}", user).status_code == expected


def test_the_candidates_of_a_job_are_those_at_open_statuses(desk: Desk, user: str) -> None:
    eyes = Eyes(desk, user)
    for key in eyes.jobs:
        if not eyes.sees_job(key):
            assert desk.get(f"/Jobs/listCandidate/{key}", user).status_code == 404
            continue
        shown = desk.data(f"/Jobs/listCandidate/{key}", user, PageSize=100)
        open_ = {int(a["id"]) for a in eyes.of(job=key)}
        assert {r["applicationId"] for r in shown["records"]} == open_
        assert shown["total"] == len(open_)


def test_a_candidate_shows_what_is_open_and_is_named_once_revealed(desk: Desk, user: str) -> None:
    eyes = Eyes(desk, user)
    for candidate in desk.account.truth("candidates"):
        key = candidate["id"]
        answer = desk.get(f"/candidate/{key}", user)
        if not eyes.sees_candidate(key):
            assert answer.status_code == 404
            continue
        shown, open_ = answer.json()["resultData"], eyes.of(candidate=key)
        assert {j["applicationId"] for j in shown["appliedJobs"]} == {int(a["id"]) for a in open_}
        _check_name(shown, candidate, named=eyes.is_named(open_))


def _check_name(shown: Record, candidate: Record, *, named: bool, email: str = "email") -> None:
    if named:
        assert shown["firstName"] == (candidate["first_name"] or "")
        assert shown["lastName"] == (candidate["last_name"] or "")
        expected = candidate["emails"][0]["email"] if candidate["emails"] else ""
        assert shown[email] == expected
    else:
        assert (shown["firstName"], shown["lastName"]) == (candidate["id"], "")
        assert shown[email] == ""
        assert shown.get("mobile", "") == ""


def _candidates(desk: Desk) -> dict[str, Record]:
    return {c["id"]: c for c in desk.account.truth("candidates")}


def test_an_application_is_found_where_it_is_open(desk: Desk, user: str) -> None:
    eyes, people = Eyes(desk, user), _candidates(desk)
    for application in eyes.all:
        answer = desk.get(f"/GetCandidateApplicationById/{application['id']}", user)
        if application["id"] not in eyes.seen:
            assert answer.status_code == 404
            continue
        shown = answer.json()["resultData"]
        person = people[application["candidate"]["id"]]
        _check_name(shown, person, named=eyes.is_named([application]))
        assert shown["primaryEmail"] == shown["email"]


def _detail_path(application: Record) -> str:
    keys = f"{application['candidate']['id']}/{application['job']['id']}"
    return f"/Candidate/GetCandidateApplicationDetailByJobId/{keys}"


def test_a_detail_hides_names_files_and_statistics(desk: Desk, user: str) -> None:
    eyes, people = Eyes(desk, user), _candidates(desk)
    files = {
        (a["application"]["id"], a["attachment_type"]) for a in desk.account.truth("attachments")
    }
    answered = {a["id"] for a in desk.account.truth("equal_opportunities")}
    seen = {"files": 0, "statistics": 0}
    for application in eyes.all:
        answer = desk.get(_detail_path(application), user)
        if application["id"] not in eyes.seen:
            assert answer.status_code == 404
            continue
        shown = answer.json()["resultData"]
        named = eyes.is_named([application])
        _check_name(shown, people[application["candidate"]["id"]], named=named)
        for key, kind in (("cv", "resume"), ("coverLetter", "cover_letter")):
            assert (shown[key] is not None) == (named and (application["id"], kind) in files)
            seen["files"] += shown[key] is not None
        may = user != "shortlister" and application["id"] in answered
        assert (shown["equalOps"] is not None) == may
        seen["statistics"] += shown["equalOps"] is not None
    assert seen["files"] > 0
    assert (seen["statistics"] > 0) == (user != "shortlister")


def test_the_export_holds_what_is_open(desk: Desk, user: str) -> None:
    eyes, people = Eyes(desk, user), _candidates(desk)
    shown = desk.data("/Candidate/GetRecentlyUpdatedApplications", user, PageSize=100)
    assert shown["total"] == len(eyes.seen)
    assert {r["candidateApplicationId"] for r in shown["records"]} == set(map(int, eyes.seen))
    for record in shown["records"]:
        application = eyes.seen[str(record["candidateApplicationId"])]
        person = people[application["candidate"]["id"]]
        named = eyes.is_named([application])
        _check_name(record, person, named=named, email="emailAddress")


def test_a_direct_apply_needs_the_job(desk: Desk, user: str) -> None:
    eyes = Eyes(desk, user)
    for job in ("900004", "900008"):
        body = an_application(jobId=int(job), answers={"lastName": ""})
        assert desk.post("/Candidate/DirectApplyData", body, user).status_code == 400
        whole = an_application(jobId=int(job), answers={"email": f"{user}.{job}@mail.example"})
        whole["answers"]["questionAnswers"] = [
            {"id": q["id"], "value": "1"}
            for q in desk.account.truth("job_form_fields")
            if q["job"]["id"] == job
        ]
        answer = desk.post("/Candidate/DirectApplyData", whole, user)
        assert answer.status_code == (200 if eyes.sees_job(job) else 403)
        assert answer.content == b""


def test_checks_are_listed_where_the_status_is_open(desk: Desk, user: str) -> None:
    eyes, total = Eyes(desk, user), 0
    for key in eyes.jobs:
        answer = desk.get(f"/Jobs/GetDBSReadyCandidateByJobId/{key}", user)
        if not eyes.sees_job(key):
            assert answer.status_code == 404
            continue
        waiting = {
            int(a["id"])
            for a in eyes.of(job=key)
            if a["current_stage"]["name"].startswith("DBS Required")
        }
        shown = answer.json()["resultData"]
        assert {r["applicationId"] for r in shown["records"]} == waiting
        assert shown["total"] == len(waiting)
        total += len(waiting)
    assert (total > 0) == (user == "superuser")


@pytest.mark.parametrize("setting", SETTINGS)
def test_settings_are_open_to_every_role(desk: Desk, user: str, setting: str) -> None:
    listed = desk.records(f"/{setting}", user)
    assert listed == desk.records(f"/{setting}")
    key = next(value for value in listed[0].values() if isinstance(value, int))
    assert desk.data(f"/{setting}/{key}", user) == desk.data(f"/{setting}/{key}")


def _forms(desk: Desk, eyes: Eyes, *states: str) -> set[int]:
    return {
        int(form["application"]["id"])
        for form in desk.account.truth("starter_forms")
        if form["state"] in states and form["application"]["id"] in eyes.seen
    }


@pytest.mark.parametrize(
    ("path", "states"),
    [
        ("/Integration/GetRecentlyCompletedStarters", ("completed",)),
        ("/Integration/GetRecentlyCancelledStarters", ("cancelled",)),
        ("/StarterForm/GetRecentlyUpdatedStarters", ("completed", "cancelled", "open")),
    ],
)
def test_starters_are_those_whose_application_is_open(
    desk: Desk, user: str, path: str, states: tuple[str, ...]
) -> None:
    expected = _forms(desk, Eyes(desk, user), *states)
    shown = desk.data(path, user, PageSize=100)
    assert {r["candidateApplicationId"] for r in shown["records"]} == expected
    assert shown["total"] == len(expected)
    assert expected or user != "superuser"


def test_a_starter_form_is_found_where_the_application_is_open(desk: Desk, user: str) -> None:
    eyes = Eyes(desk, user)
    for form in desk.account.truth("starter_forms"):
        key = form["application"]["id"]
        params = {"candidateApplicationId": key}
        answer = desk.get("/StarterForm/GetNewStarterFormDetail", user, params=params)
        assert answer.status_code == (200 if key in eyes.seen else 404)


@pytest.mark.parametrize(
    "path", ["/Jobs/UpdateDBSUniqueId", "/Jobs/UpdateDBSStatus", "/PsychometricAssessment/Result"]
)
def test_posting_about_what_is_hidden_is_forbidden(desk: Desk, user: str, path: str) -> None:
    eyes = Eyes(desk, user)
    hidden = [a for a in eyes.all if a["id"] not in eyes.seen]
    assert bool(hidden) == (user != "superuser")
    for application in hidden[:10]:
        answer = desk.post(path, _about(application), user)
        assert (answer.status_code, answer.content) == (403, b"")
    first = next(iter(eyes.seen.values()))
    desk.post("/Jobs/UpdateDBSUniqueId", _about(first), user)
    assert desk.post(path, _about(first), user).status_code == 200


def _about(application: Record) -> Record:
    keys = {f"{name}Id": int(application[name]["id"]) for name in ("candidate", "job")}
    return {"applicationId": int(application["id"]), **keys, "applicationStatus": "ToBeCompleted"}


def test_hidden_objects_may_be_forbidden_instead() -> None:
    desk = Desk(assumptions={"hidden_get": "403"})
    assert desk.get("/Job/900002", "hiring_manager").status_code == 403
    assert desk.get("/Job/1", "hiring_manager").status_code == 404
    assert desk.get("/Job/900002").status_code == 200


def test_what_is_anonymous_stays_out_of_a_search() -> None:
    """Otherwise an anonymous reader could find people by their names."""
    desk = Desk(clock={"mode": "manual", "now": "2026-10-31T18:00:00Z"})
    _bring_up_to_date(desk)
    person = desk.account.truth("candidates")[0]
    name = person["first_name"]
    path = "/Candidate/GetRecentlyUpdatedApplications"
    assert desk.records(path, TextToSearch=name)
    eyes = Eyes(desk, "shortlister")
    named = {
        int(a["id"])
        for a in eyes.seen.values()
        if a["candidate"]["id"] == person["id"] and eyes.is_named([a])
    }
    found = desk.records(path, "shortlister", TextToSearch=name)
    assert {r["candidateApplicationId"] for r in found} <= named


def test_an_application_to_no_job_is_no_application_of_this_vendor() -> None:
    """The truth knows talent pools; a person in one is a person without applications."""
    desk = Desk()
    person = desk.account.truth("candidates")[1]["id"]
    pool = {"candidate": {"id": person}, "job": None, "current_stage": {"id": "9101"}}
    desk.account.put_truth("applications", "79999", pool)
    assert desk.data(f"/candidate/{person}")["appliedJobs"] == []
    assert desk.get("/GetCandidateApplicationById/79999").status_code == 404
    assert desk.get(f"/candidate/{person}", "hiring_manager").status_code == 404
