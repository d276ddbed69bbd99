"""Windows that follow a calendar, and buckets that refill."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from ats_simulator.limits import Meter, Window, window_end, window_start
from ats_simulator.store import counters
from ats_simulator.store.database import Database
from ats_simulator.world.instants import HOUR_MS, from_instant, to_instant

PACIFIC = "America/Los_Angeles"
DAY = Window(name="day", requests=2, seconds=86_400, zone=PACIFIC)
BUCKET = Window(name="minute", requests=3, seconds=60, kind="bucket")


def span_of(window: Window, instant: str) -> tuple[str, str]:
    now_ms = from_instant(instant)
    return to_instant(window_start(window, now_ms)), to_instant(window_end(window, now_ms))


@pytest.mark.parametrize(
    ("at", "start", "end", "hours"),
    [
        ("2026-07-01T06:59:59.999Z", "2026-06-30T07:00:00.000Z", "2026-07-01T07:00:00.000Z", 24),
        ("2026-07-01T07:00:00Z", "2026-07-01T07:00:00.000Z", "2026-07-02T07:00:00.000Z", 24),
        ("2026-12-24T20:00:00Z", "2026-12-24T08:00:00.000Z", "2026-12-25T08:00:00.000Z", 24),
        ("2026-03-08T20:00:00Z", "2026-03-08T08:00:00.000Z", "2026-03-09T07:00:00.000Z", 23),
        ("2026-11-01T20:00:00Z", "2026-11-01T07:00:00.000Z", "2026-11-02T08:00:00.000Z", 25),
    ],
)
def test_a_window_with_a_zone_is_a_calendar_day_there(
    at: str, start: str, end: str, hours: int
) -> None:
    assert span_of(DAY, at) == (start, end)
    assert from_instant(end) - from_instant(start) == hours * HOUR_MS


def test_every_hour_of_two_years_lies_in_its_own_local_day() -> None:
    zone = ZoneInfo(PACIFIC)
    for now_ms in range(
        from_instant("2025-01-01T00:00:00Z"), from_instant("2027-01-01T00:00:00Z"), HOUR_MS
    ):
        first, end = window_start(DAY, now_ms), window_end(DAY, now_ms)
        assert first <= now_ms < end
        local = dt.datetime.fromtimestamp(first / 1000, zone)
        assert (local.hour, local.minute) == (0, 0)
        assert local.date() == dt.datetime.fromtimestamp(now_ms / 1000, zone).date()


def test_a_day_with_a_zone_is_counted_until_its_own_midnight() -> None:
    database, meter = Database(), Meter("key", DAY)
    before, after = from_instant("2026-11-02T07:59:59.999Z"), from_instant("2026-11-02T08:00:00Z")
    with database.transaction() as con:
        passed = [counters.admit(con, 1, [meter], before).allowed for _ in range(3)]
        refused = counters.admit(con, 1, [meter], before)
        again = counters.admit(con, 1, [meter], after)
    assert passed == [True, True, False]
    assert to_instant(refused.retry_at_ms) == "2026-11-02T08:00:00.000Z"
    assert again.allowed


def test_a_bucket_gives_all_it_holds_and_then_one_by_one() -> None:
    database, meter = Database(), Meter("key", BUCKET)
    with database.transaction() as con:
        burst = [counters.admit(con, 1, [meter], 1000).allowed for _ in range(4)]
        refused = counters.admit(con, 1, [meter], 1000)
        early = counters.admit(con, 1, [meter], 20_999)
        due = counters.admit(con, 1, [meter], 21_000)
    assert burst == [True, True, True, False]
    assert refused.retry_at_ms == 21_000
    assert not early.allowed
    assert due.allowed
    assert due.standings[0].remaining == 0


def test_a_bucket_never_holds_more_than_it_can() -> None:
    database, meter = Database(), Meter("key", BUCKET)
    with database.transaction() as con:
        counters.admit(con, 1, [meter], 0)
        decision = counters.admit(con, 1, [meter], 10 * HOUR_MS)
    assert decision.standings[0].remaining == 2


def test_a_bucket_of_a_length_that_does_not_divide_loses_nothing_to_rounding() -> None:
    odd = Meter("key", Window(name="hour", requests=850, seconds=3600, kind="bucket"))
    database, admitted = Database(), 0
    with database.transaction() as con:
        for second in range(7200):
            admitted += counters.admit(con, 1, [odd], second * 1000).allowed
    assert admitted == 850 + 850 * 7199 // 3600
