"""What the golden payloads mean in the unified model."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.reference.conftest import Unified
from tests.contracts.reference.jobvite.vendor import Vendor, golden

Json = Any
EEO = ("gender", "race", "veteranStatus")


def by_id(rows: list[Json]) -> dict[str, Json]:
    found = {row["id"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def test_two_applications_of_one_person_are_one_candidate_and_two_applications(
    small: Unified,
) -> None:
    candidates, applications = small.walk("candidates"), small.walk("applications")
    assert sorted(by_id(candidates)) == ["eA1bCfwE", "eB2dDfwF"]
    assert sorted(by_id(applications)) == ["pA1aXfwK", "pA2aXxwL", "pB1bXfwM"]
    amara = by_id(candidates)["eA1bCfwE"]
    assert amara["applications"] == [{"id": "pA1aXfwK"}, {"id": "pA2aXxwL"}]
    assert (amara["created_at"], amara["updated_at"]) == (
        "2026-06-10T13:40:00Z",
        "2026-06-25T15:06:40.123Z",
    )


def test_a_candidate_has_no_empty_text_and_an_alpha_2_country(small: Unified) -> None:
    bilal = by_id(small.walk("candidates"))["eB2dDfwF"]
    assert bilal["locations"] == ["Bogota, CO"]
    assert (bilal["company"], bilal["title"], bilal["name"]) == (None, None, "Bilal Haddad")
    assert bilal["phones"] == [{"number": "+1 202 555 0101", "extension": None, "type": "mobile"}]


def test_an_application_says_where_it_stands(small: Unified) -> None:
    rejected = by_id(small.walk("applications"))["pB1bXfwM"]
    assert rejected["current_stage"]["id"] == "zR9jTfw9"
    assert rejected["current_stage"]["name"] == "Rejected"
    assert rejected["rejected_at"] == rejected["updated_at"] == "2026-05-28T20:45:12.223Z"
    assert rejected["reject_reason"] == "Not enough experience"
    assert rejected["source"] == {"id": None, "name": "Rui Costa"}


def test_nulls_of_old_records_are_nulls(small: Unified, vendor: Vendor) -> None:
    vendor.rows = golden("candidate-legacy-nulls")["candidates"]
    (candidate,), (application,) = small.walk("candidates"), small.walk("applications")
    assert (candidate["emails"], candidate["phones"], candidate["title"]) == ([], [], None)
    assert application["job"] is None
    assert application["current_stage"]["name"] == "Rejected"
    (eeoc,) = small.walk("eeocs")
    assert (eeoc["race"], eeoc["gender"], eeoc["veteran_status"]) == (
        "Decline to Self Identify",
        None,
        None,
    )


@pytest.mark.parametrize("resource", ["activities", "applications", "candidates"])
@pytest.mark.parametrize("shape", ["unified", "raw"])
def test_answers_for_statistics_stand_in_eeocs_alone(
    small: Unified, resource: str, shape: str
) -> None:
    for row in small.walk(resource, truto_response_format=shape):
        raw = row if shape == "raw" else row["remote_data"]
        assert "customField" in raw["application"]
        assert not [name for name in EEO if name in raw["application"]]
    (first, *_) = small.walk("eeocs")
    assert first["race"] == first["remote_data"]["application"]["race"]
    assert (first["gender"], first["candidate"]) == ("Female", {"id": "eA1bCfwE"})


def test_jobs_of_every_state_are_listed_with_their_requisition(small: Unified) -> None:
    jobs = by_id(small.walk("jobs"))
    backend, shift = jobs["oJ1kLfwN"], jobs["oJ2kLfwP"]
    assert (backend["requisition_id"], backend["code"], backend["status"]) == (
        "1042",
        "1042",
        "open",
    )
    assert (backend["closed_at"], backend["job_type"]) == (None, "full_time")
    assert backend["locations"] == ["Austin, TX, US"]
    assert backend["hiring_managers"] == [{"id": "sU1vWfwQ", "name": "Hana Meyer"}]
    assert (shift["status"], shift["closed_at"]) == ("closed", "2026-06-25T15:06:39Z")
    assert shift["description"] == "<p>Lead a shift at 8:00\u202fAM.</p>"
    assert small.get("jobs/oJ2kLfwP").json()["status"] == "closed"


def test_what_nobody_knows_is_passed_on(small: Unified, vendor: Vendor) -> None:
    vendor.jobs[0] |= {"jobState": "Open", "jobType": "Seasonal", "remoteType": "Sometimes"}
    job = by_id(small.walk("jobs"))["oJ1kLfwN"]
    assert (job["job_type"], job["is_remote"]) == ("Seasonal", None)


@pytest.mark.parametrize(
    ("resource", "ids"),
    [
        ("activities", ["pB1bXfwM"]),
        ("departments", ["mD1pTfw1", "mD2pTfw2"]),
        ("interviews", ["iV1wXfw1"]),
        ("offices", ["lL1cNfw1", "lL2cNfw2"]),
        ("organizations", ["fSb1xfwT", "fSb2xfwU", "qAcm9fwV"]),
        ("reject_reasons", ["dR1sNfw1", "dR2sNfw2"]),
        ("users", ["sU1vWfwQ", "sU2vWfwR"]),
    ],
)
def test_every_list_is_read_and_each_of_its_records(
    small: Unified, resource: str, ids: list[str]
) -> None:
    rows = by_id(small.walk(resource))
    assert sorted(rows) == ids
    for record_id, row in rows.items():
        assert small.get(f"{resource}/{record_id}").json() == row
    assert small.get(f"{resource}/nobody").status_code == 404


def test_an_interview_ends_when_its_minutes_are_over(small: Unified) -> None:
    (interview,) = small.walk("interviews")
    assert interview["start_at"] == "2026-07-01T10:00:00Z"
    assert interview["end_at"] == "2026-07-01T10:45:00Z"
    assert interview["status"] == "scheduled"


def test_states_have_a_position(small: Unified) -> None:
    stages = by_id(small.walk("job_interview_stages"))
    assert (stages["zN1eWfw1"]["position"], stages["zR9jTfw9"]["position"]) == (1, 7)


def test_documents_are_found_by_their_places(small: Unified, vendor: Vendor) -> None:
    vendor.rows = [row for row in vendor.rows if row["eId"] == "eA1bCfwE"]
    rows = by_id(small.walk("attachments"))
    assert {key: row["attachment_type"] for key, row in rows.items()} == {
        "pA1aXfwK:0": "other",
        "pA1aXfwK:coverletter": "cover_letter",
        "pA1aXfwK:resume": "resume",
    }
    assert rows["pA1aXfwK:resume"]["remote_data"]["document"]["content"].startswith("JVBERi0")
    one = small.get("attachments/pA1aXfwK:resume").json()
    assert one == rows["pA1aXfwK:resume"]
    assert small.get("attachments/pA1aXfwK:7").status_code == 404


def test_a_letter_is_an_offer(small: Unified, vendor: Vendor) -> None:
    vendor.rows[0]["application"] |= {"workflowState": "Offer Sent", "startDate": 1783900800000}
    vendor.rows[1]["application"] |= {"workflowState": "Offer Accepted"}
    (offer,) = small.walk("offers")
    assert (offer["id"], offer["start_date"]) == ("pA1aXfwK", "2026-07-13")
    assert offer["created_at"] == "2026-06-25T15:06:40Z"
    assert offer["closed_at"] == "2026-06-26T18:53:20Z"
    assert small.get("offers/pA1aXfwK").json() == offer
    assert small.get("offers/pA2aXxwL").status_code == 404


def test_a_record_that_is_broken_spoils_no_other(small: Unified, vendor: Vendor) -> None:
    before = by_id(small.walk("candidates"))
    broken = {name: {"unexpected": [True]} for name in vendor.rows[2]}
    vendor.rows[2] = broken | {"eId": "eB2dDfwF"}
    after = by_id(small.walk("candidates"))
    assert after["eA1bCfwE"] == before["eA1bCfwE"]
    assert after["eB2dDfwF"]["name"] is None
    assert len(small.walk("applications")) == 3


def test_unknown_fields_and_unreadable_times_invent_nothing(small: Unified, vendor: Vendor) -> None:
    before = by_id(small.walk("jobs"))["oJ1kLfwN"]
    vendor.jobs[0] |= {"zz": {"deep": [2**63]}, "approveDate": "the day before yesterday"}
    after = by_id(small.walk("jobs"))["oJ1kLfwN"]
    assert after["remote_data"] == vendor.jobs[0]
    assert {**after, "opened_at": before["opened_at"]} == before | {"remote_data": vendor.jobs[0]}
    assert after["opened_at"] is None
