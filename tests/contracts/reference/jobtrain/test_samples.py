"""Every record of the samples, field by field, as the documents mean it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from ats_contracts.reference.models import FIELDS
from tests.contracts.reference.jobtrain.stub import SITE, Shop, alone, listed, sample

DETAIL = "/api/v1/Candidate/GetCandidateApplicationDetailByJobId/60301/900101"
PERSON = "/api/v1/candidate/60301"
APPLICANTS = "/api/v1/Jobs/listCandidate/900101"
STAGE = {"id": "9105", "name": "5. Shortlisted"}


def known(row: Any) -> Any:
    """Leave out what is null, and the provider's own record."""
    return {name: of for name, of in row.items() if of is not None and name != "remote_data"}


def test_a_job(shop: Shop) -> None:
    row = shop.row("jobs")
    assert known(row) == {
        "id": "900101",
        "name": "Support Worker (Days)",
        "description": "<p>Support people to live well at home.</p>",
        "code": "00101",
        "requisition_id": "00101",
        "status": "open",
        "locations": ["Leeds Central, Leeds, West Yorkshire, ZZ1 1AA"],
        "job_posting_urls": [
            {
                "url": "https://www.jobtrain.example/acmecare/Job/JobDetail?JobId=900101",
                "type": None,
            }
        ],
        "departments": [{"id": "9012", "name": "Community Care"}],
        "teams": [{"name": "North"}],
        "offices": [{"id": "9031", "name": "Leeds Central"}],
        "is_remote": False,
        "job_type": "full_time",
        "created_at": "2026-09-30T23:00:00Z",
        "closed_at": "2026-11-30T00:00:00Z",
        "opened_at": "2026-10-04T23:00:00Z",
    }
    assert shop.get("jobs/900101").json() == row


def test_a_candidate(shop: Shop) -> None:
    row = shop.row("candidates")
    assert {**known(row), "applications": None, "attachments": None} == {
        "id": "60301",
        "first_name": "Amara",
        "last_name": "Whitfield",
        "name": "Amara Whitfield",
        "phones": [{"number": "07700900123", "extension": None, "type": None}],
        "emails": [{"email": "amara.whitfield@candidate.example", "type": None}],
        "applications": None,
        "attachments": None,
        "created_at": "2026-11-18T09:14:03Z",
        "updated_at": "2026-11-20T00:00:00Z",
    }
    assert [each["id"] for each in row["applications"]] == ["70501"]
    assert [each["id"] for each in row["attachments"]] == ["60301-900101-cv", "60301-900101-cover"]
    assert shop.get("candidates/60301").json() == row
    assert row["remote_data"] == sample("candidate_by_id")["resultData"]


def test_an_application(shop: Shop) -> None:
    row = shop.row("applications")
    assert {**known(row), "attachments": None} == {
        "id": "70501",
        "candidate": {"id": "60301"},
        "job": {"id": "900101"},
        "applied_at": "2026-11-18T09:20:41Z",
        "source": {"id": None, "name": "Acme Connect"},
        "current_stage": {**STAGE, "job": None, "created_at": None, "updated_at": None},
        "attachments": None,
        "created_at": "2026-11-18T09:14:03Z",
        "updated_at": "2026-11-20T00:00:00Z",
    }
    assert {each["application"]["id"] for each in row["attachments"]} == {"70501"}
    assert shop.get("applications/70501").json() == row


def test_files_belong_to_their_application_and_hold_their_bytes(shop: Shop) -> None:
    rows = shop.get("attachments").json()["result"]
    detail = sample("application_detail")["resultData"]
    for row, kind, name in zip(
        rows, ("resume", "cover_letter"), ("cv", "coverLetter"), strict=True
    ):
        assert row["attachment_type"] == kind
        assert row["file_name"] == detail[name]["fileName"]
        assert row["file_url"] == f"data:application/pdf;base64,{detail[name]['data']}"
        assert (row["candidate"], row["job"]) == ({"id": "60301"}, {"id": "900101"})
        assert row["application"] == {"id": "70501"}
        assert shop.get(f"attachments/{row['id']}").json() == row


def test_equal_opportunities_answers(shop: Shop) -> None:
    row = shop.row("eeocs")
    assert known(row) == {
        "id": "70501",
        "candidate": {"id": "60301"},
        "submitted_at": "2026-11-18T09:20:41Z",
        "race": "Prefer not to say",
        "gender": "Female",
    }
    assert row["remote_data"]["equalOpsMartial"] == "Single"
    assert shop.get("eeocs/70501").json() == row


@pytest.mark.parametrize("resource", sorted(FIELDS.keys() - {"eeocs"}))
def test_equal_opportunities_answers_stand_nowhere_else(shop: Shop, resource: str) -> None:
    for path in (resource, f"{resource}/70501", f"{resource}/60301", f"{resource}/60301-900101-cv"):
        text = shop.get(path).text.lower()
        assert "equalops" not in text
        assert "prefer not to say" not in text


def test_settings(shop: Shop) -> None:
    assert known(shop.row("departments")) == {"id": "9012", "name": "Community Care"}
    assert known(shop.get("departments/9012").json()) == {"id": "9012", "name": "Community Care"}
    office = {
        "id": "9031",
        "name": "Leeds Central",
        "location": "1 Example Row, Leeds, West Yorkshire, ZZ1 1AA",
        "is_remote": False,
    }
    assert known(shop.row("offices")) == office
    assert known(shop.get("offices/9031").json()) == office
    stage = {**STAGE, "status": "active", "position": 1}
    assert known(shop.row("job_interview_stages")) == stage
    assert known(shop.get("job_interview_stages/9105").json()) == stage


def test_questions_come_from_the_candidate_site_without_mark_up_or_credentials(shop: Shop) -> None:
    rows = shop.get("job_form_fields").json()["result"]
    assert [(row["id"], row["index"], row["type"]) for row in rows] == [
        ("9001_AF", 0, "multiselect"),
        ("9002_AF", 1, "select"),
        ("9003_PRE", 2, "select"),
    ]
    assert rows[2]["label"] == "Do you have the right to work in the UK?"
    assert (rows[2]["group_id"], rows[2]["group_name"]) == ("PRE", "Pre-assessment")
    assert rows[1]["options"][0] == {"id": None, "label": "Yes", "value": "90021"}
    assert "authorization" not in shop.vendor.orders[-1].headers
    assert str(shop.vendor.orders[-1].url).startswith(SITE)
    assert shop.get("job_form_fields/9003_PRE", job_id="900101").json() == rows[2]


def test_without_a_candidate_site_questions_are_refused_and_the_rest_works(shop: Shop) -> None:
    shop.link(site=None)
    assert shop.get("job_form_fields").status_code == 400
    assert shop.get("jobs").status_code == 200


# Readings


def test_keys_are_read_in_any_case_and_in_either_spelling(shop: Shop) -> None:
    before = {name: known(shop.row(name)) for name in ("applications", "job_interview_stages")}
    applied = shop.vendor.record(PERSON)["appliedJobs"][0]
    applied["ApplicationSubmittedOn"] = applied.pop("applicationSubmitedOn")
    status = shop.vendor.record("/api/v1/ApplicationStatus")
    status["applicationStatusId"] = status.pop("applicationitatusid")
    status["STATUSNAME"] = status.pop("statusname")
    assert {name: known(shop.row(name)) for name in before} == before


@pytest.mark.parametrize("envelope", ["lists_only", "off"])
def test_records_are_read_without_their_envelope(shop: Shop, envelope: str) -> None:
    names = ("applications", "candidates", "jobs", "departments")
    before = {name: shop.row(name) for name in names}
    whole = dict(shop.vendor.answers)
    for path, answer in whole.items():
        data = answer.get("resultData")
        if data is None or (envelope == "lists_only" and "records" in data):
            continue
        bare = data.get("records", data)
        shop.vendor.answers[path] = Pages(bare) if isinstance(bare, list) else bare
    assert {name: shop.row(name) for name in names} == before


class Pages:
    """A bare list: its first page holds everything, the others nothing."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows

    def __call__(self, request: Any) -> Any:
        first = request.url.params["PageNo"] == "1"
        return httpx.Response(200, json=self.rows if first else [])


def test_result_is_the_count_of_the_page_and_total_that_of_the_list(shop: Shop) -> None:
    rows = [{"departmentid": n, "departmentname": f"D{n}"} for n in range(1, 251)]

    def page(request: Any) -> Any:
        number, size = (int(request.url.params[name]) for name in ("PageNo", "PageSize"))
        cut = rows[(number - 1) * size : number * size]
        return httpx.Response(200, json=listed(cut, total=len(rows)))

    shop.vendor.answers["/api/v1/Department"] = page
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        body = shop.get("departments", limit=100, next_cursor=cursor).json()
        seen += [row["id"] for row in body["result"]]
        cursor = body["next_cursor"]
    assert seen == [str(n) for n in range(1, 251)]


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        "text",
        {"total": 1, "result": 1, "records": []},
        {"total": 1, "result": 2, "records": [{"id": 1}]},
        {"total": "1", "result": 1, "records": [{"id": 1}]},
        {"total": 1, "result": 1, "records": [{}]},
        {"total": 0, "result": 1, "records": [{"id": 1}]},
    ],
    ids=str,
)
def test_a_page_that_contradicts_itself_is_no_page(shop: Shop, data: Any) -> None:
    shop.vendor.answers["/api/v1/Locations"] = alone(data)
    answer = shop.get("offices")
    assert answer.status_code == 502
    assert answer.json()["truto_is_remote_error"] is True


def test_an_envelope_that_says_another_status_is_that_failure(shop: Shop) -> None:
    refused = {"status": 404, "message": "Job not found", "resultData": None, "errors": []}
    shop.vendor.answers["/api/v1/Job/900101"] = refused
    answer = shop.get("jobs/900101")
    assert (answer.status_code, answer.json()["message"]) == (404, "Job not found")


def test_a_detail_of_another_application_is_not_taken_for_this_one(shop: Shop) -> None:
    shop.vendor.record(DETAIL)["jobDetail"]["applicationId"] = 70999
    row = shop.row("applications")
    assert (row["updated_at"], row["attachments"]) == (None, None)
    assert shop.get("attachments").json()["result"] == []
    assert shop.get("eeocs").json()["result"] == []


def test_answers_of_another_application_are_not_shown(shop: Shop) -> None:
    shop.vendor.record(DETAIL)["equalOps"]["applicationId"] = 70999
    assert shop.get("eeocs").json()["result"] == []
    assert shop.get("eeocs/70501").status_code == 404


@pytest.mark.parametrize("nothing", [None, {"fileName": "", "contentType": "", "data": ""}])
def test_no_file_is_no_attachment(shop: Shop, nothing: Any) -> None:
    shop.vendor.record(DETAIL)["cv"] = nothing
    del shop.vendor.answers[DETAIL]["resultData"]["coverLetter"]
    assert shop.get("attachments").json()["result"] == []
    assert shop.get("attachments/60301-900101-cv").status_code == 404


def test_what_a_role_hides_is_absent_and_no_failure(shop: Shop) -> None:
    shop.vendor.record(DETAIL)["equalOps"] = None
    assert shop.get("eeocs").json()["result"] == []
    del shop.vendor.answers[DETAIL]
    assert shop.row("applications")["updated_at"] is None


@pytest.mark.parametrize(
    ("resource", "verb"),
    [
        ("users", "GET"),
        ("offers", "GET"),
        ("organizations", "GET"),
        ("interviews", "GET"),
        ("applications/move-stage", "POST"),
        ("applications/reject", "POST"),
        ("applications/70501", "PATCH"),
        ("candidates/60301", "DELETE"),
        ("jobs", "POST"),
    ],
)
def test_what_the_vendor_has_no_call_for_is_unsupported(
    shop: Shop, resource: str, verb: str
) -> None:
    answer = shop.call(verb, resource, json={} if verb in ("POST", "PATCH") else None)
    assert answer.status_code == 405
    assert answer.json()["truto_error_insight"]["unsupported"]
    assert shop.vendor.orders == []
