"""Limits: exactly N pass, a refusal says when the next would, and a refusal costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ats_simulator.clock import make_clock
from ats_simulator.limits import Decision, Meter, Window, decide, retry_after_s, window_start
from ats_simulator.store import counters
from ats_simulator.store.database import Database

START_MS = 1_793_491_200_000  # 2026-11-01T00:00:00Z

gaps = st.lists(st.integers(0, 25_000), min_size=1, max_size=40)
windows = st.builds(
    Window,
    name=st.just("w"),
    requests=st.integers(1, 6),
    seconds=st.integers(1, 60),
    kind=st.sampled_from(["fixed", "sliding"]),
    offset_s=st.integers(0, 59),
)
any_kind = st.builds(replace, windows, kind=st.sampled_from(["fixed", "sliding", "bucket"]))


class Counter:
    """A limiter over one database, asked at chosen instants."""

    def __init__(self, database: Database, *limits: Window) -> None:
        self._database = database
        self._meters = [Meter("token", window) for window in limits]

    def ask(self, now_ms: int) -> Decision:
        with self._database.transaction() as con:
            return counters.admit(con, 1, self._meters, now_ms)

    def would_pass(self, now_ms: int) -> bool:
        with self._database.transaction() as con:
            usage = {m: u for m in self._meters if (u := counters.usage_of(con, 1, m, now_ms))}
        return decide(self._meters, usage, now_ms).allowed

    def admitted(self, gaps_ms: list[int]) -> Iterator[tuple[int, bool]]:
        now_ms = START_MS
        for gap_ms in gaps_ms:
            now_ms += gap_ms
            yield now_ms, self.ask(now_ms).allowed


@contextmanager
def counting(*limits: Window) -> Iterator[Counter]:
    database = Database()
    yield Counter(database, *limits)
    database.close()


@given(window=windows, gaps_ms=gaps)
def test_exactly_n_pass_in_every_fixed_window(window: Window, gaps_ms: list[int]) -> None:
    window = replace(window, kind="fixed")
    with counting(window) as counter:
        seen: dict[int, list[bool]] = {}
        for now_ms, allowed in counter.admitted(gaps_ms):
            seen.setdefault(window_start(window, now_ms), []).append(allowed)
    for answers in seen.values():
        passing = min(len(answers), window.requests)
        assert answers == [True] * passing + [False] * (len(answers) - passing)


@given(window=windows, gaps_ms=gaps)
def test_exactly_n_pass_in_every_span_of_a_sliding_window(
    window: Window, gaps_ms: list[int]
) -> None:
    window = replace(window, kind="sliding")
    passed: list[int] = []
    with counting(window) as counter:
        for now_ms, allowed in counter.admitted(gaps_ms):
            inside = sum(at > now_ms - window.seconds * 1000 for at in passed)
            assert allowed is (inside < window.requests)
            passed += [now_ms] * allowed


@given(limits=st.lists(any_kind, min_size=1, max_size=3), gaps_ms=gaps)
def test_retry_at_is_the_earliest_instant_at_which_one_more_passes(
    limits: list[Window], gaps_ms: list[int]
) -> None:
    named = [replace(window, name=str(n)) for n, window in enumerate(limits)]
    with counting(*named) as counter:
        now_ms = START_MS
        for gap_ms in gaps_ms:
            now_ms += gap_ms
            decision = counter.ask(now_ms)
            if decision.allowed:
                assert decision.retry_at_ms == now_ms
                continue
            assert decision.retry_at_ms > now_ms
            assert counter.would_pass(decision.retry_at_ms)
            assert not counter.would_pass(decision.retry_at_ms - 1)


@given(
    window=any_kind,
    waited_ms=st.integers(0, 60_000),
    factor=st.floats(0.5, 1000, allow_nan=False),
    mode=st.sampled_from(["real", "scaled", "manual"]),
)
def test_waiting_as_long_as_retry_after_says_is_enough(
    window: Window, waited_ms: int, factor: float, mode: str
) -> None:
    clock = make_clock(mode, real_ms=0, factor=factor, now_ms=START_MS)  # type: ignore[arg-type]
    with counting(window) as counter:
        now_ms = START_MS + waited_ms
        while (decision := counter.ask(now_ms)).allowed:
            pass
        wait_s = retry_after_s(decision, clock, now_ms)
        slope = clock.factor if mode == "scaled" else 1.0
        assert wait_s >= 1
        assert counter.would_pass(now_ms + round(wait_s * 1000 * slope))


def test_a_refused_request_consumes_nothing() -> None:
    minute = Window(name="minute", requests=1, seconds=60)
    day = Window(name="day", requests=3, seconds=86_400)
    with counting(minute, day) as counter:
        answers = [counter.ask(START_MS + n * 1000).allowed for n in range(50)]
        assert sum(answers) == 1
        last = counter.ask(START_MS + 60_000)
    assert [standing.remaining for standing in last.standings] == [0, 1]


def test_the_blocking_meter_is_the_one_that_keeps_waiting_longest() -> None:
    minute = Window(name="minute", requests=1, seconds=60)
    day = Window(name="day", requests=1, seconds=86_400)
    with counting(minute, day) as counter:
        counter.ask(START_MS)
        refused = counter.ask(START_MS)
    assert refused.blocking is not None
    assert refused.blocking.meter.window == day
    assert refused.retry_at_ms == START_MS + 86_400_000


def test_scopes_are_counted_apart() -> None:
    window = Window(name="minute", requests=1, seconds=60)
    database = Database()
    with database.transaction() as con:
        for tenant, scope in ((1, "a"), (1, "b"), (2, "a")):
            assert counters.admit(con, tenant, [Meter(scope, window)], START_MS).allowed
        assert not counters.admit(con, 1, [Meter("a", window)], START_MS).allowed
        counters.clear(con, 1)
        assert counters.admit(con, 1, [Meter("a", window)], START_MS).allowed
        assert not counters.admit(con, 2, [Meter("a", window)], START_MS).allowed
    database.close()


@pytest.mark.parametrize("kind", ["fixed", "sliding"])
def test_the_store_keeps_no_more_than_a_window_needs(kind: str) -> None:
    window = Window(name="w", requests=5, seconds=10, kind=kind)  # type: ignore[arg-type]
    database = Database()
    with database.transaction() as con:
        for n in range(200):
            counters.admit(con, 1, [Meter("token", window)], START_MS + n * 3000)
        (rows,) = con.execute(
            "SELECT (SELECT count(*) FROM counters) + (SELECT count(*) FROM admissions)"
        ).fetchone()
    database.close()
    assert rows <= window.requests
