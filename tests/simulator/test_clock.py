"""A tenant's clock: a line, turned by its owner and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ats_simulator.clock import MODES, Clock, make_clock

instants = st.integers(0, 4_000_000_000_000)
spans = st.integers(0, 10_000_000_000)
clocks = st.builds(
    lambda mode, real_ms, factor, now_ms: make_clock(
        mode, real_ms=real_ms, factor=factor, now_ms=now_ms
    ),
    st.sampled_from(MODES),
    instants,
    st.floats(0.001, 100_000, allow_nan=False),
    instants,
)


@given(clock=clocks, span_ms=spans, later_ms=spans)
def test_advancing_moves_the_time_by_exactly_that_much(
    clock: Clock, span_ms: int, later_ms: int
) -> None:
    real_ms = clock.real_ms + later_ms
    moved = clock.advance(span_ms, real_ms=real_ms)
    assert moved.at(real_ms) == clock.at(real_ms) + span_ms
    assert (moved.mode, moved.factor) == (clock.mode, clock.factor)


@given(clock=clocks, first_ms=spans, second_ms=spans)
def test_time_never_runs_backwards(clock: Clock, first_ms: int, second_ms: int) -> None:
    earlier, later = sorted((first_ms, second_ms))
    assert clock.at(clock.real_ms + earlier) <= clock.at(clock.real_ms + later)


@given(clock=clocks, span_ms=spans)
def test_waiting_the_real_span_is_enough_and_hardly_more(clock: Clock, span_ms: int) -> None:
    wait_ms = clock.real_span_ms(span_ms)
    if clock.mode == "scaled":
        assert wait_ms * clock.factor >= span_ms * (1 - 1e-9)
        assert (wait_ms - 1) * clock.factor <= span_ms * (1 + 1e-9)
    else:
        assert wait_ms == span_ms


def test_a_manual_clock_stands_still() -> None:
    clock = make_clock("manual", real_ms=1000, now_ms=5)
    assert clock.at(9_999_999) == 5


def test_a_real_clock_keeps_its_lead_over_the_wall() -> None:
    clock = make_clock("real", real_ms=1000).advance(60_000, real_ms=2000)
    assert clock.at(3000) == 63_000


def test_a_scaled_clock_runs_by_its_factor() -> None:
    clock = make_clock("scaled", real_ms=1000, factor=60, now_ms=0)
    assert clock.at(2000) == 60_000


@pytest.mark.parametrize("mode", MODES)
def test_a_clock_starts_at_the_walls_time(mode: str) -> None:
    assert make_clock(mode, real_ms=77, factor=2).at(77) == 77  # type: ignore[arg-type]
