"""No status is believed alone, and no answer without the collection is an empty list."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.contracts.reference.conftest import Clock, Unified
from tests.contracts.reference.jobvite.conftest import Front
from tests.contracts.reference.jobvite.vendor import (
    CREDENTIALS,
    KEYS,
    Vendor,
    golden,
    ok,
    refused,
)

Json = Any
RESOURCES = ["candidates", "jobs", "applications", "users", "departments", "offers"]
WRONG = "Invalid api/secret. Try again with a valid api/secret"
HTML = golden("errors")["POST /api/v2/task malformed body"]["raw"]
UNREADABLE: dict[str, Callable[[], httpx.Response]] = {
    "HTML": lambda: httpx.Response(200, html=HTML),
    "text": lambda: httpx.Response(200, content=WRONG.encode()),
    "nothing": lambda: httpx.Response(200),
    "no content": lambda: httpx.Response(204),
    "an object": lambda: ok({}),
    "null": lambda: ok(None),
    "no collection": lambda: ok({"total": 0, "status": {"code": 200, "messages": []}}),
    "no total": lambda: ok({"candidates": [], "requisitions": []}),
    "jobs, not requisitions": lambda: ok({"jobs": [], "total": 0}),
    "a redirect": lambda: httpx.Response(302, headers={"Location": "http://elsewhere.test/"}),
    "broken JSON": lambda: httpx.Response(
        200, content=b'{"candidates":[', headers={"Content-Type": "application/json"}
    ),
}


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_an_error(
    small: Unified, vendor: Vendor, resource: str, kind: str
) -> None:
    vendor.answer = lambda request: UNREADABLE[kind]()
    answer = small.get(resource)
    assert answer.status_code == 502
    assert answer.json()["truto_is_remote_error"] is True


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"candidates": [], "total": 9}, 502),
        ({"candidates": [{}, {}], "total": 1}, 502),
        ({"candidates": [{"application": {}}], "total": 1}, 502),
        ({"candidates": ["x"], "total": 1}, 502),
        ({"candidates": [], "total": -1}, 502),
        ({"candidates": [], "total": 0}, 200),
    ],
    ids=str,
)
def test_an_envelope_that_contradicts_itself_is_an_error(
    small: Unified, vendor: Vendor, body: Json, told: int
) -> None:
    vendor.answer = lambda request: ok(body)
    assert small.get("candidates").status_code == told


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 429, 500, 503])
@pytest.mark.parametrize("resource", ["candidates", "jobs"])
def test_a_refusal_under_status_200_is_a_refusal(
    small: Unified, vendor: Vendor, resource: str, code: int
) -> None:
    vendor.answer = lambda request: refused(code, "as it is", status=200)
    answer = small.get(resource)
    assert answer.status_code == code
    assert answer.json()["message"] == "as it is"


def test_a_limit_under_status_403_is_a_limit_and_its_wait_is_kept(
    small: Unified, vendor: Vendor, clock: Clock
) -> None:
    limited = refused(429, "Too many requests. Please try again later", status=403)
    limited.headers["Retry-After"] = "30"
    vendor.answer = lambda request: limited
    first, second = small.get("candidates"), small.get("candidates")
    assert (first.status_code, second.status_code) == (429, 429)
    assert (first.headers["retry-after"], second.headers["retry-after"]) == ("30", "30")
    assert len(vendor.asked) == 1


@pytest.mark.parametrize("code", [400, 409])
def test_a_duplicate_is_a_conflict_under_either_status(
    small: Unified, vendor: Vendor, code: int
) -> None:
    vendor.answer = lambda request: refused(code, "Duplicate application. Candidate has …")
    body = {"first_name": "A", "applications": [{"job": {"id": "oJ1kLfwN"}}]}
    answer = small.call("POST", "candidates", json=body)
    assert answer.status_code == code
    assert answer.json()["truto_error_insight"]["remote_error"]["value"] == "conflict"


# Keys


def test_a_wrong_key_is_told_after_two_requests_and_then_none(front: Front, vendor: Vendor) -> None:
    unified = front(credentials={**CREDENTIALS, "secret": "sec-another-one"})
    first, second = unified.get("candidates"), unified.get("jobs")
    assert (first.status_code, second.status_code) == (401, 401)
    assert first.json()["message"] == WRONG
    assert len(vendor.asked) == 2


def test_a_missing_permission_is_no_wrong_key(small: Unified, vendor: Vendor) -> None:
    vendor.families = ("job",)
    answer = small.get("candidates")
    assert (answer.status_code, answer.json()["message"]) == (
        403,
        f"the key may not use candidate: {WRONG}",
    )
    assert small.get("jobs").status_code == 200
    assert small.http.get("/integrated-account/acc").json()["status"] == "active"


def test_keys_travel_in_headers_and_in_nothing_else(small: Unified, vendor: Vendor) -> None:
    for resource in RESOURCES:
        small.get(resource)
    for request in vendor.asked:
        assert request.headers["x-jvi-sc"] == KEYS["secret"]
        assert not [key for key in KEYS.values() if key in str(request.url)]


def test_a_vendor_that_repeats_the_keys_is_not_repeated(small: Unified, vendor: Vendor) -> None:
    vendor.answer = lambda request: refused(500, f"no {KEYS['secret']} for {KEYS['api_key']}")
    text = small.get("candidates").text
    assert not [key for key in KEYS.values() if key[:8] in text]
    linked = small.http.get("/integrated-account/acc").text
    assert KEYS["secret"][:8] not in linked


# What belongs into no error


@pytest.mark.parametrize("cut", [None, 3000])
@pytest.mark.parametrize("status", [200, 500])
def test_answers_for_statistics_are_in_no_error(
    small: Unified, vendor: Vendor, status: int, cut: int | None
) -> None:
    rows = golden("candidate-list")["candidates"]
    rows[0]["application"]["race"] = 'Two or "more"'
    text = json.dumps({"rows": rows})[:cut]
    headers = {"Content-Type": "application/json"}
    vendor.answer = lambda request: httpx.Response(status, content=text, headers=headers)
    answer = small.get("candidates")
    assert answer.status_code >= 500
    raw = json.dumps(answer.json()["raw_response"])
    assert "Amara" in raw
    for word in ("Female", "Two or", "Decline", "veteranStatus"):
        assert word not in raw or word == "veteranStatus"


# Accounts


@pytest.mark.parametrize(
    "credentials", [{}, {"api_key": "a"}, {"api_key": "a", "secret": "b c"}, {"api_key": 1}]
)
def test_credentials_that_cannot_be_used_are_refused_at_once(
    small: Unified, credentials: Json
) -> None:
    assert small.link(credentials, id="other").status_code == 400


def test_users_need_a_service_user(front: Front, vendor: Vendor) -> None:
    unified = front(credentials=KEYS)
    answer = unified.get("users")
    assert answer.status_code == 400
    assert "user_email" in answer.json()["message"]
    assert not vendor.asked
