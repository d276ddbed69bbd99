"""The limits, which are ours: logins and the API apart, per client."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from tests.simulator.providers.jobtrain.desk import USERS, Desk

SMALL = {"rate_limit_api_per_min": 3, "rate_limit_token_per_min": 4}


def a_desk(**spec: Any) -> Desk:
    """Limits on, small ones; every user is logged in."""
    desk = Desk(**{"limits": "on", "settings": SMALL, **spec})
    for user in USERS:
        desk.token(user)
    return desk


def statuses(desk: Desk, times: int) -> list[int]:
    return [desk.get("/Jobs/list").status_code for _ in range(times)]


def test_a_hundred_calls_and_ten_logins_a_minute_unless_set_otherwise() -> None:
    windows = {w["name"]: w["requests"] for w in Desk().account.limits()["windows"]}
    assert windows == {"minute": 100, "token_minute": 10}


def test_exactly_as_many_as_allowed_pass() -> None:
    assert statuses(a_desk(), 5) == [200, 200, 200, 429, 429]


def test_the_limit_is_the_clients_whoever_asks() -> None:
    desk = a_desk()
    assert [desk.get("/Jobs/list", user).status_code for user in (*USERS, "superuser")] == [
        200,
        200,
        200,
        429,
    ]


def test_logins_count_apart() -> None:
    desk = a_desk()
    statuses(desk, 4)
    assert [desk.log_in().status_code for _ in range(2)] == [200, 429]
    assert desk.log_in(password="wrong").status_code == 429


def test_wrong_logins_count_for_the_client_they_name() -> None:
    desk = Desk(limits="on", settings=SMALL)
    found = [desk.log_in(username="nobody", password="x").status_code for _ in range(5)]
    assert found == [401, 401, 401, 401, 429]
    stranger = [desk.log_in(clientId="nobody").status_code for _ in range(6)]
    assert stranger == [401] * 6


def test_a_refused_request_has_no_effect() -> None:
    desk = a_desk()
    statuses(desk, 3)
    before = desk.account.truth("dbs_checks")
    answer = desk.post("/Jobs/UpdateDBSUniqueId", {"applicationId": 70001, "personId": "new"})
    assert answer.status_code == 429
    assert desk.account.truth("dbs_checks") == before


def standing(answer: httpx.Response) -> tuple[str, int, str]:
    headers = answer.headers
    return (
        headers["X-Rate-Limit-Limit"],
        int(headers["X-Rate-Limit-Remaining"]),
        headers["X-Rate-Limit-Reset"],
    )


def test_every_counted_answer_says_how_much_is_left() -> None:
    desk = a_desk()
    desk.account.set_clock(now="2026-11-20T13:00:20Z")
    reset = "2026-11-20T13:01:00.0000000Z"
    assert standing(desk.get("/Jobs/list")) == ("1m", 2, reset)
    assert standing(desk.get("/Job/1")) == ("1m", 1, reset)
    desk.get("/Jobs/list")
    refused = desk.get("/Jobs/list")
    assert standing(refused) == ("1m", 0, reset)
    assert refused.headers["Retry-After"] == "40"
    assert refused.json() == {
        "status": 429,
        "message": "API calls quota exceeded! maximum admitted 3 per 1m.",
        "resultData": None,
        "errors": [],
    }


def test_with_limits_off_nothing_is_said_and_nothing_refused() -> None:
    desk = Desk(settings=SMALL)
    assert statuses(desk, 6) == [200] * 6
    assert not any(name.lower().startswith("x-rate") for name in desk.get("/Jobs/list").headers)


def test_who_waits_as_long_as_told_passes() -> None:
    desk = a_desk()
    desk.account.set_clock(now="2026-11-20T13:00:20Z")
    statuses(desk, 3)
    wait = int(desk.get("/Jobs/list").headers["Retry-After"])
    desk.account.advance(wait - 1)
    assert statuses(desk, 1) == [429]
    desk.account.advance(1)
    assert statuses(desk, 1) == [200]


def test_a_sliding_window_forgets_one_call_at_a_time() -> None:
    desk = a_desk(assumptions={"rate_limit_window": "sliding"})
    for _ in range(3):
        assert statuses(desk, 1) == [200]
        desk.account.advance(10)
    refused = desk.get("/Jobs/list")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    desk.account.advance(30)
    assert statuses(desk, 2) == [200, 429]


def test_retry_after_may_be_a_date_or_absent() -> None:
    dated = a_desk(assumptions={"retry_after_header": "http_date"})
    statuses(dated, 3)
    at = parsedate_to_datetime(dated.get("/Jobs/list").headers["Retry-After"])
    assert at.isoformat() == "2026-11-20T13:01:00+00:00"
    silent = a_desk(assumptions={"retry_after_header": "off"})
    statuses(silent, 3)
    assert "Retry-After" not in silent.get("/Jobs/list").headers


def test_the_owner_can_exhaust_either_window_and_set_others() -> None:
    desk = a_desk()
    desk.account.exhaust("token_minute")
    assert desk.log_in().status_code == 429
    assert statuses(desk, 1) == [200]
    desk.account.set_limits(windows=[{"name": "hour", "requests": 2, "seconds": 3600}])
    assert statuses(desk, 3) == [200, 200, 429]
    assert "2 per 1h" in desk.get("/Jobs/list").json()["message"]
    assert desk.log_in().status_code == 200


@pytest.mark.parametrize("style", ["empty", "envelope"])
def test_a_429_keeps_its_body_whatever_the_style_of_errors(style: str) -> None:
    desk = a_desk(assumptions={"error_style": style})
    statuses(desk, 3)
    assert desk.get("/Jobs/list").json()["status"] == 429


def test_the_candidate_site_is_not_limited() -> None:
    desk = a_desk()
    url = f"{desk.account.credentials['site']}/Indeed/GetQuestions?JobId=900001"
    assert [desk.http.get(url).status_code for _ in range(6)] == [200] * 6


def test_what_is_refused_before_is_not_counted() -> None:
    desk = a_desk()
    for _ in range(5):
        assert desk.get("/Jobs/list", None).status_code == 401
        assert desk.get("/Nothing").status_code == 404
    assert statuses(desk, 4) == [200, 200, 200, 429]


def test_a_token_out_of_time_counts_for_its_client_and_over_the_limit_it_gets_429() -> None:
    desk = a_desk()
    desk.account.advance(3600)
    assert statuses(desk, 4) == [401, 401, 401, 429]
    assert standing(desk.get("/Jobs/list"))[1] == 0
    assert desk.log_in().status_code == 200
