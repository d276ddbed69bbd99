"""Writes: what is stored comes back, what cannot be stored is refused, nothing is sent twice."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.contracts.reference.conftest import Make, Unified

PERSON = {
    "first_name": "Zoë",
    "last_name": "O'Neil",
    "emails": [{"email": "zoe@mail.example"}],
    "phones": [{"number": "+1-555-0100"}],
    "title": "Engineer",
    "locations": ["Austin, TX"],
}


def created(unified: Unified, **changes: Any) -> Any:
    answer = unified.call("POST", "candidates", json=PERSON | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


def posts(unified: Unified) -> int:
    return sum(exchange["method"] == "POST" for exchange in unified.sent())


@pytest.mark.parametrize("envelope", ["bare", "data"])
def test_a_created_candidate_comes_back_as_written(make: Make, envelope: str) -> None:
    unified = make(assumptions={"single_envelope": envelope})
    row = created(unified)
    assert row == unified.get(f"candidates/{row['id']}").json()
    assert (row["first_name"], row["last_name"], row["name"]) == ("Zoë", "O'Neil", "Zoë O'Neil")
    assert row["emails"] == [{"email": "zoe@mail.example", "type": None}]
    assert row["phones"] == [{"number": "+1-555-0100", "extension": None, "type": None}]
    assert (row["title"], row["locations"]) == ("Engineer", ["Austin, TX"])


def test_an_update_changes_what_it_names_and_nothing_else(unified: Unified) -> None:
    row = created(unified)
    changed = unified.call("PATCH", f"candidates/{row['id']}", json={"title": "Lead"}).json()
    same = {name for name in row if row[name] == changed[name]}
    assert row.keys() - same <= {"title", "updated_at", "remote_data"}
    assert changed["title"] == "Lead"


def test_the_id_of_an_update_may_stand_in_the_body(unified: Unified) -> None:
    row = created(unified)
    body = {"id": row["id"], "phones": []}
    assert unified.call("PATCH", "candidates", json=body).json()["phones"] == []
    assert unified.call("PATCH", "candidates", json={"title": "X"}).status_code == 400
    assert unified.call("PATCH", f"candidates/{row['id']}", json={"id": "7"}).status_code == 400


@pytest.mark.parametrize("reading", ["resource", "message", "no_content"])
def test_a_delete_answers_the_id_and_the_row_leaves_the_list(make: Make, reading: str) -> None:
    unified = make(assumptions={"delete_response": reading})
    key = created(unified)["id"]
    answer = unified.call("DELETE", f"candidates/{key}")
    assert (answer.status_code, answer.json()) == (200, {"id": key})
    assert key not in [row["id"] for row in unified.walk("candidates")]


def test_jobs_and_applications_round_trip(unified: Unified) -> None:
    person = created(unified)
    body = {"name": "Backend", "job_type": "contract", "status": "open", "locations": ["Graz"]}
    job = unified.call("POST", "jobs", json=body).json()
    assert {name: job[name] for name in body} == body
    refs: dict[str, Any] = {"candidate": {"id": person["id"]}, "job": {"id": job["id"]}}
    application = unified.call("POST", "applications", json=refs).json()
    assert {name: application[name] for name in refs} == refs
    path = f"applications/{application['id']}"
    moved = unified.call("PATCH", path, json={"current_stage": {"id": "offer"}}).json()
    assert moved["current_stage"]["id"] == "offer"
    assert unified.get(path).json() == moved
    assert unified.get(path, job_id=job["id"]).json() == moved
    move = {"id": application["id"], "current_stage": {"id": "interview"}}
    result = unified.call("POST", "applications/move-stage", json=move).json()["result"]
    assert (result["current_stage"]["id"], result["rejected_at"]) == ("interview", None)
    result = unified.call("POST", "applications/reject", json={"id": application["id"]}).json()
    assert result["result"]["rejected_at"] == result["result"]["updated_at"]


@pytest.mark.parametrize(
    ("resource", "body"),
    [
        ("candidates", {"company": "Acme"}),
        ("candidates", {"shoe_size": 4}),
        ("candidates", {"emails": [{"email": "a@b.test"}, {"email": "c@d.test"}]}),
        ("candidates", {"emails": [{"email": "a@b.test", "type": "work"}]}),
        ("candidates", {"emails": "a@b.test"}),
        ("candidates", {"first_name": 7}),
        ("candidates", {"name": "Somebody Else"}),
        ("candidates", {"locations": ["a, b, c"]}),
        ("candidates", {"locations": ["a", "b"]}),
        ("jobs", {"status": "archived"}),
        ("jobs", {"job_type": "volunteer"}),
        ("jobs", {"closed_at": "2024-01-01T00:00:00Z"}),
        ("applications", {"candidate": {"id": "1"}}),
        ("applications", {"job": {"id": "1"}, "candidate": {"id": 1}}),
    ],
    ids=str,
)
def test_what_the_provider_cannot_store_is_refused_before_anything_is_sent(
    unified: Unified, resource: str, body: dict[str, Any]
) -> None:
    unified.account.clear_journal()
    answer = unified.call("POST", resource, json=body)
    assert answer.status_code == 400
    assert answer.json()["truto_error_insight"]
    assert unified.sent() == []


def test_the_providers_own_validation_is_passed_on(unified: Unified) -> None:
    answer = unified.call("POST", "candidates", json={"first_name": "A"})
    body = answer.json()
    assert (answer.status_code, body["truto_is_remote_error"]) == (400, True)
    assert set(body["raw_response"]["errors"]) == {"last_name", "email"}


def test_a_raw_body_can_be_passed_through(unified: Unified) -> None:
    body = {"first_name": "R", "last_name": "W", "email": "r@w.test", "state": "TX"}
    answer = unified.call("POST", "candidates", json=body, truto_body_passthrough="true")
    assert answer.json()["locations"] == ["TX"]


def test_a_stage_that_the_provider_does_not_know_is_the_providers_to_refuse(
    unified: Unified,
) -> None:
    path = f"applications/{unified.walk('applications')[0]['id']}"
    answer = unified.call("PATCH", path, json={"current_stage": {"id": "hired"}})
    body = answer.json()
    assert (answer.status_code, body["truto_is_remote_error"]) == (400, True)


# Idempotency keys


def keyed(unified: Unified, key: str, body: Any) -> Any:
    return unified.call("POST", "candidates", json=body, headers={"Idempotency-Key": key})


def test_a_repeated_key_repeats_the_answer_and_sends_nothing(unified: Unified) -> None:
    unified.account.clear_journal()
    first, second = (keyed(unified, "k", PERSON) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert posts(unified) == 1


def test_a_key_is_good_for_one_request_only(unified: Unified) -> None:
    keyed(unified, "k", PERSON)
    assert keyed(unified, "k", PERSON | {"title": "Other"}).status_code == 422


def test_concurrent_requests_under_one_key_are_carried_out_once(make: Make) -> None:
    unified = make(assumptions={"duplicate_email": "allow"})
    unified.account.clear_journal()
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(keyed(unified, "k", PERSON).json()["id"]))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 8
    assert len(set(found)) == 1
    assert posts(unified) == 1


def test_a_key_belongs_to_its_account(make: Make) -> None:
    unified = make(assumptions={"duplicate_email": "allow"})
    first = keyed(unified, "k", PERSON).json()["id"]
    unified.link(unified.account.credentials, id="other")
    other = unified.call(
        "POST",
        "candidates",
        json=PERSON,
        integrated_account_id="other",
        headers={"Idempotency-Key": "k"},
    )
    assert other.json()["id"] != first


def test_a_refused_request_leaves_its_key_free(unified: Unified) -> None:
    assert keyed(unified, "k", {"first_name": "A"}).status_code == 400
    assert keyed(unified, "k", PERSON).status_code == 201


@pytest.mark.parametrize("kind", ["answer", "truncate", "malformed_json", "html_page"])
def test_after_an_unknown_outcome_it_says_so_and_the_key_sends_nothing_again(
    make: Make, kind: str
) -> None:
    unified = make(assumptions={"duplicate_email": "allow"})
    settings: dict[str, Any] = {
        "answer": {"status": 503, "after": True},
        "truncate": {"bytes": 20},
    }.get(kind, {})
    unified.account.add_fault(kind, match={"method": "POST"}, **settings)
    unified.account.clear_journal()
    for _ in range(2):
        answer = keyed(unified, "k", PERSON)
        assert answer.status_code >= 500
        assert answer.json()["truto_error_insight"]["unknown_outcome"]["value"] is True
    assert posts(unified) == 1
