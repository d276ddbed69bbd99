"""When the vendor fails: a class, never a partial success, also without a body; limits are kept."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.contracts.reference.conftest import Clock
from tests.contracts.reference.jobtrain.conftest import Make
from tests.contracts.reference.jobtrain.stub import Shop

WALKED = ("applications", "attachments", "candidates", "eeocs", "job_form_fields", "jobs")
DETAIL = "/api/v1/Candidate/GetCandidateApplicationDetailByJobId/60301/900101"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429])
@pytest.mark.parametrize("style", ["mixed", "empty", "envelope"])
def test_a_refusal_keeps_its_status_with_or_without_a_body(
    make: Make, style: str, status: int
) -> None:
    unified = make(assumptions={"error_style": style})
    unified.get("departments")
    unified.account.add_fault("answer", status=status, times=2, body="")
    answer = unified.get("departments")
    assert answer.status_code == status
    assert answer.json()["truto_is_remote_error"] is True


@pytest.mark.parametrize("style", ["mixed", "empty", "envelope"])
def test_the_vendors_own_404_is_one_in_every_style(make: Make, style: str) -> None:
    unified = make(assumptions={"error_style": style})
    for path in ("jobs/1", "candidates/1", "applications/1", "departments/1", "offices/1"):
        assert unified.get(path).status_code == 404


@pytest.mark.parametrize("nth", [1, 2, 4, 9])
@pytest.mark.parametrize("status", [200, 503])
@pytest.mark.parametrize("resource", WALKED)
def test_a_failure_anywhere_in_a_walk_is_told_and_the_cursor_goes_on_from_there(
    make: Make, resource: str, status: int, nth: int
) -> None:
    unified = make(size=12)
    wanted = [row["id"] for row in unified.walk(resource)]
    unified.account.add_fault("answer", status=status, body={}, match={"nth": nth})
    rows: list[Any] = []
    cursor: str | None = ""
    failures = 0
    while cursor is not None:
        answer = unified.get(resource, limit=4, next_cursor=cursor)
        if answer.status_code != 200:
            failures += 1
            assert failures < 3
            continue
        rows += answer.json()["result"]
        cursor = answer.json()["next_cursor"]
    assert [row["id"] for row in rows] == wanted
    assert failures == 1


@pytest.mark.parametrize("nth", [2, 4, 9])
@pytest.mark.parametrize("resource", WALKED)
def test_a_single_404_is_asked_about_again_and_costs_nothing(
    make: Make, resource: str, nth: int
) -> None:
    unified = make(size=12)
    wanted = unified.walk(resource)
    unified.account.add_fault("answer", status=404, match={"nth": nth})
    rows: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = unified.get(resource, limit=50, next_cursor=cursor)
        if answer.status_code != 200:
            assert answer.status_code == 404
            continue
        rows += answer.json()["result"]
        cursor = answer.json()["next_cursor"]
    assert rows == wanted


@pytest.mark.parametrize("kind", ["malformed_json", "html_page", "truncate", "reset"])
@pytest.mark.parametrize("resource", WALKED)
def test_what_cannot_be_read_is_never_a_success(make: Make, resource: str, kind: str) -> None:
    unified = make(size=12)
    unified.get("departments")
    settings: dict[str, Any] = {"bytes": 30} if kind == "truncate" else {}
    unified.account.add_fault(kind, **settings)
    assert unified.get(resource).status_code >= 500


def test_an_unreadable_detail_shows_no_answers_in_its_error(shop: Shop) -> None:
    text = '{"equalOps": {"equalOpsSex": "Female", "equalOpsReligion": "Prefer not to say"'
    for content in (text, text + "}}"):
        shop.vendor.answers[DETAIL] = lambda request, content=content: httpx.Response(
            200, content=content.encode(), headers={"Content-Type": "application/json"}
        )
        answer = shop.get("applications")
        assert answer.status_code == 502
        assert "Female" not in answer.text
        assert "Prefer" not in answer.text


def test_a_limit_is_passed_on_and_kept(make: Make, clock: Clock) -> None:
    unified = make(limits="on", size=60)
    cursor: str | None = ""
    rows: list[Any] = []
    waited = 0
    while cursor is not None:
        answer = unified.get("applications", next_cursor=cursor)
        if answer.status_code == 429:
            waited += 1
            assert waited < 10
            pause = int(answer.headers["Retry-After"])
            clock.at += pause
            unified.account.advance(pause)
            continue
        rows += answer.json()["result"]
        cursor = answer.json()["next_cursor"]
    assert waited > 0
    statuses = [exchange["status"] for exchange in unified.sent()]
    assert statuses.count(429) == waited
    unified.account.set_limits(enabled=False)
    assert [row["id"] for row in rows] == [row["id"] for row in unified.walk("applications")]


def test_two_accounts_of_one_vendor_keep_their_own_tokens(make: Make) -> None:
    first, second = make(), make(seed=2)
    first.link(second.account.credentials, id="other", base_url=second.account.base_url)
    here = first.walk("candidates")
    there = first.walk("candidates", integrated_account_id="other")
    assert [row["emails"] for row in here] != [row["emails"] for row in there]
    assert there == second.walk("candidates")
