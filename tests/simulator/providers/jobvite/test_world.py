"""The world as this vendor has it: ids, the talent pool, and what belongs together."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ats_simulator.providers.jobvite import world
from ats_simulator.providers.jobvite.wire.jobs import (
    FINER_STATES,
    JOB_TYPES,
    STATES,
    STATUS_OF_FINER,
)
from ats_simulator.services import services_for
from ats_simulator.world.edges import PAST_DOUBLE
from ats_simulator.world.requisitions import FINER_STATES as WORLD_STATES
from tests.simulator.providers.jobvite.desk import NOW_MS, Desk

EID = re.compile(r"[a-z][A-Za-z0-9]{5}w[A-Za-z0-9]")
PREFIXES = {
    "candidates": "e",
    "applications": "p",
    "jobs": "o",
    "users": "s",
    "job_interview_stages": "z",
    "reject_reasons": "d",
    "offices": "l",
    "departments": "m",
    "job_categories": "k",
    "interviews": "i",
    "workflows": "w",
}


@pytest.mark.parametrize("resource", sorted(PREFIXES))
def test_ids_are_eight_characters_with_the_prefix_of_their_kind(
    reading: Desk, resource: str
) -> None:
    keys = [record["id"] for record in reading.account.truth(resource)]
    assert keys
    assert len(set(keys)) == len(keys)
    for key in keys:
        assert EID.fullmatch(key), key
        assert key[0] == PREFIXES[resource]
        assert key[5] in "fgx" or resource == "job_interview_stages"


def test_no_two_numbers_share_an_id() -> None:
    numbers = [*range(1, 50_000), *range(PAST_DOUBLE, PAST_DOUBLE + 50_000)]
    assert len({world.record_id({}, 1, "applications", n) for n in numbers}) == len(numbers)


def test_the_company_and_its_subsidiaries_have_prefixes_of_their_own(reading: Desk) -> None:
    first, *others = (record["id"] for record in reading.account.truth("organizations"))
    assert first[0] == "q"
    assert {key[0] for key in others} == {"f"}


def test_everybody_has_a_row_and_every_application_is_one(reading: Desk) -> None:
    rows = reading.rows()
    assert {row["eId"] for row in rows} == set(reading.truth("candidates"))
    assert {row["application"]["eId"] for row in rows} == set(reading.truth("applications"))
    assert len(rows) == len(reading.truth("applications"))


def test_offers_belong_to_applications_in_an_offer_stage(reading: Desk) -> None:
    applications = reading.truth("applications")
    for offer in reading.account.truth("offers"):
        assert offer["id"] == offer["application"]["id"]
        assert applications[offer["id"]]["current_stage"]["kind"] in ("offer", "hired")


def test_a_document_is_named_by_its_place(reading: Desk) -> None:
    for record in reading.account.truth("attachments"):
        places = {"resume": "resume", "cover_letter": "coverletter", "other": "0"}
        place = places[record["attachment_type"]]
        assert record["id"] == f"{record['application']['id']}:{place}"


def test_every_state_and_type_of_a_job_has_a_word() -> None:
    finer = {state for states in WORLD_STATES.values() for state in states}
    assert finer == FINER_STATES.keys() == STATUS_OF_FINER.keys()
    assert len({*STATES.values(), *FINER_STATES.values()}) == 9
    assert len(JOB_TYPES) == 7


def following(desk: Desk, resource: str) -> str:
    """Give the id that the next record of a resource has to have."""
    sandbox = desk.simulator.sandbox
    with sandbox.transaction() as con:
        tenant = sandbox.tenant_named(con, desk.account.id)
        return services_for(sandbox, con, tenant).next_key(resource)[1]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_state_of_a_job_is_in_every_world_of_usual_size(seed: int) -> None:
    with Desk(seed=seed) as desk:
        jobs = desk.jobs()
    assert {job["jobState"] for job in jobs} == {*STATES.values(), *FINER_STATES.values()}
    assert {job["postingType"] for job in jobs} == {"External", "Internal", "Limited Access"}
    assert any("\u202f" in job.get("description", "") for job in jobs)


def test_somebody_added_without_application_goes_into_the_talent_pool(desk: Desk) -> None:
    key = following(desk, "candidates")
    desk.account.put_truth("candidates", key, {"first_name": "Ada", "is_private": False})
    (row,) = desk.rows(candidateId=key)
    assert row["application"]["job"] == {}
    assert row["application"]["workflowState"] == "New"
    assert EID.fullmatch(row["application"]["eId"])


def test_an_application_added_by_the_owner_is_whole(desk: Desk) -> None:
    person = desk.account.truth("candidates")[1]["id"]
    job = desk.account.truth("jobs")[3]["id"]
    stage = desk.account.truth("job_interview_stages")[7]["id"]
    sent = {"candidate": {"id": person}, "job": {"id": job}, "current_stage": {"id": stage}}
    key = following(desk, "applications")
    desk.account.put_truth("applications", key, sent)
    application = desk.row(key)["application"]
    assert application["job"]["eId"] == job
    assert application["workflowState"] == "Hired"
    assert application["hireDate"] == application["lastUpdatedDate"]
    for resource in ("application_records", "eeocs"):
        assert desk.account.truth_of(resource, key)


@pytest.mark.parametrize(("kind", "place"), [("resume", "resume"), ("other", "0")])
def test_a_document_added_by_the_owner_is_named_by_its_place(
    desk: Desk, kind: str, place: str
) -> None:
    row = next(r for r in desk.rows() if not r["application"]["hasArtifacts"])
    key = row["application"]["eId"]
    sent = {
        "file_name": "x.pdf",
        "attachment_type": kind,
        "application": {"id": key},
        "candidate": {"id": row["eId"]},
    }
    name = following(desk, "attachments")
    made = desk.account.put_truth("attachments", name, sent)
    assert made["id"] == f"{key}:{place}"
    assert desk.row(key)["application"]["hasArtifacts"]


def counts(desk: Desk) -> dict[str, int]:
    found: dict[str, int] = desk.account.describe()["world"]["counts"]
    return found


def gone(desk: Desk, resource: str, key: str) -> dict[str, int]:
    """Remove a record; give how many of each resource went with it."""
    before = counts(desk)
    desk.account.delete_truth(resource, key)
    after = counts(desk)
    return {name: before[name] - after[name] for name in before if before[name] != after[name]}


def test_an_application_goes_with_all_that_was_kept_with_it(desk: Desk) -> None:
    row = next(r for r in desk.rows() if r["application"]["hasArtifacts"])
    key = row["application"]["eId"]
    lost = gone(desk, "applications", key)
    assert lost["applications"] == lost["application_records"] == lost["eeocs"] == 1
    assert lost["attachments"] >= 1
    assert desk.rows(applicationId=key) == []
    assert desk.get("candidate", count=0)["total"] == counts(desk)["applications"]


def test_a_person_goes_with_all_applications(desk: Desk) -> None:
    person = desk.account.truth("candidates")[0]["id"]
    lost = gone(desk, "candidates", person)
    assert lost["candidates"] == lost["person_records"] == 1
    assert lost["applications"] == lost["eeocs"] == 3
    assert desk.rows(candidateId=person) == []


def test_a_job_and_a_user_leave_no_row_behind(desk: Desk) -> None:
    job = desk.account.truth("jobs")[3]["id"]
    assert gone(desk, "jobs", job)["requisitions"] == 1
    assert desk.get("job", ids=job)["total"] == 0
    user = desk.account.truth("users")[6]["id"]
    assert gone(desk, "users", user) == {"users": 1, "employee_records": 1}
    params = {"userEmail": desk.account.credentials["user_email"]}
    assert desk.get("employee", **params)["total"] == 11
    assert all(user not in str(row["application"]["job"]) for row in desk.rows())


@pytest.mark.parametrize(
    ("resource", "change", "shown"),
    [
        ("candidates", {"first_name": "Renamed"}, lambda row: row["firstName"]),
        ("person_records", {"address2": "Renamed"}, lambda row: row["address2"]),
    ],
)
def test_rows_show_what_they_embed_as_it_is_now(
    desk: Desk, resource: str, change: dict[str, Any], shown: Any
) -> None:
    person = desk.account.truth("candidates")[0]["id"]
    desk.account.put_truth(resource, person, change)
    assert {shown(row) for row in desk.rows(candidateId=person)} == {"Renamed"}


def test_the_customers_own_name_is_everywhere(desk: Desk) -> None:
    company = desk.account.truth("organizations")[0]["id"]
    desk.account.put_truth("organizations", company, {"name": "New & Co."})
    assert {job["company"] for job in desk.jobs()} == {"New & Co."}
    jobs = [row["application"]["job"] for row in desk.rows()]
    assert {job["company"] for job in jobs if job} == {"New & Co."}


def test_the_same_seed_gives_the_same_rows() -> None:
    with Desk(seed=7) as first, Desk(seed=7) as second, Desk(seed=8) as other:
        assert first.rows() == second.rows()
        assert first.jobs() == second.jobs()
        assert first.rows() != other.rows()


@pytest.mark.parametrize("size", [0, 1, 3])
def test_a_tiny_world_is_whole(size: int) -> None:
    with Desk(size=size) as desk:
        assert {row["eId"] for row in desk.rows()} == set(desk.truth("candidates"))
        assert len(desk.jobs()) == len(desk.truth("jobs"))


def test_a_reset_and_a_restored_snapshot_show_the_rows_of_before(desk: Desk) -> None:
    before = desk.http.get("/api/v2/candidate", params={"count": 500}).content
    key = desk.rows()[0]["application"]["eId"]
    desk.account.snapshot("clean")
    for _ in range(2):
        body = {"candidate": {"firstName": "X", "application": {"eId": key}}}
        assert desk.http.put("/api/v2/candidate", json=body).status_code == 200
        assert desk.http.get("/api/v2/candidate", params={"count": 500}).content != before
        desk.account.restore("clean")
        assert desk.http.get("/api/v2/candidate", params={"count": 500}).content == before
    desk.http.put("/api/v2/candidate", json=body)
    desk.account.reset()
    assert desk.http.get("/api/v2/candidate", params={"count": 500}).content == before


def test_a_change_of_a_person_moves_their_newest_application(desk: Desk) -> None:
    person = desk.account.truth("candidates")[0]["id"]
    before = desk.rows(candidateId=person)
    desk.account.put_truth("candidates", person, {"title": "Changed"})
    after = desk.rows(candidateId=person)
    dates = [row["application"]["lastUpdatedDate"] for row in after]
    assert dates[-1] == NOW_MS
    assert after[-1]["application"]["eId"] == before[-1]["application"]["eId"]
    assert dates[:-1] == [row["application"]["lastUpdatedDate"] for row in before[:-1]]


def test_a_new_document_moves_its_application(desk: Desk) -> None:
    paper = desk.account.truth("attachments")[0]
    desk.account.put_truth("attachments", paper["id"], {"file_name": "new.pdf"})
    assert desk.row(paper["application"]["id"])["application"]["lastUpdatedDate"] == NOW_MS
