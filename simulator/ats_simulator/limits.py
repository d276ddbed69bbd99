"""
Rate limits on a tenant's clock: fixed and sliding windows and token buckets, several at once.

Everything here is a pure function of (windows, usage, now). Counting is the store's work, in
the transaction of the exchange, so that exactly N pass whatever the concurrency. All times are
integer milliseconds of tenant time. This module refuses to read a clock.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from ats_simulator.clock import Clock

Kind = Literal["fixed", "sliding", "bucket"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """
    *requests* admitted per *seconds*.

    A fixed window starts at multiples of its length since the epoch plus *offset_s*, or, with a
    *zone*, is a calendar day there: from midnight to midnight, 23 to 25 hours. A sliding window
    ends now. A bucket holds *requests* and is refilled evenly, all of it in *seconds*.
    """

    name: str
    requests: int
    seconds: int
    kind: Kind = "fixed"
    offset_s: int = 0
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Meter:
    """One window counted for one *scope*: a token, a key pair, a tenant."""

    scope: str
    window: Window


@dataclass(frozen=True, slots=True)
class Usage:
    """
    What the store knows of a meter.

    Fixed: *count* admitted in the window that starts at *start_ms*. Sliding: *start_ms* is the
    instant of the admission that is `requests` admissions back, *count* how many are inside.
    Bucket: *start_ms* is the instant at which it will be full again, times *requests*, so that
    no division ever rounds; *count* means nothing.
    """

    start_ms: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A meter after a decision: what is left, and when it will be whole or passable again."""

    meter: Meter
    remaining: int
    reset_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether a request passes; *retry_at_ms* is the first instant at which one more would."""

    allowed: bool
    retry_at_ms: int
    standings: tuple[Standing, ...]

    @property
    def blocking(self) -> Standing | None:
        """The meter that keeps the request waiting longest."""
        spent = [s for s in self.standings if s.remaining == 0]
        return max(spent, key=lambda s: s.reset_ms, default=None)


def window_start(window: Window, now_ms: int) -> int:
    """Give the start of the fixed window that holds *now_ms*."""
    if window.zone:
        return _local_day(window.zone, now_ms)[0]
    length, offset = window.seconds * 1000, window.offset_s * 1000
    return (now_ms - offset) // length * length + offset


def window_end(window: Window, now_ms: int) -> int:
    """Give the end of the fixed window that holds *now_ms*."""
    if window.zone:
        return _local_day(window.zone, now_ms)[1]
    return window_start(window, now_ms) + window.seconds * 1000


def _local_day(zone: str, now_ms: int) -> tuple[int, int]:
    """Give the two midnights around *now_ms* in *zone*."""
    day = dt.datetime.fromtimestamp(now_ms // 1000, ZoneInfo(zone)).date().toordinal()
    return _midnight(zone, day), _midnight(zone, day + 1)


@lru_cache(maxsize=64)
def _midnight(zone: str, day: int) -> int:
    midnight = dt.datetime.combine(dt.date.fromordinal(day), dt.time(), ZoneInfo(zone))
    return int(midnight.timestamp()) * 1000


def decide(meters: Sequence[Meter], usage: Mapping[Meter, Usage], now_ms: int) -> Decision:
    """
    Decide over one request at *now_ms*. A meter without usage is untouched.

    `remaining` in the standings is what is left after this request if it is allowed, and what
    is left now if it is refused (a refused request consumes nothing).
    """
    free = {m: _room(m.window, usage.get(m), now_ms) for m in meters}
    blocked = [m for m in meters if free[m] <= 0]
    used = 0 if blocked else 1
    standings = tuple(
        Standing(
            meter=m,
            remaining=max(0, free[m] - used),
            reset_ms=_reset(m.window, usage.get(m), now_ms),
        )
        for m in meters
    )
    retry_at = max((s.reset_ms for s in standings if s.meter in blocked), default=now_ms)
    return Decision(allowed=not blocked, retry_at_ms=retry_at, standings=standings)


def _room(window: Window, usage: Usage | None, now_ms: int) -> int:
    if usage is None:
        return window.requests
    if window.kind == "bucket":
        length = window.seconds * 1000
        missing = max(0, usage.start_ms - now_ms * window.requests)
        return (length * window.requests - missing) // length
    if window.kind == "fixed" and usage.start_ms != window_start(window, now_ms):
        return window.requests
    return window.requests - usage.count


def _reset(window: Window, usage: Usage | None, now_ms: int) -> int:
    length = window.seconds * 1000
    if window.kind == "fixed":
        return window_end(window, now_ms)
    if window.kind == "bucket":
        first_free = usage.start_ms - (window.requests - 1) * length if usage else 0
        return max(now_ms, -(-first_free // window.requests))
    return usage.start_ms + length if usage and usage.count else now_ms


def retry_after_s(decision: Decision, clock: Clock, now_ms: int) -> int:
    """Give `Retry-After` in the client's whole seconds, rounded up, never 0."""
    span = clock.real_span_ms(decision.retry_at_ms - now_ms)
    return max(1, math.ceil(span / 1000))
