"""Limits that a provider does not tell: exactly so many pass, and the wait is the true one."""

from __future__ import annotations

import datetime as dt

import pytest

from ats_contracts.reference.limits import Ledger, Quota
from ats_contracts.reference.values import Order
from tests.contracts.reference.conftest import Clock

MINUTE = Quota(requests=3, seconds=60)
DAY = Quota(requests=2, zone="America/Los_Angeles", counts=lambda order: order.path == "/job")
JOB = Order(method="GET", path="/job")
OTHER = Order(method="GET", path="/candidate")


@pytest.fixture
def clock() -> Clock:
    return Clock(at=dt.datetime(2026, 11, 1, 6, 59, tzinfo=dt.UTC).timestamp())


@pytest.fixture
def ledger(clock: Clock) -> Ledger:
    return Ledger(clock.now)


def test_a_window_slides(ledger: Ledger, clock: Clock) -> None:
    for _ in range(3):
        assert ledger.take("a", (MINUTE,), OTHER) == 0
        clock.at += 10
    assert ledger.take("a", (MINUTE,), OTHER) == pytest.approx(30)
    assert ledger.take("b", (MINUTE,), OTHER) == 0
    clock.at += 30
    assert ledger.take("a", (MINUTE,), OTHER) == 0
    assert ledger.take("a", (MINUTE,), OTHER) == pytest.approx(10)


def test_a_day_ends_at_midnight_where_the_provider_is(ledger: Ledger, clock: Clock) -> None:
    assert [ledger.take("a", (DAY,), JOB) for _ in range(3)] == [0, 0, 60]
    assert ledger.take("a", (DAY,), OTHER) == 0
    clock.at += 60
    assert [ledger.take("a", (DAY,), JOB) for _ in range(2)] == [0, 0]
    assert ledger.take("a", (DAY,), JOB) == 25 * 3600  # the day on which the clocks go back


def test_what_finds_no_room_in_one_limit_uses_none_of_another(ledger: Ledger) -> None:
    assert [ledger.take("a", (MINUTE, DAY), JOB) for _ in range(3)][:2] == [0, 0]
    assert ledger.take("a", (MINUTE,), OTHER) == 0
