"""
Time as a run knows it: virtual, where sleeping turns the tenants' clocks, or real.

Only `RealTime` ever waits. Units: seconds everywhere; `now` is Unix time.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

START_S = dt.datetime(2026, 11, 2, tzinfo=dt.UTC).timestamp()
"""Where virtual time starts: a Monday, so that runs are alike whenever they are made."""
HOUR_S = 3600.0


class Turnable(Protocol):
    """A tenant whose clock can be moved."""

    def advance(self, seconds: float) -> Any: ...


class Time(Protocol):
    """The time of a run. *slept* are the waits that the target asked for."""

    slept: list[float]

    @property
    def mode(self) -> Literal["virtual", "real"]: ...
    def now(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...
    def advance(self, seconds: float) -> None: ...
    def attach(self, tenant: Turnable) -> None: ...
    def next_check(self) -> None: ...
    def clock(self) -> dict[str, Any]: ...


@dataclass(slots=True)
class VirtualTime:
    """Time that moves when somebody sleeps. Each check starts at a full hour of it."""

    mode: Literal["virtual"] = "virtual"
    now_s: float = START_S
    slept: list[float] = field(default_factory=list)
    tenants: list[Turnable] = field(default_factory=list)

    def now(self) -> float:
        """Give the present."""
        return self.now_s

    def sleep(self, seconds: float) -> None:
        """Let the target wait: time moves on at once, for all tenants of the check."""
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Move time forward."""
        if seconds <= 0:
            return
        self.now_s += seconds
        for tenant in self.tenants:
            tenant.advance(seconds)

    def attach(self, tenant: Turnable) -> None:
        """Turn this tenant's clock along from now on."""
        if not any(tenant is each for each in self.tenants):
            self.tenants.append(tenant)

    def next_check(self) -> None:
        """Let go of the tenants and move to the next full hour."""
        self.tenants.clear()
        self.slept.clear()
        self.now_s = (self.now_s // HOUR_S + 1) * HOUR_S

    def clock(self) -> dict[str, Any]:
        """Say how a tenant's clock is to be set."""
        now = dt.datetime.fromtimestamp(self.now_s, dt.UTC)
        return {"mode": "manual", "now": now.isoformat(timespec="milliseconds")}


@dataclass(slots=True)
class RealTime:
    """The machine's time. Moving it forward moves the tenants' clocks only."""

    mode: Literal["real"] = "real"
    slept: list[float] = field(default_factory=list)
    tenants: list[Turnable] = field(default_factory=list)

    def now(self) -> float:
        """Give the present."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self.slept.append(seconds)
        time.sleep(seconds)

    def advance(self, seconds: float) -> None:
        """Move the tenants' clocks ahead of the machine's."""
        for tenant in self.tenants:
            tenant.advance(seconds)

    def attach(self, tenant: Turnable) -> None:
        """Turn this tenant's clock along from now on."""
        self.tenants.append(tenant)

    def next_check(self) -> None:
        """Let go of the tenants."""
        self.tenants.clear()
        self.slept.clear()

    def clock(self) -> dict[str, Any]:
        """Say how a tenant's clock is to be set."""
        return {"mode": "real"}
