"""Writing: sent once, in one dialect, and answered with what the vendor then holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contracts.reference.conftest import Unified
from tests.contracts.reference.jobvite.vendor import Vendor, a_row, golden, refused

Json = Any
DANA = {
    "first_name": "Dana",
    "last_name": "Cole",
    "emails": [{"email": "dana.cole@mail.example"}],
    "phones": [{"number": "+1 415 555 0102"}],
    "applications": [{"job": {"id": "oJ1kLfwN"}, "source": {"name": "Partner Board"}}],
}


def sent(vendor: Vendor) -> list[Json]:
    """List the bodies that were sent."""
    return [json.loads(r.content) for r in vendor.asked if r.method != "GET"]


def test_a_candidate_is_created_with_an_application(small: Unified, vendor: Vendor) -> None:
    answer = small.call("POST", "candidates", json=DANA)
    assert answer.status_code == 201, answer.text
    wanted = golden("candidate-create.jobEId.request")["candidate"]
    del wanted["application"]["resume"], wanted["application"]["sourceType"]
    assert sent(vendor) == [{"candidate": wanted}]
    found = answer.json()
    assert (found["name"], found["applications"]) == ("Dana Cole", [{"id": "p9003fwA"}])


def test_a_stage_is_sent_by_its_name(small: Unified, vendor: Vendor) -> None:
    body = {"current_stage": {"id": "zT3iVfw3"}}
    answer = small.call("PATCH", "applications/pA1aXfwK", json=body)
    assert answer.status_code == 200, answer.text
    assert sent(vendor) == [
        {"candidate": {"application": {"eId": "pA1aXfwK", "workflowState": "Technical Interview"}}}
    ]
    unknown = small.call(
        "PATCH", "applications/pA1aXfwK", json={"current_stage": {"id": "zNobody1"}}
    )
    assert unknown.status_code == 400
    assert len(sent(vendor)) == 1


def test_a_rejection_has_a_reason(small: Unified, vendor: Vendor) -> None:
    body = {"id": "pA1aXfwK", "reject_reason": "Not enough experience"}
    answer = small.call("POST", "applications/reject", json=body)
    wanted = golden("candidate-update.request")["candidate"]["application"]
    del wanted["customField"]
    assert sent(vendor) == [{"candidate": {"application": wanted}}]
    assert answer.json()["result"]["reject_reason"] == "Not enough experience"


def test_a_reason_without_a_rejection_is_refused_as_the_vendor_would_drop_it(
    small: Unified, vendor: Vendor
) -> None:
    body = {"reject_reason": "Not enough experience"}
    assert small.call("PATCH", "applications/pA1aXfwK", json=body).status_code == 400
    assert not sent(vendor)
    assert small.call("PATCH", "applications/pB1bXfwM", json=body).status_code == 200


def test_an_update_sends_only_what_was_given_and_clears_with_empty_text(
    small: Unified, vendor: Vendor
) -> None:
    body = {"title": "Lead", "company": None, "phones": [{"number": "1", "type": "work"}]}
    answer = small.call("PATCH", "candidates/eA1bCfwE", json=body)
    application = {"eId": "pA2aXxwL"}
    assert sent(vendor) == [
        {
            "candidate": {
                "title": "Lead",
                "companyName": "",
                "mobile": "",
                "homePhone": "",
                "workPhone": "1",
                "application": application,
            }
        }
    ]
    assert answer.json()["title"] == "Lead"


@pytest.mark.parametrize(
    "body",
    [
        {"tags": [{"name": "x"}]},
        {"locations": ["Austin"]},
        {"emails": [{"email": "a@b.example"}, {"email": "c@d.example"}]},
        {"phones": [{"number": str(n)} for n in range(4)]},
        {"phones": [{"number": "1", "type": "fax"}]},
        {"phones": [{"number": "1", "extension": "2"}]},
        {"phones": "1"},
        {"name": "Somebody Else", "first_name": "Dana"},
        {"first_name": 7},
    ],
    ids=str,
)
def test_what_cannot_be_stored_is_refused(small: Unified, vendor: Vendor, body: Json) -> None:
    assert small.call("PATCH", "candidates/eA1bCfwE", json=body).status_code == 400
    assert not sent(vendor)


def test_another_application_goes_by_the_persons_email(small: Unified, vendor: Vendor) -> None:
    body = {"candidate": {"id": "eB2dDfwF"}, "job": {"id": "oJ1kLfwN"}}
    answer = small.call("POST", "applications", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["candidate"] == {"id": "eB2dDfwF"}
    (wire,) = sent(vendor)
    assert wire["candidate"]["email"] == "bilal.haddad@mail.example"
    twice = small.call("POST", "applications", json=body)
    assert (twice.status_code, len(vendor.rows)) == (409, 4)


def test_an_email_of_two_people_files_nothing_under_the_wrong_one(
    small: Unified, vendor: Vendor
) -> None:
    vendor.rows.append({**a_row(7), "email": "bilal.haddad@mail.example"})
    body = {"candidate": {"id": "eB2dDfwF"}, "job": {"id": "oJ1kLfwN"}}
    assert small.call("POST", "applications", json=body).status_code == 400
    assert not sent(vendor)


@pytest.mark.parametrize("shape", ["EId_nested", "eId_nested", "flat_ids"])
def test_new_ids_are_found_in_whichever_shape_they_come(
    small: Unified, vendor: Vendor, shape: str
) -> None:
    ids = {"application": {"eId": "pA1aXfwK", "candidate": {"eId": "eA1bCfwE"}}}
    if shape == "EId_nested":
        ids = {"application": {"EId": "pA1aXfwK", "candidate": {"EId": "eA1bCfwE"}}}
    flat = {"applicationId": "pA1aXfwK", "candidateId": "eA1bCfwE"}
    body = flat if shape == "flat_ids" else ids
    vendor.answer = lambda r: None if r.method == "GET" else _created(body)
    assert small.call("POST", "candidates", json=DANA).json()["id"] == "eA1bCfwE"


def _created(body: Json) -> Any:
    import httpx

    return httpx.Response(201, json=body)


def test_what_was_written_but_cannot_be_read_back_is_no_failure(
    small: Unified, vendor: Vendor
) -> None:
    vendor.answer = lambda r: refused(503, "later") if r.method == "GET" else None
    answer = small.call("POST", "candidates", json=DANA)
    assert answer.status_code == 201
    assert answer.json()["id"] == vendor.rows[-1]["eId"]


def test_a_key_is_carried_out_once(small: Unified, vendor: Vendor) -> None:
    headers = {"Idempotency-Key": "once"}
    answers = [small.call("POST", "candidates", json=DANA, headers=headers) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len(sent(vendor)) == 1


def test_a_write_whose_answer_is_lost_is_sent_once_and_told(small: Unified, vendor: Vendor) -> None:
    vendor.answer = lambda r: refused(503, "later") if r.method == "POST" else None
    answer = small.call("POST", "candidates", json=DANA)
    assert answer.status_code == 503
    assert "unknown_outcome" in answer.json()["truto_error_insight"]
    assert len(sent(vendor)) == 1


def test_a_document_goes_to_its_place(small: Unified, vendor: Vendor) -> None:
    body = {
        "file_name": "cover_letter.txt",
        "application": {"id": "pA1aXfwK"},
        "attachment_type": "cover_letter",
        "file": "RGVhciBoaXJpbmcgdGVhbSwK",
    }
    answer = small.call("POST", "attachments", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["id"] == "pA1aXfwK:coverletter"
    (wire,) = sent(vendor)
    assert wire["candidate"]["application"] == {
        "eId": "pA1aXfwK",
        "coverletter": {
            "name": "cover_letter.txt",
            "contentByteArray": body["file"],
            "format": "ByteArray",
        },
    }
    del body["file"]
    assert small.call("POST", "attachments", json=body).status_code == 400
