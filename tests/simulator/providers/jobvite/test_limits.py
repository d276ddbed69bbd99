"""Limits: what counts, what is refused, when the next one passes; and walks by arithmetic."""

from __future__ import annotations

from collections import deque
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from ats_simulator.provider import WireRow
from ats_simulator.store import records
from ats_simulator.world.instants import from_instant
from tests.simulator.providers.jobvite.desk import Desk

TOO_MANY = b'{"status":{"code":429,"messages":["Too many requests. Please try again later"]}}'
DAY_CAPS = ("candidate_day", "requisition_day", "employee_day", "contact_day")


def a_desk(now: str = "2026-11-01T12:00:00Z", **spec: Any) -> Desk:
    return Desk(limits="on", clock={"mode": "manual", "now": now}, **spec)


def statuses(desk: Desk, times: int, path: str = "role", method: str = "GET") -> list[int]:
    return [desk.http.request(method, f"/api/v2/{path}").status_code for _ in range(times)]


def test_fifteen_pass_in_a_minute_and_the_next_is_told_to_wait() -> None:
    with a_desk() as desk:
        assert statuses(desk, 15) == [200] * 15
        refused = desk.http.get("/api/v2/role")
        assert refused.status_code == 429
        assert refused.content == TOO_MANY
        assert refused.headers["Retry-After"] == "60"
        assert not [name for name in refused.headers if "ratelimit" in name.lower()]
        desk.account.advance(59.999)
        assert desk.http.get("/api/v2/role").headers["Retry-After"] == "1"
        desk.account.advance(0.001)
        assert statuses(desk, 16) == [200] * 15 + [429]


def test_limits_are_on_unless_switched_off() -> None:
    with Desk(limits="on") as desk:
        windows = {w["name"]: w["requests"] for w in desk.account.limits()["windows"]}
        assert desk.account.limits()["enabled"]
    assert windows == {
        "minute": 15,
        "hour": 850,
        "candidate_day": 20_000,
        "requisition_day": 500,
        "employee_day": 500,
        "contact_day": 500,
    }


def test_each_pair_has_its_own_limits_over_all_apis_together() -> None:
    with a_desk() as desk:
        assert statuses(desk, 10) == [200] * 10
        v1 = [desk.http.get("/v1/jobFeed", params={"companyId": "q"}).status_code for _ in range(5)]
        assert v1 == [200] * 5
        assert statuses(desk, 1) == [429]
        assert desk.http.get("/v1/jobFeed").status_code == 429
        limited = desk.client(limited=True)
        assert [limited.get("/api/v2/job").status_code for _ in range(16)] == [200] * 15 + [429]


def test_what_is_refused_before_the_limiter_counts_nothing() -> None:
    with a_desk() as desk:
        for _ in range(20):
            desk.http.get("/api/v2/nothing")
            desk.http.get("/api/v2/contact")
            desk.http.options("/api/v2/role")
            desk.http.patch("/api/v2/role")
            desk.http.get("/v2/role")
            desk.http.get("/api/v1/candidate")
            desk.anonymous().get("/api/v2/role")
            desk.client(limited=True).get("/api/v2/role")
        assert statuses(desk, 16) == [200] * 15 + [429]
        assert desk.client(limited=True).get("/api/v2/job").status_code == 200


def test_what_the_route_refuses_counts() -> None:
    with a_desk() as desk:
        answers = [desk.http.get("/api/v2/candidate", params={"start": "x"}) for _ in range(16)]
        assert [a.status_code for a in answers] == [400] * 15 + [429]


def test_a_refused_request_costs_nothing() -> None:
    with a_desk() as desk:
        statuses(desk, 15)
        for _ in range(30):
            desk.account.advance(1)
            assert statuses(desk, 1) == [429]
        desk.account.advance(30)
        assert statuses(desk, 1) == [200]


def test_the_hour_stops_who_paces_by_the_minute_only() -> None:
    with a_desk() as desk:
        desk.account.set_limits(
            windows=[w for w in _windows(desk) if w["name"] in ("minute", "hour")]
        )
        passed = 0
        for _ in range(60):
            passed += statuses(desk, 15).count(200)
            desk.account.advance(60)
        assert passed == 850


def _windows(desk: Desk) -> list[Any]:
    return [
        {key: w[key] for key in ("name", "requests", "seconds", "kind")}
        for w in desk.account.limits()["windows"]
    ]


# ── caps of the day ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("window", "counted", "free"),
    [
        (
            "candidate_day",
            [("GET", "candidate"), ("PUT", "candidate"), ("GET", "candidate/e/artifacts")],
            [("POST", "candidate"), ("GET", "application/p/education"), ("GET", "job")],
        ),
        (
            "requisition_day",
            [("GET", "job"), ("POST", "job"), ("PUT", "job"), ("GET", "job/o")],
            [("GET", "candidate"), ("GET", "department")],
        ),
        (
            "employee_day",
            [("GET", "employee"), ("POST", "employee"), ("PUT", "employee/s")],
            [("POST", "contact"), ("GET", "role")],
        ),
        ("contact_day", [("POST", "contact")], [("GET", "employee"), ("POST", "candidate")]),
    ],
)
def test_a_cap_counts_its_own_calls_only(
    window: str, counted: list[tuple[str, str]], free: list[tuple[str, str]]
) -> None:
    with a_desk() as desk:
        desk.account.exhaust(window)
        for method, path in counted:
            assert statuses(desk, 1, path, method) == [429], path
        for method, path in free:
            assert statuses(desk, 1, path, method) != [429], path


def test_caps_count_the_old_api_too() -> None:
    with a_desk() as desk:
        for window in DAY_CAPS:
            desk.account.exhaust(window)
        assert desk.http.get("/v1/candidate").status_code == 429
        assert desk.http.post("/v1/job", json={}).status_code == 429
        assert desk.http.post("/v1/employee", json={}).status_code == 429
        assert desk.http.get("/v1/jobFeed", params={"companyId": "q"}).status_code == 200
        assert desk.http.post("/v1/candidate").status_code == 200


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        ("2026-07-01T06:30:00Z", "2026-07-01T07:00:00Z"),
        ("2026-12-01T07:30:00Z", "2026-12-01T08:00:00Z"),
        ("2026-03-08T07:30:00Z", "2026-03-08T08:00:00Z"),
        ("2026-03-09T06:30:00Z", "2026-03-09T07:00:00Z"),
        ("2026-11-01T08:30:00Z", "2026-11-02T08:00:00Z"),
    ],
)
def test_a_cap_is_whole_again_at_midnight_in_california(now: str, midnight: str) -> None:
    wait_s = (from_instant(midnight) - from_instant(now)) // 1000
    with a_desk(now) as desk:
        desk.account.exhaust("contact_day")
        refused = desk.http.post("/api/v2/contact", json={})
        assert refused.headers["Retry-After"] == str(wait_s)
        desk.account.advance(wait_s - 1)
        assert statuses(desk, 1, "contact", "POST") == [429]
        desk.account.advance(1)
        assert statuses(desk, 1, "contact", "POST") == [400]


def test_caps_can_be_switched_off_and_numbers_are_settings() -> None:
    with a_desk(assumptions={"daily_caps": "off"}) as desk:
        for window in DAY_CAPS:
            desk.account.exhaust(window)
        assert statuses(desk, 1, "candidate") == [200]
    settings = {"rate_per_minute": 3, "daily_cap_candidate": 2}
    with a_desk(settings=settings) as desk:
        assert statuses(desk, 4, "candidate") == [200, 200, 429, 429]
        assert statuses(desk, 2) == [200, 429]


# ── how windows are counted, how a refusal looks ─────────────────────────────────────────────


def passes(desk: Desk, *at_s: float) -> list[bool]:
    """Ask at these seconds after the start."""
    passed, now = [], 0.0
    for at in at_s:
        desk.account.advance(at - now)
        now = at
        passed.append(desk.http.get("/api/v2/role").status_code == 200)
    return passed


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("sliding", [True, True, False, False, True]),
        ("fixed", [True, True, False, True, True]),
        ("token_bucket", [True, True, False, False, True]),
    ],
)
def test_the_short_limits_are_counted_as_the_switch_says(kind: str, expected: list[bool]) -> None:
    settings = {"rate_per_minute": 2}
    switches = {"rate_window": kind}
    with a_desk("2026-11-01T12:00:40Z", settings=settings, assumptions=switches) as desk:
        assert passes(desk, 0, 1, 2, 20, 60) == expected


def test_a_bucket_gives_back_one_request_at_a_time() -> None:
    settings = {"rate_per_minute": 2}
    with a_desk(settings=settings, assumptions={"rate_window": "token_bucket"}) as desk:
        assert passes(desk, 0, 0, 29.9, 30, 31, 60) == [True, True, False, True, False, True]


@pytest.mark.parametrize("status", [429, 403, 200])
def test_a_refusal_has_the_status_of_the_switch_and_always_the_code_429(status: int) -> None:
    with a_desk(assumptions={"rate_limited_status": str(status)}) as desk:
        statuses(desk, 15)
        refused = desk.http.get("/api/v2/role")
        assert (refused.status_code, refused.content) == (status, TOO_MANY)
        assert desk.account.journal()[-1]["limited"]


def test_the_wait_can_be_a_date_or_not_told_at_all() -> None:
    with a_desk(assumptions={"retry_after_header": "off"}) as desk:
        statuses(desk, 15)
        assert "Retry-After" not in desk.http.get("/api/v2/role").headers
    with a_desk(assumptions={"retry_after_header": "http_date"}) as desk:
        statuses(desk, 15)
        told = desk.http.get("/api/v2/role").headers["Retry-After"]
        assert parsedate_to_datetime(told).isoformat() == "2026-11-01T12:01:00+00:00"
        desk.account.set_clock(now="2026-11-01T12:01:00Z")
        assert statuses(desk, 1) == [200]


# ── walks by arithmetic ──────────────────────────────────────────────────────────────────────

ROWS = 20_000
FEWER = 2000
"""Enough for as many pages, where the size of a page does not matter."""


def fill(desk: Desk, rows: int) -> None:
    """Copy one rendered row until there are *rows* of them, each with an id of its own."""
    sandbox = desk.simulator.sandbox
    with sandbox.transaction() as con:
        tenant = sandbox.tenant_named(con, desk.account.id)
        numbers = sandbox.numbers(con, tenant, "candidates", records.EVERYTHING)
        (body,) = records.wire_at(con, tenant.world, "candidates", numbers[:1])
        key = desk.account.truth("applications")[0]["id"].encode()
        made = range(1, 1 + rows - len(numbers))
        copies = [
            WireRow(
                kind="candidates",
                n=1_000_000 + n,
                ref=f"p{n:07}",
                body=body.replace(key, b"p%07d" % n),
                updated_ms=n,
            )
            for n in made
        ]
        records.put_wire(con, tenant.world, copies)
        sandbox.touched(con, tenant)


class Walker:
    """A client that pages, and waits as long as it is told."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.refused = 0
        self.waited_s = 0
        self.rows: list[str] = []

    def get(self, **params: int) -> httpx.Response:
        while True:
            answer = self.desk.http.get("/api/v2/candidate", params=params)
            if answer.status_code != 429:
                return answer
            self.refused += 1
            wait_s = int(answer.headers["Retry-After"])
            self.waited_s += wait_s
            self.desk.account.advance(wait_s)

    def walk(self, count: int) -> Walker:
        start = 1
        while True:
            rows = self.get(start=start, count=count).json()["candidates"]
            self.rows += [row["application"]["eId"] for row in rows]
            if len(rows) < count:
                return self
            start += count


def by_arithmetic(requests: int, windows: list[tuple[int, int]]) -> tuple[int, int]:
    """
    Say how often somebody is refused who sends *requests* as fast as allowed, and how long they
    wait. *windows* are sliding: (requests, seconds). Units: seconds.
    """
    logs = [deque[int](maxlen=limit) for limit, _ in windows]
    now = refused = 0
    for _ in range(requests):
        free = [
            log[0] + seconds if len(log) == limit else 0
            for log, (limit, seconds) in zip(logs, windows, strict=True)
        ]
        if max(free) > now:
            refused += 1
            now = max(free)
        for log in logs:
            log.append(now)
    return refused, now


def test_a_walk_of_20_000_rows_takes_what_arithmetic_says() -> None:
    """40 full pages and an empty one: 41 requests, 15 a minute, so two waits of a minute."""
    with a_desk(size=5) as desk:
        fill(desk, ROWS)
        walker = Walker(desk).walk(500)
        assert (walker.refused, walker.waited_s) == (2, 120) == by_arithmetic(41, [(15, 60)])
        assert len(walker.rows) == len(set(walker.rows)) == ROWS
        assert desk.account.clock()["now"] == "2026-11-01T12:02:00.000Z"
        limited = [e for e in desk.account.journal() if e["limited"]]
        assert len(limited) == walker.refused
        assert len(desk.account.journal()) == 41 + walker.refused


def test_a_walk_in_small_pages_runs_into_the_hour() -> None:
    """
    1001 requests: 15 each minute until 850 are sent in minute 56, then 15 at the turn of the hour.

    56 refusals by the minute up to request 841, one by the hour, then one for each 15 further.
    """
    with a_desk(size=5) as desk:
        fill(desk, FEWER)
        walker = Walker(desk).walk(2)
        assert len(walker.rows) == len(set(walker.rows)) == FEWER
        assert (walker.refused, walker.waited_s) == by_arithmetic(1001, [(15, 60), (850, 3600)])
        assert (walker.refused, walker.waited_s) == (67, 4200)


def test_the_cap_of_the_day_ends_a_walk_until_midnight() -> None:
    """
    A cap of 30: pages 1 to 30 at 04:00 and 04:01 in California, the others after midnight.

    Refused after 15, 30 (by the cap: 19 h 59 min), 45 requests.
    """
    with a_desk(size=5, settings={"daily_cap_candidate": 30}) as desk:
        fill(desk, FEWER)
        walker = Walker(desk).walk(50)
        assert len(walker.rows) == FEWER
        assert walker.refused == 2
        assert walker.waited_s == 60 + (20 * 3600 - 60)
        assert desk.account.clock()["now"] == "2026-11-02T08:00:00.000Z"
