"""Every golden payload: responses rebuilt from truth records, requests accepted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.providers.jobtrain.desk import FIXTURES, Desk, fixture, in_order
from tests.simulator.providers.jobtrain.scenario import (
    ENHANCED,
    PRE_START,
    a_company,
    a_scenario,
    add_pre_start,
    move,
)

DETAIL = "/Candidate/GetCandidateApplicationDetailByJobId/60301/900101"
READS = {
    "jobs_list": "/Jobs/list",
    "job_by_id": "/Job/900101",
    "jobs_listcandidate": "/Jobs/listCandidate/900101",
    "candidate_by_id": "/candidate/60301",
    "application_by_id": "/GetCandidateApplicationById/70501",
    "application_detail": DETAIL,
    "recently_updated_applications": "/Candidate/GetRecentlyUpdatedApplications",
}
SEEN: set[str] = set()
"""The payloads that some test has used."""


def golden(name: str) -> Any:
    SEEN.add(name)
    return fixture(name)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return a_scenario()


@pytest.mark.parametrize("name", READS)
def test_a_read_is_rebuilt_from_the_truth_key_by_key(desk: Desk, name: str) -> None:
    answer = desk.get(READS[name])
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8; ver=1"
    assert answer.headers["api-supported-versions"] == "1.0"
    assert in_order(answer.json()) == in_order(golden(name))


LOOKUPS = {
    "Divisions": 9007,
    "Department": 9012,
    "Locations": 9031,
    "Region": 9403,
    "JobCategories": 9505,
    "Salaries": 9609,
    "EmploymentTypes": 9701,
    "JobLevels": 9802,
    "SchoolLocations": 9904,
    "ApplicationStatus": 9105,
    "JobStatus": 9204,
    "JobTitle": 9321,
    "CostCentre": 9408,
    "Campaign": 9506,
}


@pytest.mark.parametrize("setting", LOOKUPS)
def test_a_setting_has_its_two_shapes(desk: Desk, setting: str) -> None:
    expected, key = golden("lookups_list_vs_one")[setting], LOOKUPS[setting]
    assert in_order(desk.data(f"/{setting}/{key}")) == in_order(expected["one"])
    listed = [r for r in desk.records(f"/{setting}") if key in r.values()]
    assert [in_order(r) for r in listed] == [in_order(expected["list"])]


def test_the_golden_settings_are_all_fourteen() -> None:
    assert set(golden("lookups_list_vs_one")) == set(LOOKUPS)


def test_later_the_application_awaits_a_check() -> None:
    desk = a_scenario()
    move(desk, ENHANCED)
    answer = desk.get("/Jobs/GetDBSReadyCandidateByJobId/900101")
    assert in_order(answer.json()) == in_order(golden("dbs_ready"))


def test_later_the_starter_form_is_complete() -> None:
    desk = a_scenario()
    add_pre_start(desk)
    move(desk, PRE_START)
    answer = desk.get("/Integration/GetRecentlyCompletedStarters")
    assert in_order(answer.json()) == in_order(golden("starters_completed"))


def test_onboarding_is_read_where_the_extension_is_on() -> None:
    desk = a_scenario(assumptions={"ext_onboarding": "on"})
    path = "/Onboarding/GetOnboardingOverview"
    answer = desk.get(path, params={"candidateApplicationId": 70501})
    assert in_order(answer.json()) == in_order(golden("onboarding_overview"))


def test_the_candidate_site_asks_the_questions(desk: Desk) -> None:
    url = f"{desk.account.credentials['site']}/Indeed/GetQuestions"
    answer = desk.http.get(url, params={"JobId": 900101})
    assert in_order(answer.json()) == in_order(golden("job_form_questions"))


def test_a_login_sends_and_gets_these_fields(desk: Desk) -> None:
    assert set(golden("token_request")) == set(desk.secrets())
    answer = desk.log_in().json()
    expected = golden("token_response_oauth")
    assert list(answer) == list(expected)
    assert {**answer, "access_token": expected["access_token"]} == expected


def test_a_login_may_get_a_bare_string() -> None:
    desk = a_company(assumptions={"token_response_style": "string"})
    answer = desk.log_in().json()
    assert type(answer) is type(golden("token_response_string"))
    assert answer.count(".") == 2


def test_both_families_of_a_direct_apply_are_taken() -> None:
    desk = a_company()
    for name in ("direct_apply_request_v1", "direct_apply_request_v2"):
        answer = desk.post("/Candidate/DirectApplyData", golden(name))
        assert (answer.status_code, answer.content) == (200, b"")
    listed = desk.records("/Jobs/listCandidate/900101")
    people = [desk.data(f"/candidate/{r['candidateId']}") for r in listed]
    assert [p["firstName"] for p in people] == ["Amara", "Tomos"]
    assert [r["source"] for r in listed] == ["Acme Connect", "Acme Connect"]


def test_a_check_is_registered_and_reported_on() -> None:
    desk = a_scenario()
    for name, path in (
        ("dbs_unique_id_request", "/Jobs/UpdateDBSUniqueId"),
        ("dbs_status_request", "/Jobs/UpdateDBSStatus"),
    ):
        answer = desk.post(path, golden(name))
        assert (answer.status_code, answer.content) == (200, b"")
    (check,) = desk.account.truth("dbs_checks")
    sent = {**golden("dbs_unique_id_request"), **golden("dbs_status_request")}
    assert check["short_code"] == sent["applicationShortCode"]
    assert (check["organisation_ref"], check["person_ref"]) == (sent["orgid"], sent["personId"])
    assert (check["stage"], check["status"]) == ("Applicant", "ToBeCompleted")


def test_an_assessment_is_kept(desk: Desk) -> None:
    answer = desk.post("/PsychometricAssessment/Result", golden("psychometric_request"))
    assert answer.json() == golden("psychometric_response")
    assert "application/json" in answer.headers["Content-Type"]
    (result,) = desk.account.truth("assessment_results")
    assert result["content"] == golden("psychometric_request")


def test_an_id_that_is_no_number_is_a_validation_problem(desk: Desk) -> None:
    answer = desk.get("/Job/abc")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json() == golden("error_400_invalid_id")


def test_an_unknown_candidate_is_not_found(desk: Desk) -> None:
    answer = desk.get("/candidate/1")
    assert (answer.status_code, answer.json()) == (404, golden("error_404"))


def test_wrong_credentials_are_refused(desk: Desk) -> None:
    answer = desk.log_in(password="wrong")
    assert (answer.status_code, answer.json()) == (401, golden("error_401_token"))


def test_too_many_requests_are_refused() -> None:
    desk = a_company(limits="on")
    desk.account.exhaust("minute")
    answer = desk.get("/Jobs/list")
    assert (answer.status_code, answer.json()) == (429, golden("error_429"))


def test_every_payload_has_been_used() -> None:
    """Runs last in this file, after the tests that use them."""
    assert {path.stem for path in FIXTURES.glob("*.json")} == SEEN
