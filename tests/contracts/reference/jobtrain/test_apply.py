"""Direct apply: sent once, found afterwards, never told as refused when it may have been done."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest

from tests.contracts.reference.conftest import Unified
from tests.contracts.reference.jobtrain.conftest import Make
from tests.contracts.reference.jobtrain.stub import Shop, alone, sample

APPLY = "/api/v1/Candidate/DirectApplyData"
EXPORT = "/api/v1/Candidate/GetRecentlyUpdatedApplications"
CV = base64.b64encode(b"%PDF-1.4 a CV").decode()


def person(job: str, **changes: Any) -> Any:
    return {
        "first_name": "Tomos",
        "last_name": "Hargrove",
        "emails": [{"email": "Tomos.Hargrove@candidate.example"}],
        "phones": [{"number": "07700900145"}],
        "applications": [
            {
                "job": {"id": job},
                "source": {"name": "Acme Connect"},
                "attachments": [
                    {
                        "attachment_type": "resume",
                        "file_name": "cv.pdf",
                        "file_url": f"data:application/pdf;base64,{CV}",
                    }
                ],
            }
        ],
        **changes,
    }


def jobs_without_questions(unified: Unified) -> list[str]:
    """List two advertised jobs; no question of theirs has to be answered from now on."""
    found: list[str] = [row["id"] for row in unified.walk("jobs")[:2]]
    for row in unified.account.truth("job_form_fields"):
        if row["job"]["id"] in found:
            unified.account.put_truth("job_form_fields", row["id"], {"is_required": False})
    return found


def posts(unified: Unified) -> list[Any]:
    return [e for e in unified.sent() if e["path"].endswith("DirectApplyData")]


@pytest.mark.parametrize("style", ["empty", "string", "envelope"])
def test_a_candidate_is_made_with_an_application_and_its_cv(make: Make, style: str) -> None:
    unified = make(assumptions={"direct_apply_response": style})
    job = jobs_without_questions(unified)[0]
    answer = unified.call("POST", "candidates", json=person(job))
    assert answer.status_code == 201, answer.text
    row = answer.json()
    assert (row["name"], row["emails"][0]["email"]) == (
        "Tomos Hargrove",
        "Tomos.Hargrove@candidate.example",
    )
    assert unified.get(f"candidates/{row['id']}").json() == row
    (application,) = row["applications"]
    found = unified.get(f"applications/{application['id']}").json()
    assert (found["job"]["id"], found["source"]["name"]) == (job, "Acme Connect")
    (file,) = unified.walk("attachments", application_id=application["id"], candidate_id=row["id"])
    assert (file["file_name"], file["attachment_type"]) == ("cv.pdf", "resume")
    assert file["file_url"].endswith(CV)
    assert len(posts(unified)) == 1


@pytest.mark.parametrize("style", ["empty", "string", "envelope"])
def test_a_known_candidate_applies_to_another_job(make: Make, style: str) -> None:
    unified = make(assumptions={"direct_apply_response": style})
    first, second, *_ = jobs_without_questions(unified)
    who = unified.call("POST", "candidates", json=person(first)).json()["id"]
    body = {"candidate": {"id": who}, "job": {"id": second}}
    answer = unified.call("POST", "applications", json=body)
    assert answer.status_code == 201, answer.text
    row = answer.json()
    assert (row["candidate"]["id"], row["job"]["id"]) == (who, second)
    assert unified.get(f"applications/{row['id']}").json() == row
    again = unified.call("POST", "applications", json=body)
    assert (again.status_code, again.json()["truto_is_remote_error"]) == (400, True)
    assert len(unified.get(f"candidates/{who}").json()["applications"]) == 2


@pytest.mark.parametrize("style", ["mixed", "empty", "envelope"])
@pytest.mark.parametrize("status", [400, 409])
def test_a_second_application_is_a_refusal_in_every_form(
    make: Make, style: str, status: int
) -> None:
    unified = make(assumptions={"duplicate_application": str(status), "error_style": style})
    job = jobs_without_questions(unified)[0]
    unified.call("POST", "candidates", json=person(job))
    before = unified.account.truth("applications")
    again = unified.call("POST", "candidates", json=person(job))
    assert (again.status_code, again.json()["truto_is_remote_error"]) == (status, True)
    assert unified.account.truth("applications") == before


def test_the_vendors_own_refusals_are_passed_on_and_nothing_is_repeated(unified: Unified) -> None:
    closed = next(job["id"] for job in unified.account.truth("jobs") if job["status"] == "closed")
    open_job = jobs_without_questions(unified)[0]
    asked = unified.walk("jobs")[-1]["id"]
    for body, status in (
        (person("987654321"), 404),
        (person(closed), 400),
        (person(open_job, emails=[]), 400),
        (person(asked), 400),
    ):
        before = len(posts(unified))
        answer = unified.call("POST", "candidates", json=body)
        assert answer.status_code == status, answer.text
        assert len(posts(unified)) == before + 1


def test_a_body_passed_through_may_answer_questions(shop: Shop) -> None:
    shop.vendor.answers[APPLY] = lambda request: httpx.Response(200)
    body = sample("direct_apply_request_v1")
    query = {"truto_body_passthrough": "true"}
    answer = shop.call("POST", "candidates", body, **query)
    assert (answer.status_code, answer.json()["id"]) == (201, "60301")
    assert body in shop.vendor.bodies


def test_what_is_sent_is_the_documented_body(shop: Shop) -> None:
    shop.vendor.answers[APPLY] = lambda request: httpx.Response(200)
    body = {
        "candidate": {"id": "60301"},
        "job": {"id": "900101"},
        "attachments": [
            {
                "attachment_type": "cover_letter",
                "file_name": "why.txt",
                "file_url": "data:text/plain;base64,aGk=",
            }
        ],
    }
    assert shop.call("POST", "applications", body).json()["id"] == "70501"
    (sent,) = [each for each in shop.vendor.bodies if each and "applicant" in each]
    assert sent.pop("id").startswith("unified-")
    assert sent == {
        "job": {"id": 900101},
        "applicant": {
            "firstName": "Amara",
            "lastName": "Whitfield",
            "email": "amara.whitfield@candidate.example",
            "mobile": "07700900123",
            "coverLetter": {"filename": "why.txt", "contentType": "text/plain", "data": "aGk="},
        },
    }


BAD_FILES: list[Any] = [
    {"attachment_type": "other", "file_name": "x", "file_url": "data:text/plain;base64,aGk="},
    {"attachment_type": "resume", "file_name": "x", "file_url": "data:text/plain;base64,a?"},
    {"attachment_type": "resume", "file_name": "x", "file_url": "http://x.test/cv.pdf"},
    {"attachment_type": "resume", "file_url": "data:text/plain;base64,aGk="},
    "cv.pdf",
]
REFUSED: list[tuple[str, Any]] = [
    ("applications", {}),
    ("applications", {"job": {"id": "900101"}}),
    ("applications", {"job": {"id": "abc"}, "candidate": {"id": "60301"}}),
    ("applications", {"job": {"id": "1"}, "candidate": {"id": "1"}, "current_stage": {"id": "2"}}),
    ("candidates", person("1", applications=None)),
    ("candidates", person("1", applications=[])),
    ("candidates", person("1", applications=[{"job": {"id": "1"}}, {"job": {"id": "2"}}])),
    ("candidates", person("1", applications=[{}])),
    ("candidates", person("1", title="Dr")),
    ("candidates", person("1", name="Somebody Else")),
    ("candidates", person("1", applications=[{"job": {"id": "1"}, "source": {"id": "7"}}])),
    *(
        ("candidates", person("1", applications=[{"job": {"id": "1"}, "attachments": [file]}]))
        for file in BAD_FILES
    ),
    ("candidates", person("1", applications=[{"job": {"id": "1"}, "attachments": "cv"}])),
]


@pytest.mark.parametrize(("resource", "body"), REFUSED, ids=lambda value: str(value)[:60])
def test_what_cannot_be_sent_is_refused_before_anything_is(
    shop: Shop, resource: str, body: Any
) -> None:
    answer = shop.call("POST", resource, body)
    assert answer.status_code == 400, answer.text
    assert shop.vendor.orders == []


def sent(shop: Shop) -> int:
    return shop.vendor.paths().count(APPLY)


@pytest.mark.parametrize("failure", ["500", "503", "garbage", "timeout", "reset"])
def test_after_a_failed_write_the_outcome_is_unknown_and_it_is_not_sent_again(
    shop: Shop, failure: str
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        if failure == "timeout":
            raise httpx.ReadTimeout("late", request=request)
        if failure == "reset":
            raise httpx.ReadError("reset", request=request)
        if failure == "garbage":
            return httpx.Response(200, text="<html>")
        return httpx.Response(int(failure))

    shop.vendor.answers[APPLY] = fail
    answer = shop.call("POST", "candidates", person("900101"))
    assert answer.status_code >= 500
    assert answer.json()["truto_error_insight"]["unknown_outcome"]["value"] is True
    assert sent(shop) == 1


@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_a_search_that_fails_after_the_write_is_no_refusal(shop: Shop, status: int) -> None:
    shop.vendor.answers[APPLY] = lambda request: httpx.Response(200)
    shop.vendor.answers[EXPORT] = lambda request: httpx.Response(status)
    answer = shop.call("POST", "candidates", person("900101"))
    assert answer.status_code == 502
    assert answer.json()["truto_error_insight"]["unknown_outcome"]["value"] is True
    assert sent(shop) == 1


def test_what_is_not_found_afterwards_is_an_unknown_outcome(shop: Shop) -> None:
    shop.vendor.answers[APPLY] = lambda request: httpx.Response(200)
    answer = shop.call("POST", "candidates", person("900101"))
    assert answer.status_code == 502
    assert "look before you repeat it" in answer.json()["message"]


def test_ids_that_the_vendor_tells_are_used(shop: Shop) -> None:
    told = alone({"candidateId": 60301, "candidateApplicationId": 70501})
    shop.vendor.answers[APPLY] = told
    assert shop.call("POST", "candidates", person("900101")).json()["id"] == "60301"
    assert EXPORT not in shop.vendor.paths()


@pytest.mark.parametrize("status", [400, 403, 404, 413])
def test_an_empty_refusal_is_a_refusal_and_certain(shop: Shop, status: int) -> None:
    shop.vendor.answers[APPLY] = lambda request: httpx.Response(status)
    answer = shop.call("POST", "candidates", person("900101"))
    assert answer.status_code == status
    assert answer.json()["message"] == f"jobtrain answered {status}"
    assert "unknown_outcome" not in answer.json()["truto_error_insight"]


@pytest.mark.parametrize("path", ["/connect/token", "/api/v1/candidate/60301"])
def test_a_failure_before_the_write_leaves_no_doubt(shop: Shop, path: str) -> None:
    shop.vendor.answers[path] = lambda request: httpx.Response(500)
    body = {"candidate": {"id": "60301"}, "job": {"id": "900101"}}
    answer = shop.call("POST", "applications", body)
    assert answer.status_code == 500
    assert "unknown_outcome" not in answer.json()["truto_error_insight"]
    assert sent(shop) == 0


def test_an_expired_token_does_not_make_two_of_one_application(unified: Unified) -> None:
    job = jobs_without_questions(unified)[0]
    unified.account.advance(4000)
    assert unified.call("POST", "candidates", json=person(job)).status_code == 201
    assert [exchange["status"] for exchange in posts(unified)] == [401, 200]
