"""The settings: two shapes each, their keys under three switches, and creating them."""

from __future__ import annotations

from typing import Any

import pytest

from ats_simulator.providers.jobtrain.operations import SETTINGS
from tests.simulator.providers.jobtrain.desk import Desk

CREATING = {"ext_settings_create": "on"}
BODIES: dict[str, dict[str, Any]] = {
    "Divisions": {
        "department": "Engineering",
        "directorateOrSchool": "Adults",
        "divisionName": "New",
        "email": "new@staff.example",
    },
    "Department": {
        "departmentName": "New",
        "departmentHead": "N Ew",
        "costCentre": "CC-9",
        "email": "new@staff.example",
    },
    "Locations": {
        "locationName": "New",
        "addressLine1": "1 Way",
        "city": "Leeds",
        "county": "Yorks",
        "postcode": "ZZ1",
    },
    "Region": {"regionName": "New"},
    "JobCategories": {"name": "New"},
    "Salaries": {"bandLabel": "New", "salaryFrom": "10.50", "salaryTo": "20.00"},
    "EmploymentTypes": {"employmentType": "New"},
    "JobLevels": {"name": "New", "displayOrder": "7"},
    "SchoolLocations": {"location": "New", "departmentName": "Engineering"},
    "ApplicationStatus": {"statusName": "New"},
    "JobStatus": {"name": "New"},
    "JobTitle": {"jobTitle": "New", "jobTitleForCandidate": "Newer"},
    "CostCentre": {"costCentre": "New", "division": "North", "businessUnit": "B"},
    "Campaign": {"campaignName": "New", "division": "North"},
}
NAMES = {
    "Divisions": "divisionName",
    "Department": "departmentName",
    "Locations": "locationName",
    "Region": "regionName",
    "JobCategories": "name",
    "Salaries": "bandLabel",
    "EmploymentTypes": "employmentType",
    "JobLevels": "name",
    "SchoolLocations": "location",
    "ApplicationStatus": "statusName",
    "JobStatus": "name",
    "JobTitle": "jobTitle",
    "CostCentre": "costCentre",
    "Campaign": "campaignName",
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(assumptions=CREATING)


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_listed_record_is_found_by_its_id(desk: Desk, setting: str) -> None:
    for record in desk.records(f"/{setting}"):
        key = next(value for value in record.values() if isinstance(value, int))
        single = desk.data(f"/{setting}/{key}")
        assert key in single.values()
    assert desk.get(f"/{setting}/1").status_code == 404


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_cannot_be_created_unless_the_extension_is_on(setting: str) -> None:
    refused = Desk().post(f"/{setting}", BODIES[setting])
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET")


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_is_created_once_and_then_listed(setting: str) -> None:
    desk = Desk(assumptions=CREATING)
    before = desk.data(f"/{setting}")["total"]
    answer = desk.post(f"/{setting}", BODIES[setting])
    assert answer.status_code == 200, answer.text
    made = answer.json()["resultData"]
    assert BODIES[setting].items() <= made.items()
    key = next(value for value in made.values() if isinstance(value, int))
    assert desk.data(f"/{setting}/{key}") == made
    assert desk.data(f"/{setting}")["total"] == before + 1
    name = BODIES[setting][NAMES[setting]].upper()
    again = desk.post(f"/{setting}", {**BODIES[setting], NAMES[setting]: name})
    assert again.status_code == 400
    assert "already exists" in again.json()["message"]


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("value", [None, "", "  ", 3, [], {}])
def test_a_setting_needs_a_name(desk: Desk, setting: str, value: object) -> None:
    refused = desk.post(f"/{setting}", {**BODIES[setting], NAMES[setting]: value})
    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == [NAMES[setting]]


@pytest.mark.parametrize("amount", ["x", "nan", "inf", "1e400", "١٢x"])
def test_an_amount_is_a_number(desk: Desk, amount: str) -> None:
    refused = desk.post("/Salaries", {"bandLabel": "Odd", "salaryFrom": amount})
    assert list(refused.json()["errors"]) == ["salaryFrom"]
    refused = desk.post("/JobLevels", {"name": "Odd", "displayOrder": amount})
    assert refused.status_code == 400


@pytest.mark.parametrize("user", ["hiring_manager", "shortlister"])
def test_a_role_without_add_creates_nothing(desk: Desk, user: str) -> None:
    assert desk.post("/Region", {"regionName": "Mine"}, user).status_code == 403


def test_a_new_status_is_open_to_every_role_and_can_be_used() -> None:
    desk = Desk(assumptions=CREATING)
    made = desk.post("/ApplicationStatus", {"statusName": "8.5 Almost"}).json()["resultData"]
    stage = {"current_stage": {"id": str(made["id"])}}
    desk.account.put_truth("applications", "70001", stage)
    for user in ("superuser", "hiring_manager", "shortlister"):
        rows = desk.records("/Jobs/listCandidate/900001", user)
        names = {r["applicationStatus"]["statusName"] for r in rows}
        assert "8.5 Almost" in names


KEYS = {
    ("documented", "documented"): (
        "applicationSubmitedOn",
        "jobid",
        "applicationitatusid",
        "statusname",
        "latitutde",
        "departmentid",
        "employmentTypeID",
        "Id",
        "ID",
        "isliveForCandidates",
        "equalOpsMartial",
    ),
    ("corrected", "documented"): (
        "applicationSubmittedOn",
        "jobid",
        "applicationstatusid",
        "statusname",
        "latitude",
        "departmentid",
        "employmentTypeID",
        "Id",
        "ID",
        "isliveForCandidates",
        "equalOpsMarital",
    ),
    ("documented", "camel"): (
        "applicationSubmitedOn",
        "jobId",
        "applicationItatusId",
        "statusName",
        "latitutde",
        "departmentId",
        "employmentTypeId",
        "id",
        "id",
        "isLiveForCandidates",
        "equalOpsMartial",
    ),
    ("corrected", "camel"): (
        "applicationSubmittedOn",
        "jobId",
        "applicationStatusId",
        "statusName",
        "latitude",
        "departmentId",
        "employmentTypeId",
        "id",
        "id",
        "isLiveForCandidates",
        "equalOpsMarital",
    ),
}


@pytest.mark.parametrize(("spelling", "casing"), KEYS)
def test_misspelt_keys_follow_two_switches(spelling: str, casing: str) -> None:
    desk = Desk(assumptions={"spelling": spelling, "casing": casing})
    listed = list(desk.records("/Jobs/listCandidate/900001")[0])
    status = list(desk.records("/ApplicationStatus")[0])
    detail = desk.data("/Candidate/GetCandidateApplicationDetailByJobId/60001/900001")
    found = (
        listed[5],
        listed[2],
        status[0],
        status[1],
        list(desk.data("/Locations/9031"))[7],
        next(iter(desk.records("/Department")[0])),
        next(iter(desk.records("/EmploymentTypes")[0])),
        next(iter(desk.records("/Divisions")[0])),
        next(iter(desk.data("/JobTitle/9321"))),
        list(detail["jobDetail"])[17],
        list(detail["equalOps"])[5],
    )
    assert found == KEYS[spelling, casing]
    assert list(desk.records("/Locations")[0])[7] == "latitude"
    candidate = desk.data("/candidate/60001")["appliedJobs"][0]
    assert found[0] in candidate
    assert ("applicatiionStatus" if spelling == "documented" else "applicationStatus") in (
        _export_keys(desk)
    )


def _export_keys(desk: Desk) -> set[str]:
    at = desk.account.clock()["now"]
    desk.account.put_truth("applications", "70001", {"updated_at": at})
    return set(desk.records("/Candidate/GetRecentlyUpdatedApplications")[0])
