"""When the provider fails: a class and a flag, never a partial success, a secret or a storm."""

from __future__ import annotations

import base64
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import httpx
import pytest

from ats_contracts.reference import PARTS, Policy, create_app
from tests.contracts.reference.conftest import Clock, Make, Unified

RESOURCES = ("candidates", "jobs", "applications")
STATUSES = [400, 401, 403, 404, 409, 418, 422, 429, 500, 502, 503, 504]
BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("reset", {}),
    ("truncate", {"bytes": 60}),
    ("malformed_json", {}),
    ("html_page", {}),
    ("html_page", {"status": 200}),
    ("answer", {"status": 200, "body": {}}),
    ("answer", {"status": 200, "body": []}),
    ("answer", {"status": 200, "body": {"data": []}}),
    ("answer", {"status": 200, "body": {"message": "Unauthenticated."}}),
    ("answer", {"status": 200, "body": {"status": {"code": 401}, "data": None}}),
    (
        "answer",
        {"status": 200, "body": {"data": [], "meta": {"page": 1, "per_page": 1, "total": 9}}},
    ),
    (
        "answer",
        {"status": 200, "body": {"data": [{}], "meta": {"page": 1, "per_page": 1, "total": 1}}},
    ),
    (
        "answer",
        {"status": 200, "body": "{}", "headers": {"Content-Type": "text/plain"}},
    ),
    ("answer", {"status": 302, "headers": {"Location": "http://elsewhere.test/"}}),
    ("answer", {"status": 206, "body": {"data": []}}),
    ("answer", {"status": 204}),
]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("resource", RESOURCES)
def test_a_refusal_keeps_its_status_and_says_that_it_is_the_providers(
    unified: Unified, resource: str, status: int
) -> None:
    unified.account.add_fault("answer", status=status, body={"message": "as it is"})
    answer = unified.get(resource)
    body = answer.json()
    assert (answer.status_code, body["statusCode"], body["message"]) == (status, status, "as it is")
    assert body["truto_is_remote_error"] is True
    assert body["raw_response"] == {"message": "as it is"}


@pytest.mark.parametrize(("kind", "settings"), BROKEN, ids=str)
@pytest.mark.parametrize("resource", RESOURCES)
def test_what_cannot_be_read_is_never_a_success(
    unified: Unified, resource: str, kind: str, settings: dict[str, Any]
) -> None:
    unified.account.add_fault(kind, **settings)
    answer = unified.get(resource)
    assert answer.status_code >= 500
    assert answer.json()["truto_is_remote_error"] is True


@pytest.mark.parametrize("nth", [1, 2, 3, 9])
@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_failure_anywhere_in_a_walk_is_told_and_the_cursor_goes_on_from_there(
    make: Make, status: int, nth: int
) -> None:
    unified = make()
    expected = unified.walk("applications")
    unified.account.add_fault("answer", status=status, body={}, match={"nth": nth})
    rows: list[Any] = []
    cursor: str | None = ""
    failures = 0
    while cursor is not None:
        answer = unified.get("applications", limit=20, next_cursor=cursor)
        if answer.status_code != 200:
            failures += 1
            continue
        rows += answer.json()["result"]
        cursor = answer.json()["next_cursor"]
    assert (rows, failures) == (expected, 1)


def test_a_delay_beyond_patience_is_a_timeout(make: Make) -> None:
    unified = make(parts=replace(PARTS, policy=Policy(timeout_s=0.2)))
    unified.account.add_fault("delay", seconds=30)
    answer = unified.get("candidates")
    assert answer.status_code == 504
    assert answer.json()["truto_error_insight"]["remote_error"]["value"] == "timeout"


def test_a_provider_that_cannot_be_reached_is_told_and_a_write_was_not_sent() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    app = create_app(transport=httpx.MockTransport(refuse))
    client = httpx.Client(
        transport=httpx.WSGITransport(app),
        base_url="http://reference.test",
        headers={"Authorization": "Bearer t"},
    )
    link = {"provider": "nexivohr", "base_url": "http://gone.test", "credentials": {"token": "x"}}
    params = {"integrated_account_id": client.post("/integrated-account", json=link).json()["id"]}
    answer = client.post("/unified/ats/jobs", params=params, json={"name": "J"})
    assert answer.status_code == 502
    assert "unknown_outcome" not in answer.json()["truto_error_insight"]


def test_reads_are_retried_only_as_often_as_the_policy_says(make: Make, clock: Clock) -> None:
    unified = make(parts=replace(PARTS, policy=Policy(get_retries=2, backoff_s=1.0)))
    unified.account.add_fault("answer", status=503, times=2)
    assert unified.get("candidates").status_code == 200
    assert clock.slept == [1.0, 2.0]
    unified.account.add_fault("answer", status=503, times=3)
    assert unified.get("candidates").status_code == 503


@pytest.mark.parametrize("kind", ["answer", "reset"])
def test_a_write_is_sent_once(make: Make, kind: str) -> None:
    unified = make(parts=replace(PARTS, policy=Policy(get_retries=3)))
    settings: dict[str, Any] = {"status": 503} if kind == "answer" else {}
    unified.account.add_fault(kind, match={"method": "POST"}, **settings)
    unified.account.clear_journal()
    answer = unified.call("POST", "jobs", json={"name": "J"})
    assert answer.status_code >= 500
    assert "unknown_outcome" in answer.json()["truto_error_insight"]
    assert len(unified.sent()) == 1


# Credentials


def test_after_a_401_the_provider_is_left_alone_until_the_account_is_linked_again(
    unified: Unified,
) -> None:
    unified.link({"token": unified.account.credentials["revoked_token"]})
    unified.account.clear_journal()
    first, second = unified.get("candidates"), unified.get("job_interview_stages")
    assert (first.status_code, second.status_code) == (401, 401)
    assert first.json()["truto_is_remote_error"] is True
    assert second.json()["truto_error_insight"]["needs_reauth"]
    shown = unified.http.get("/integrated-account/acc").json()
    assert (shown["status"], bool(shown["last_error"])) == ("needs_reauth", True)
    assert len(unified.sent()) <= 1
    unified.link(unified.account.credentials)
    assert unified.get("candidates").status_code == 200


def test_a_403_is_noted_and_disables_nothing(unified: Unified) -> None:
    unified.link({"token": unified.account.credentials["read_only_token"]})
    assert unified.call("POST", "jobs", json={"name": "J"}).status_code == 403
    shown = unified.http.get("/integrated-account/acc").json()
    assert (shown["status"], bool(shown["last_forbidden_error"])) == ("active", True)
    assert unified.get("jobs").status_code == 200


@pytest.mark.parametrize("status", [200, 401, 500])
def test_an_echo_of_the_credential_never_gets_out(unified: Unified, status: int) -> None:
    token = unified.account.credentials["token"]
    echoes = {
        "plain": f"token={token}!",
        "reversed": token[::-1],
        "base64": base64.b64encode(f"Bearer {token}".encode()).decode(),
        "hex": token.encode().hex(),
        token: {"deep": [f"x{token[3:]}"]},
        "message": f"bad token {token}",
    }
    unified.account.add_fault("answer", status=status, body=echoes, headers={"Retry-After": token})
    answer = unified.get("candidates")
    text = answer.text + str(answer.headers) + unified.http.get("/integrated-account/acc").text
    assert answer.status_code >= 400
    for form in (token, token[::-1], token.encode().hex()):
        assert not [n for n in range(len(form) - 8) if form[n : n + 8] in text]
    assert token[5:20] not in base64.b64decode(
        answer.json()["raw_response"]["base64"] + "==", validate=False
    ).decode("latin-1")


def test_html_with_the_credential_is_redacted_too(unified: Unified) -> None:
    token = unified.account.credentials["token"]
    page = f"<html>Authorization: Bearer {token}</html>"
    unified.account.add_fault("answer", status=500, body=page)
    assert (
        unified.get("jobs").json()["raw_response"]
        == "<html>Authorization: Bearer [redacted]</html>"
    )


# Limits


def throttled(unified: Unified, **headers: str) -> httpx.Response:
    unified.account.add_fault("answer", status=429, body={"message": "slow"}, headers=headers)
    unified.account.clear_journal()
    return unified.get("candidates")


def test_a_429_is_passed_on_and_the_pause_is_kept(unified: Unified, clock: Clock) -> None:
    first = throttled(unified, **{"Retry-After": "30"})
    assert (first.status_code, first.headers["retry-after"]) == (429, "30")
    assert first.json()["truto_is_remote_error"] is True
    clock.at += 12.5
    second = unified.get("jobs")
    assert (second.status_code, second.headers["retry-after"]) == (429, "18")
    assert len(unified.sent()) == 1
    clock.at += 17.5
    assert unified.get("jobs").status_code == 200


def test_the_pause_belongs_to_the_credential(unified: Unified) -> None:
    throttled(unified, **{"Retry-After": "30"})
    unified.link(unified.account.credentials, id="twin")
    twin = {"integrated_account_id": "twin"}
    assert unified.http.get("/unified/ats/jobs", params=twin).status_code == 429
    unified.link({"token": unified.account.credentials["read_only_token"]}, id="other")
    other = {"integrated_account_id": "other"}
    assert unified.http.get("/unified/ats/jobs", params=other).status_code == 200


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "10"),
        ({"Retry-After": "0"}, "1"),
        ({"Retry-After": "soon"}, "10"),
        ({"Retry-After": "-5"}, "10"),
        ({"Retry-After": "2.2"}, "3"),
        ({"Retry-After": "86400"}, "86400"),
        ({"Retry-After": formatdate(1_800_000_090, usegmt=True)}, "90"),
        ({"Retry-After": formatdate(1_700_000_000, usegmt=True)}, "1"),
    ],
    ids=str,
)
def test_every_retry_after_becomes_seconds(
    unified: Unified, given: dict[str, str], told: str
) -> None:
    assert throttled(unified, **given).headers["retry-after"] == told


def test_an_http_date_counts_from_the_providers_own_clock(unified: Unified) -> None:
    there = 1_500_000_000
    headers = {
        "Date": formatdate(there, usegmt=True),
        "Retry-After": formatdate(there + 45, usegmt=True),
    }
    assert throttled(unified, **headers).headers["retry-after"] == "45"


def test_a_short_pause_can_be_waited_for(make: Make, clock: Clock) -> None:
    unified = make(parts=replace(PARTS, policy=Policy(max_wait_s=60)))
    assert throttled(unified, **{"Retry-After": "30"}).status_code == 200
    assert sum(clock.slept) == pytest.approx(30, abs=0.1)
    assert throttled(unified, **{"Retry-After": "90"}).status_code == 429


def test_a_walk_under_the_vendors_real_limit_loses_nothing(make: Make, clock: Clock) -> None:
    unified = make(
        limits="on", clock={"mode": "manual", "now": "2026-11-01T00:00:00Z"}, plan="professional"
    )
    rows: list[Any] = []
    cursor: str | None = ""
    refused = 0
    while cursor is not None:
        answer = unified.get("candidates", limit=1, next_cursor=cursor)
        if answer.status_code == 429:
            refused += 1
            wait = int(answer.headers["retry-after"])
            unified.account.advance(wait)
            clock.at += wait
            continue
        rows += answer.json()["result"]
        cursor = answer.json()["next_cursor"]
    for _ in range(20):
        unified.get("jobs")
    assert len({row["id"] for row in rows}) == len(rows)
    assert len(rows) > 50
    limited = [e for e in unified.sent() if e["limited"]]
    assert len(limited) <= refused + 1


def test_rate_headers_are_normalized(make: Make) -> None:
    unified = make(limits="on", assumptions={"rate_headers": "x_ratelimit"})
    headers = unified.get("candidates").headers
    assert int(headers["ratelimit-limit"]) >= int(headers["ratelimit-remaining"]) > 0
    assert int(headers["ratelimit-reset"]) >= 0
    assert "ratelimit-limit" not in make().get("candidates").headers
