"""
A tenant's clock in its owner's hands: read it, turn it, stop it, speed it up.

Changing the mode alone never moves the time. Setting the time back forgets what the limiter
has counted, since that would lie in the future.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ats_simulator import tenants
from ats_simulator.app import Sandbox
from ats_simulator.clock import MODES, Clock, make_clock
from ats_simulator.control.fields import LATEST_MS, Checks, instant, numeric, one_of, read
from ats_simulator.errors import UsageError
from ats_simulator.store import counters

JsonObject = dict[str, Any]
FASTEST = 100_000
LONGEST_S = 200 * 366 * 86_400

NEW: Checks = {
    "mode": one_of("clock mode", MODES),
    "factor": numeric(0.001, FASTEST),
    "now": instant,
}
CHANGE: Checks = {**NEW, "advance_s": numeric(0, LONGEST_S)}


def read_new(given: Mapping[str, Any]) -> JsonObject:
    """
    Check the clock of a tenant to be created. Units: "now" milliseconds since the epoch.

    Raises: UsageError, UnknownName.
    """
    clock = read(given, NEW, prefix="clock.")
    _check_factor(clock, clock.get("mode", "real"), None, "clock.")
    return clock


def _check_factor(
    given: Mapping[str, Any], mode: str, known: float | None, prefix: str = ""
) -> None:
    """Refuse a factor where it means nothing, and a scaled clock without one."""
    field = f"{prefix}factor"
    if mode != "scaled" and "factor" in given:
        raise UsageError(f"{field} belongs to the mode 'scaled', not {mode!r}", field=field)
    if mode == "scaled" and "factor" not in given and known is None:
        raise UsageError(f"{field} is missing: the mode 'scaled' needs one, as 60", field=field)


def show(sandbox: Sandbox, tenant_id: str) -> JsonObject:
    """Show a tenant's clock. Shape: {"mode", "now", "factor"}."""
    with sandbox.transaction() as con:
        return tenants.clock_json(sandbox, sandbox.tenant_named(con, tenant_id))


def change(sandbox: Sandbox, tenant_id: str, body: Mapping[str, Any]) -> JsonObject:
    """
    Turn, stop, start or speed up a tenant's clock.

    Shape: *body* {"advance_s"?} or {"mode"?, "factor"?, "now"?} → as `show`.
    Raises: UsageError, UnknownName, NotFound.
    """
    given = read(body, CHANGE)
    if not given:
        raise UsageError("nothing to change: give advance_s, now, mode or factor")
    if "advance_s" in given and "now" in given:
        raise UsageError("give advance_s or now, not both", field="advance_s")
    with sandbox.transaction() as con:
        tenant = sandbox.tenant_named(con, tenant_id)
        real_ms = sandbox.wall()
        clock = _changed(tenant.clock, given, real_ms)
        if clock.at(real_ms) < tenant.clock.at(real_ms):
            counters.clear(con, tenant.n)
        tenants.set_clock(sandbox, con, tenant, clock)
        return tenants.clock_json(sandbox, sandbox.tenant(con, tenant.n))


def _changed(clock: Clock, given: Mapping[str, Any], real_ms: int) -> Clock:
    mode = given.get("mode", clock.mode)
    known = clock.factor if clock.mode == "scaled" else None
    _check_factor(given, mode, known)
    now_ms = given.get("now", clock.at(real_ms)) + round(given.get("advance_s", 0) * 1000)
    if now_ms >= LATEST_MS:
        raise UsageError("a clock goes no further than the year 2199", field="advance_s")
    return make_clock(mode, real_ms=real_ms, factor=given.get("factor", known), now_ms=now_ms)
