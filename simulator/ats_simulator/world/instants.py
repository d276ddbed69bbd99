"""
Instants of the truth: Unix milliseconds on one side, `2026-03-08T09:59:59.250Z` on the other.

Pure functions. This module refuses to know what time it is, and knows no zone but UTC.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final

DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_EPOCH_DAY: Final = _EPOCH.toordinal()
_MINUTES: Final = [f"T{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)]
_SECONDS: Final = [f":{second:02}." for second in range(60)]
_MILLIS: Final = [f"{milli:03}Z" for milli in range(1000)]
"""Instants are written by the million when a large world is made; these are their parts."""
_MILLISECOND: Final = dt.timedelta(milliseconds=1)


def to_instant(ms: int) -> str:
    """
    Write Unix milliseconds as the truth writes an instant: UTC, three decimals, `Z`.

    Raises: ValueError outside the years 1 to 9999.
    """
    day, rest = divmod(ms, DAY_MS)
    minute, rest = divmod(rest, 60_000)
    second, milli = divmod(rest, 1000)
    return to_day(day) + _MINUTES[minute] + _SECONDS[second] + _MILLIS[milli]


@lru_cache(maxsize=4096)
def to_day(day: int) -> str:
    """
    Write a day, counted from 1970-01-01, as `YYYY-MM-DD`.

    Raises: ValueError outside the years 1 to 9999.
    """
    return dt.date.fromordinal(_EPOCH_DAY + day).isoformat()


def from_instant(text: str) -> int:
    """
    Read an ISO 8601 date and time with an offset as Unix milliseconds; finer digits are dropped.

    Raises: ValueError if *text* is something else, or has no offset.
    """
    if "T" not in text.upper():
        raise ValueError(f"{text!r} is not an ISO 8601 date and time")
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no UTC offset")
    return (moment - _EPOCH) // _MILLISECOND


def normalise_instant(text: str) -> str:
    """
    Rewrite any ISO 8601 date and time with an offset in the form of the truth.

    Raises: ValueError as `from_instant` does, and if UTC moves it out of the years 1 to 9999.
    """
    return to_instant(from_instant(text))


def normalise_day(text: str) -> str:
    """
    Check that *text* is a day, and rewrite it as `YYYY-MM-DD`.

    Raises: ValueError if it is not.
    """
    return dt.date.fromisoformat(text).isoformat()
