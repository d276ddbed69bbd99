"""Starters, checks, assessments and onboarding: what other companies read and post."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.simulator.providers.jobtrain.desk import Desk
from tests.simulator.providers.jobtrain.scenario import ENHANCED, a_scenario, move

COMPLETED = "/Integration/GetRecentlyCompletedStarters"
CANCELLED = "/Integration/GetRecentlyCancelledStarters"
UPDATED = "/StarterForm/GetRecentlyUpdatedStarters"
DETAIL = "/StarterForm/GetNewStarterFormDetail"
UNIQUE_ID = "/Jobs/UpdateDBSUniqueId"
STATUS = "/Jobs/UpdateDBSStatus"
READY = "/Jobs/GetDBSReadyCandidateByJobId/900101"
RESULT = "/PsychometricAssessment/Result"


def test_completed_and_cancelled_reach_back_as_many_hours_as_set() -> None:
    desk = a_scenario(settings={"starters_window_h": 2})
    change = {"completed_at": "2026-11-20T11:00:00Z"}
    desk.account.put_truth("starter_forms", "1", change)
    assert len(desk.records(COMPLETED)) == 1
    desk.account.advance(0.001)
    assert desk.records(COMPLETED) == []
    ended = {"completed_at": None, "cancelled_at": "2026-11-20T12:00:00Z"}
    desk.account.put_truth("starter_forms", "1", {"state": "cancelled", **ended})
    assert (len(desk.records(CANCELLED)), desk.records(COMPLETED)) == (1, [])


def test_a_window_of_no_hours_is_none_and_no_other_setting_may_be_none() -> None:
    desk = a_scenario(settings={"starters_window_h": 0})
    desk.account.put_truth("starter_forms", "1", {"completed_at": "1999-01-01T00:00:00Z"})
    assert len(desk.records(COMPLETED)) == 1
    control = httpx.Client(transport=desk.sim.transport(), base_url="http://sandbox.test/_sim")
    for name, status in (("starters_window_h", 201), ("max_body_mb", 400)):
        body = {"provider": "jobtrain", "size": 0, "settings": {name: 0}}
        assert control.post("/tenants", json=body).status_code == status


def test_updated_starters_reach_back_24_hours_from_when_they_were_saved() -> None:
    desk = a_scenario()
    form = {"created_at": "2026-11-01T09:00:00Z", "saved_at": "2026-11-19T13:00:00Z"}
    desk.account.put_truth("starter_forms", "1", form)
    (starter,) = desk.records(UPDATED)
    assert starter["lastModifiedOn"] == "19/11/2026 13:00:00"
    desk.account.advance(0.001)
    assert desk.records(UPDATED) == []


@pytest.mark.parametrize(
    ("params", "total"),
    [
        ({}, 1),
        ({"Redeployee": "No"}, 1),
        ({"REDEPLOYEE": "yes"}, 0),
        ({"ApplicationStatusId": "9105"}, 1),
        ({"ApplicationStatusId": "9106"}, 0),
        ({"ApplicationStatusId": "9105", "Redeployee": "Yes"}, 0),
    ],
)
def test_updated_starters_have_two_filters(params: dict[str, str], total: int) -> None:
    assert len(a_scenario().records(UPDATED, **params)) == total


@pytest.mark.parametrize("params", [{"Redeployee": "maybe"}, {"ApplicationStatusId": "x"}])
def test_a_filter_that_cannot_be_read_is_a_problem(params: dict[str, str]) -> None:
    assert a_scenario().get(UPDATED, params=params).status_code == 400


@pytest.mark.parametrize(
    ("given", "status"), [("70501", 200), ("", 400), ("x", 400), ("1", 404), ("-1", 404)]
)
def test_one_starter_is_found_by_application(given: str, status: int) -> None:
    answer = a_scenario().get(DETAIL, params={"candidateApplicationId": given})
    assert answer.status_code == status


def test_one_starter_is_shown_as_in_the_list() -> None:
    desk = a_scenario()
    assert desk.data(DETAIL, candidateApplicationId=70501) == desk.records(COMPLETED)[0]


def test_the_fields_of_a_starters_job_may_have_the_clients_own_labels() -> None:
    desk = a_scenario(assumptions={"starter_job_keys": "client_labels"})
    (starter,) = desk.records(COMPLETED)
    assert list(starter["jobDetail"]) == [
        "jobId",
        "jobTitle",
        "jobTitleforCandidates",
        "service Area",
        "jobReference",
        "operations Director / Director",
        "school",
        "reporting Name / Code",
        "campaign",
        "grade (old)",
        "line Manager",
    ]
    label = {"field": "division", "label": "Über uns"}
    desk.account.put_truth("starter_labels", "1", label)
    assert "über uns" in desk.records(COMPLETED)[0]["jobDetail"]


def test_a_second_unique_id_replaces_the_first_and_the_row_stays() -> None:
    desk = a_scenario()
    move(desk, ENHANCED)
    for person in ("PER-1", "PER-2"):
        body = {"APPLICATIONID": 70501, "personid": person, "orgId": None, "more": 1}
        assert desk.post(UNIQUE_ID, body).content == b""
    (check,) = desk.account.truth("dbs_checks")
    assert (check["person_ref"], check["organisation_ref"]) == ("PER-2", None)
    assert len(desk.records(READY)) == 1


@pytest.mark.parametrize("code", ["SC-1", 5, 1.5, {"a": {"b": []}}, None])
def test_a_short_code_is_almost_anything(code: object) -> None:
    desk = a_scenario()
    body = {"applicationId": 70501, "applicationShortCode": code}
    assert desk.post(UNIQUE_ID, body).status_code == 200
    assert desk.account.truth("dbs_checks")[0]["short_code"] == code


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("applicationId", None),
        ("applicationId", "70501"),
        ("applicationId", 1.5),
        ("applicationId", True),
        ("applicationId", 2**63),
        ("orgid", 5),
        ("personId", []),
        ("applicationShortCode", True),
        ("applicationShortCode", [1]),
    ],
)
def test_a_field_of_the_wrong_type_is_a_problem(field: str, value: object) -> None:
    refused = a_scenario().post(UNIQUE_ID, {"applicationId": 70501, field: value})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])


@pytest.mark.parametrize("path", [UNIQUE_ID, STATUS, RESULT])
def test_an_unknown_application_is_not_found(path: str) -> None:
    body = {"applicationId": 1, "candidateId": 60301, "jobId": 900101}
    assert a_scenario().post(path, body).status_code == 404


def a_check(desk: Desk, **fields: Any) -> int:
    """Register the application's check and report on it."""
    desk.post(UNIQUE_ID, {"applicationId": 70501, "personId": "P"})
    return desk.post(STATUS, {"applicationId": 70501, **fields}).status_code


def status_of(desk: Desk) -> str:
    name: str = desk.data("/candidate/60301")["appliedJobs"][0]["applicationStatus"]["statusName"]
    return name


def test_a_status_before_a_unique_id_is_refused() -> None:
    desk = a_scenario()
    refused = desk.post(STATUS, {"applicationId": 70501, "applicationStatus": "Complete"})
    assert refused.status_code == 400
    assert refused.json()["errors"] == ["Unique reference is required"]
    assert status_of(desk) == "5. Shortlisted"


@pytest.mark.parametrize("word", ["Complete", "completed", "COMPLETE"])
@pytest.mark.parametrize("field", ["applicationStage", "applicationStatus"])
def test_a_complete_check_moves_the_application_and_is_exported(word: str, field: str) -> None:
    desk = a_scenario()
    move(desk, ENHANCED)
    desk.account.advance(600)
    assert a_check(desk, **{field: word}) == 200
    assert status_of(desk) == "DBS Complete"
    assert desk.records(READY) == []
    (row,) = desk.records("/Candidate/GetRecentlyUpdatedApplications")
    assert row["applicatiionStatus"]["applicationStatus"] == "DBS Complete"
    assert (
        desk.account.truth_of("applications", "70501")["updated_at"] == "2026-11-20T13:10:00.000Z"
    )


@pytest.mark.parametrize("word", ["ToBeCompleted", "Incomplete", "Complete ", "", "Rejected"])
def test_any_other_word_is_kept_and_nothing_moves(word: str) -> None:
    desk = a_scenario()
    assert a_check(desk, applicationStage=word, applicationStatus=word) == 200
    assert status_of(desk) == "5. Shortlisted"
    assert desk.account.truth("dbs_checks")[0]["status"] == (word or None)


def test_without_a_status_for_complete_checks_nothing_moves() -> None:
    desk = a_scenario()
    desk.account.put_truth("stage_roles", "9115", {"role": None})
    assert a_check(desk, applicationStatus="Complete") == 200
    assert status_of(desk) == "5. Shortlisted"


@pytest.mark.parametrize("field", ["applicationId", "candidateId", "jobId"])
def test_an_assessment_needs_ids_that_belong_together(field: str) -> None:
    desk = a_scenario()
    body = {"applicationId": 70501, "candidateId": 60301, "jobId": 900101, "status": "Completed"}
    assert desk.post(RESULT, body).status_code == 200
    assert desk.post(RESULT, {**body, field: 5}).status_code == 404
    refused = desk.post(RESULT, {**body, field: None})
    assert list(refused.json()["errors"]) == [field]
    assert len(desk.account.truth("assessment_results")) == 1


def test_an_assessment_changes_nothing_that_is_read() -> None:
    desk = a_scenario()
    before = desk.data("/candidate/60301")
    body = {"applicationId": 70501, "candidateId": 60301, "jobId": 900101}
    desk.post(RESULT, body)
    assert desk.data("/candidate/60301") == before


def test_onboarding_does_not_exist_unless_the_extension_is_on() -> None:
    for name in ("GetOnboardingOverview", "GetOnboardingItems", "GetReferences"):
        assert a_scenario().get(f"/Onboarding/{name}").status_code == 404


def test_onboarding_lists_items_and_references_of_whom_the_user_sees() -> None:
    desk = a_scenario(assumptions={"ext_onboarding": "on"})
    (item,) = desk.records("/Onboarding/GetOnboardingItems")
    (referee,) = desk.records("/Onboarding/GetReferences")
    assert item == {
        "candidateApplicationId": 70501,
        "id": 9001,
        "name": "Contract of employment",
        "type": "Contract",
        "status": "Awaiting Candidate",
    }
    assert referee["refereeName"] == "J Example"
    assert desk.records("/Onboarding/GetReferences", "hiring_manager") == []
    path = "/Onboarding/GetOnboardingOverview?candidateApplicationId=70501"
    assert desk.get(path, "hiring_manager").status_code == 404
