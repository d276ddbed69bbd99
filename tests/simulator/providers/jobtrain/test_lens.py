"""The lens against the wire: each field read back by hand is what the lens expects."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from ats_simulator.lens import ResourceLens, Unsupported, held, listed, project
from ats_simulator.providers.jobtrain.lens import LENS
from ats_simulator.world.model import Resource
from tests.simulator.providers.jobtrain.desk import Desk
from tests.simulator.providers.jobtrain.test_time import read_back

Record = dict[str, Any]


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


def shown(desk: Desk, resource: str, *, all_held: bool = False) -> dict[str, Any]:
    """Project what the provider lists of a resource, or all that it holds."""
    values = desk.account.describe()["assumptions"]
    records = (
        held(LENS, resource, desk.account.truth)
        if all_held
        else listed(LENS, resource, desk.account.truth, values)
    )
    lens = LENS.resources[resource]
    assert isinstance(lens, ResourceLens)
    projected = [project(lens, record, values) for record in records]
    return {record["id"]: record for record in projected}


def test_every_unified_resource_is_fed_or_said_not_to_be() -> None:
    assert set(LENS.resources) == set(get_args(Resource))
    unsupported = {n for n, r in LENS.resources.items() if isinstance(r, Unsupported)}
    assert unsupported == {
        "activities",
        "interviews",
        "offers",
        "organizations",
        "reject_reasons",
        "scorecards",
        "tags",
        "users",
    }


def walk(desk: Desk) -> list[tuple[Record, Record]]:
    """Walk all jobs and their candidates, as a client has to: (job, row)."""
    return [
        (job, row)
        for job in desk.records("/Jobs/list")
        for row in desk.records(f"/Jobs/listCandidate/{job['id']}")
    ]


def instant(day: str) -> str | None:
    return read_back(f"{day}T00:00:00") if day else None


def test_jobs(desk: Desk) -> None:
    expected = shown(desk, "jobs")
    rows = desk.records("/Jobs/list")
    assert {str(r["id"]) for r in rows} == set(expected)
    departments = {r["departmentname"]: str(r["departmentid"]) for r in desk.records("/Department")}
    for row in rows:
        one = desk.data(f"/Job/{row['id']}")
        at, place = expected[str(row["id"])], row["location"]
        assert row["jobTitleForCandidate"] == at["name"]
        assert (one["jobDescriptionExternal"] or None) == at["description"]
        assert (row["jobReference"] or None) == at["code"] == at["requisition_id"]
        assert at["status"] == "open"
        parts = (place["locationName"], place["city"], place["county"], place["postCode"])
        text = ", ".join(p for p in parts if p)
        assert at["locations"] == ([text] if text else [])
        assert [u["url"] for u in at["job_posting_urls"]] == (
            [row["applyURL"]] * bool(row["applyURL"])
        )
        name = row["vacancyDepartment"]
        assert at["departments"] == ([{"id": departments[name], "name": name}] if name else [])
        office = {"id": str(place["id"]), "name": place["locationName"]}
        assert at["offices"] == ([office] if place["id"] else [])
        assert at["is_remote"] == (place["city"] == "Remote")
        assert (at["job_type"] is None) == (row["vacancyType"] == "")
        assert at["created_at"] == instant(row["createdOnDate"])
        assert at["closed_at"] == instant(row["closingDate"])
        assert at["opened_at"] == instant(row["advertLiveDate"])


def test_jobs_that_no_list_holds_are_found_by_id(desk: Desk) -> None:
    hidden = set(shown(desk, "jobs", all_held=True)) - set(shown(desk, "jobs"))
    assert hidden
    for key in hidden:
        assert desk.get(f"/Job/{key}").status_code == 200


def test_applications(desk: Desk) -> None:
    expected = shown(desk, "applications")
    rows = walk(desk)
    assert {str(row["applicationId"]) for _, row in rows} == set(expected)
    for job, row in rows:
        at = expected[str(row["applicationId"])]
        applied = {
            a["applicationId"]: a
            for a in desk.data(f"/candidate/{row['candidateId']}")["appliedJobs"]
        }[row["applicationId"]]
        assert at["job"] == {"id": str(job["id"])}
        assert at["candidate"] == {"id": str(row["candidateId"])}
        assert at["applied_at"] == read_back(applied["applicationSubmitedOn"])
        assert at["created_at"] == read_back(applied["createdOnDate"])
        assert at["source"] == ({"name": row["source"]} if row["source"] else None)
        status = row["applicationStatus"]
        assert at["current_stage"] == {"id": str(status["id"]), "name": status["statusName"]}


def test_candidates(desk: Desk) -> None:
    expected = shown(desk, "candidates")
    assert {str(row["candidateId"]) for _, row in walk(desk)} == set(expected)
    for key, at in expected.items():
        one = desk.data(f"/candidate/{key}")
        names = (one["firstName"] or None, one["lastName"] or None)
        assert (at["first_name"], at["last_name"]) == names
        assert at["emails"] == ([{"email": one["email"]}] if one["email"] else [])
        assert at["phones"] == ([{"number": one["mobile"]}] if one["mobile"] else [])


def details(desk: Desk) -> list[tuple[Record, Record, Record]]:
    return [
        (
            job,
            row,
            desk.data(
                f"/Candidate/GetCandidateApplicationDetailByJobId/{row['candidateId']}/{job['id']}"
            ),
        )
        for job, row in walk(desk)
    ]


def test_attachments_and_statistics(desk: Desk) -> None:
    files, answers = shown(desk, "attachments"), shown(desk, "eeocs")
    dates = shown(desk, "applications")
    found_files, found_answers = set(), set()
    for job, row, detail in details(desk):
        for key, suffix in (("cv", "cv"), ("coverLetter", "cover")):
            if detail[key]:
                name = f"{row['candidateId']}-{job['id']}-{suffix}"
                found_files.add(name)
                assert files[name]["file_name"] == detail[key]["fileName"]
                assert files[name]["application"] == {"id": str(row["applicationId"])}
        if statistics := detail["equalOps"]:
            at = answers[str(statistics["applicationId"])]
            found_answers.add(at["id"])
            assert at["race"] == (statistics["equalOpsEthnicity"] or None)
            assert at["gender"] == (statistics["equalOpsSex"] or None)
        changed = instant(detail["candidateStatusCreatedDate"])
        assert dates[str(row["applicationId"])]["updated_at"] == changed
    assert found_files == set(files)
    assert found_answers == set(answers)


def test_departments_offices_and_stages(desk: Desk) -> None:
    departments = {str(r["departmentid"]): r["departmentname"] for r in desk.records("/Department")}
    assert departments == {k: r["name"] for k, r in shown(desk, "departments").items()}
    offices = shown(desk, "offices")
    for row in desk.records("/Locations"):
        at = offices.pop(str(row["id"]))
        parts = (row["addressLine1"], row["city"], row["county"], row["postcode"])
        assert at["location"] == (", ".join(p for p in parts if p) or None)
        assert at["is_remote"] == (row["city"] == "Remote")
    assert offices == {}
    stages = shown(desk, "job_interview_stages")
    for nth, row in enumerate(desk.records("/ApplicationStatus"), start=1):
        at = stages.pop(str(row["applicationitatusid"]))
        assert (at["name"], at["position"]) == (row["statusname"], nth)
    assert stages == {}


def test_form_fields(desk: Desk) -> None:
    expected = shown(desk, "job_form_fields")
    site = desk.account.credentials["site"]
    for job in desk.records("/Jobs/list"):
        answer = desk.http.get(f"{site}/Indeed/GetQuestions", params={"JobId": job["id"]})
        for nth, question in enumerate(answer.json()["screenerQuestions"]["questions"]):
            at = expected.pop(question["id"])
            assert at["job"] == {"id": str(job["id"])}
            assert (at["label"], at["index"]) == (question["question"], nth)
            assert (at["type"], at["is_required"]) == (question["type"], question["required"])
            choices = [{"label": o["label"], "value": o["value"]} for o in question["options"]]
            assert at["options"] == choices
            assert at["group_id"] == question["id"].partition("_")[2]
    assert expected == {}


def test_what_further_calls_tell(desk: Desk) -> None:
    """Fields that may be null, or what the calls they name show."""
    candidates, applications = shown(desk, "candidates"), shown(desk, "applications")
    for key, at in candidates.items():
        applied = desk.data(f"/candidate/{key}")["appliedJobs"]
        assert [a["id"] for a in at["applications"]] == [str(a["applicationId"]) for a in applied]
        assert at["created_at"] == min(read_back(a["createdOnDate"]) for a in applied)
    files = {a["id"] for at in applications.values() for a in at["attachments"]}
    assert files == set(shown(desk, "attachments"))
    statistics = shown(desk, "eeocs")
    for key, at in statistics.items():
        assert at["submitted_at"] == applications[key]["applied_at"]
    teams = {str(r["id"]): r["vacancyDivision"] for r in desk.records("/Jobs/list")}
    for key, at in shown(desk, "jobs").items():
        assert at["teams"] == ([{"name": teams[key]}] if teams[key] else [])
    rejected = {a["current_stage"]["name"] for a in applications.values() if a["rejected_at"]}
    assert rejected == {"Rejected"}


def test_a_file_may_be_shown_as_a_data_uri(desk: Desk) -> None:
    detail = desk.data("/Candidate/GetCandidateApplicationDetailByJobId/60001/900001")
    expected = shown(desk, "attachments")["60001-900001-cv"]["file_url"]
    assert expected == f"data:{detail['cv']['contentType']};base64,{detail['cv']['data']}"
