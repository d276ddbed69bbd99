"""
Rate limits on a tenant's clock: fixed and sliding windows, several at once.

Everything here is a pure function of (windows, usage, now). Counting is the store's work, in
the transaction of the exchange, so that exactly N pass whatever the concurrency. All times are
integer milliseconds of tenant time. This module refuses to read a clock.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ats_simulator.clock import Clock

Kind = Literal["fixed", "sliding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """
    *requests* admitted per *seconds*.

    A fixed window starts at multiples of its length since the epoch plus *offset_s*; a sliding
    one ends now.
    """

    name: str
    requests: int
    seconds: int
    kind: Kind = "fixed"
    offset_s: int = 0


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
    length, offset = window.seconds * 1000, window.offset_s * 1000
    return (now_ms - offset) // length * length + offset


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
    if window.kind == "fixed" and usage.start_ms != window_start(window, now_ms):
        return window.requests
    return window.requests - usage.count


def _reset(window: Window, usage: Usage | None, now_ms: int) -> int:
    length = window.seconds * 1000
    if window.kind == "fixed":
        return window_start(window, now_ms) + length
    return usage.start_ms + length if usage and usage.count else now_ms


def retry_after_s(decision: Decision, clock: Clock, now_ms: int) -> int:
    """Give `Retry-After` in the client's whole seconds, rounded up, never 0."""
    span = clock.real_span_ms(decision.retry_at_ms - now_ms)
    return max(1, math.ceil(span / 1000))
