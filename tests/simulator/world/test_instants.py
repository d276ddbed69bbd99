from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ats_simulator.world.instants import (
    from_instant,
    normalise_day,
    normalise_instant,
    to_day,
    to_instant,
)

FIRST = from_instant("0001-01-01T00:00:00Z")
LAST = from_instant("9999-12-31T23:59:59.999Z")


@given(st.integers(FIRST, LAST))
def test_an_instant_survives_the_round_trip(ms: int) -> None:
    assert from_instant(to_instant(ms)) == ms


@given(st.integers(FIRST, LAST), st.integers(FIRST, LAST))
def test_instants_sort_like_their_text(one: int, other: int) -> None:
    assert (one < other) == (to_instant(one) < to_instant(other))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-03-08T09:59:59.250Z", "2026-03-08T09:59:59.250Z"),
        ("2026-03-29T03:30:00+02:00", "2026-03-29T01:30:00.000Z"),
        ("2026-03-29T01:30:00.123999Z", "2026-03-29T01:30:00.123Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ("1901-12-13T20:45:52-00:00", "1901-12-13T20:45:52.000Z"),
    ],
)
def test_any_offset_is_normalised_to_utc(text: str, written: str) -> None:
    assert normalise_instant(text) == written


@pytest.mark.parametrize(
    "text",
    ["", "now", "2026-03-08", "2026-03-08 09:59:59Z", "2026-03-08T09:59:59", "2026-02-30T00:00Z"],
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        from_instant(text)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])
def test_an_instant_that_utc_moves_out_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        normalise_instant(text)


def test_days_count_from_1970() -> None:
    assert [to_day(0), to_day(-1), to_day(19_782)] == ["1970-01-01", "1969-12-31", "2024-02-29"]


def test_a_day_is_normalised_or_refused() -> None:
    assert normalise_day("20240229") == "2024-02-29"
    with pytest.raises(ValueError, match="day is out of range"):
        normalise_day("2026-02-29")
