"""Three plans, exactly N requests, and when to come back."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.simulator.providers.nexivohr.desk import NOW, Desk


def spend(desk: Desk, count: int, **kwargs: Any) -> list[int]:
    return [desk.get("/candidates/1", **kwargs).status for _ in range(count)]


def limited(**spec: Any) -> Desk:
    return Desk(**{"limits": "on", "size": 2, **spec})


@pytest.mark.parametrize(("plan", "per_minute"), [("professional", 60), ("enterprise", 600)])
def test_a_plan_lets_exactly_so_many_pass_in_a_minute(plan: str, per_minute: int) -> None:
    desk = limited(plan=plan)
    assert spend(desk, per_minute + 3) == [200] * per_minute + [429] * 3


def test_the_plan_is_professional_unless_asked_otherwise() -> None:
    assert limited().tenant.plan == "professional"


@pytest.mark.parametrize(("plan", "per_day"), [("professional", 10_000), ("enterprise", 1_000_000)])
def test_a_plan_has_a_limit_per_day(plan: str, per_day: int) -> None:
    day = next(w for w in limited(plan=plan).tenant.windows if w.name == "day")
    assert (day.requests, day.seconds, day.kind, day.offset_s) == (per_day, 86_400, "fixed", 0)


def test_a_refusal_says_when_to_come_back_and_means_it() -> None:
    desk = limited(now="2026-11-01T05:30:10.250Z")
    spend(desk, 60)
    got = desk.get("/candidates/1")
    assert (got.status, got.body) == (429, {"message": "Too Many Attempts."})
    assert got.header("Retry-After") == "50"
    desk.advance(49)
    assert desk.get("/candidates/1").status == 429
    desk.advance(1)
    assert desk.get("/candidates/1").status == 200


def test_retry_after_is_never_zero() -> None:
    desk = limited(now="2026-11-01T05:30:59.999Z")
    spend(desk, 60)
    assert desk.get("/candidates/1").header("Retry-After") == "1"


def test_retry_after_is_in_the_clients_own_seconds() -> None:
    desk = limited()
    desk.scale(60)
    spend(desk, 60)
    assert desk.get("/candidates/1").header("Retry-After") == "1"


def test_windows_are_aligned_to_the_clock_minute() -> None:
    desk = limited(now="2026-11-01T05:30:59.000Z")
    assert spend(desk, 61)[-1] == 429
    desk.advance(1)
    assert spend(desk, 61) == [200] * 60 + [429]


def test_what_is_refused_consumes_nothing() -> None:
    desk = limited(assumptions={"rate_window": "sliding"})
    spend(desk, 60)
    spend(desk, 20)
    desk.advance(60)
    assert spend(desk, 60) == [200] * 60


def test_strangers_and_forbidden_calls_are_not_counted() -> None:
    desk = limited()
    for _ in range(80):
        assert desk.get("/candidates/1", token=None).status == 401
        assert desk.post("/candidates", {}, token="read_only_token").status == 403
        assert desk.get("/nowhere").status == 404
    assert spend(desk, 60) == [200] * 60


def test_bad_requests_are_counted() -> None:
    desk = limited()
    for _ in range(60):
        assert desk.get("/candidates", "page=0").status == 400
    assert desk.get("/candidates/1").status == 429


def test_each_token_has_its_own_limits() -> None:
    desk = limited()
    spend(desk, 60)
    assert desk.get("/candidates/1").status == 429
    assert desk.get("/candidates/1", token="read_only_token").status == 200


def test_the_tokens_of_a_tenant_can_share_their_limits() -> None:
    desk = limited(assumptions={"rate_scope": "tenant"})
    spend(desk, 60)
    assert desk.get("/candidates/1", token="read_only_token").status == 429


def test_a_sliding_window_remembers_across_the_minute() -> None:
    desk = limited(now="2026-11-01T05:30:59.000Z", assumptions={"rate_window": "sliding"})
    spend(desk, 60)
    desk.advance(1)
    got = desk.get("/candidates/1")
    assert (got.status, got.header("Retry-After")) == (429, "59")
    desk.advance(59)
    assert desk.get("/candidates/1").status == 200


def test_no_rate_headers_unless_assumed() -> None:
    got = limited().get("/candidates/1")
    assert got.header("X-RateLimit-Limit") is None


def test_rate_headers_show_the_tightest_window() -> None:
    desk = limited(assumptions={"rate_headers": "x_ratelimit"})
    got = desk.get("/candidates/1")
    assert got.header("X-RateLimit-Limit") == "60"
    assert got.header("X-RateLimit-Remaining") == "59"
    assert got.header("X-RateLimit-Reset") == str(desk.wall_ms // 1000 + 60)
    spend(desk, 59)
    assert desk.get("/candidates/1").header("X-RateLimit-Remaining") == "0"


def test_a_date_can_stand_for_the_seconds() -> None:
    desk = limited(now="2026-11-01T05:30:10.250Z", assumptions={"retry_after_style": "http_date"})
    spend(desk, 60)
    value = desk.get("/candidates/1").header("Retry-After")
    assert value == "Sun, 01 Nov 2026 05:31:00 GMT"


def test_a_date_is_on_the_clients_own_clock() -> None:
    desk = limited(assumptions={"retry_after_style": "http_date"})
    desk.scale(10)
    spend(desk, 60)
    value = desk.get("/candidates/1").header("Retry-After")
    assert value is not None
    assert parsedate_to_datetime(value).timestamp() == desk.wall_ms / 1000 + 6
    assert NOW == "2026-11-01T05:30:00Z"
