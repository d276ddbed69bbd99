"""
A tenant's clock: real, scaled or manual. Time is a value; nobody below the doors fetches it.

All instants are integer milliseconds since the Unix epoch. This module refuses to sleep.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

Mode = Literal["real", "scaled", "manual"]

MODES: tuple[Mode, ...] = ("real", "scaled", "manual")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """
    Tenant time as a line through (*real_ms*, *now_ms*) with slope *factor*.

    A manual clock has slope 0, a real clock slope 1. A real clock may still be ahead of the
    wall: `advance` moves it and leaves the slope alone.
    """

    mode: Mode = "real"
    factor: float = 1.0
    real_ms: int = 0
    now_ms: int = 0

    def at(self, real_ms: int) -> int:
        """Give the tenant's time at the wall's *real_ms*."""
        if self.mode == "manual":
            return self.now_ms
        return self.now_ms + math.floor((real_ms - self.real_ms) * self.factor)

    def advance(self, span_ms: int, *, real_ms: int) -> Clock:
        """Move the clock forward by *span_ms* of tenant time."""
        return replace(self, real_ms=real_ms, now_ms=self.at(real_ms) + span_ms)

    def real_span_ms(self, span_ms: int) -> int:
        """
        Say how long a client has to wait, in its own real time, for *span_ms* of tenant time.

        On a manual clock this is the tenant's own span, since only the tests turn it.
        """
        return math.ceil(span_ms / self.factor) if self.mode == "scaled" else span_ms


def make_clock(
    mode: Mode, *, real_ms: int, factor: float | None = None, now_ms: int | None = None
) -> Clock:
    """Start a clock at *now_ms* (default: the wall's time) at the wall's *real_ms*."""
    slope = {"real": 1.0, "manual": 0.0}.get(mode, factor or 1.0)
    return Clock(
        mode=mode, factor=slope, real_ms=real_ms, now_ms=real_ms if now_ms is None else now_ms
    )
