"""
A tenant's limits in its owner's hands: counters, switch, other windows, exhaust, forget.

Counters are shown for every credential that is in use, also for what nobody has counted yet.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, get_args
from zoneinfo import available_timezones

from ats_simulator import tenants
from ats_simulator.app import Sandbox
from ats_simulator.control.fields import (
    Checks,
    identifier,
    integer,
    items,
    mapping,
    one_of,
    read,
    switch,
)
from ats_simulator.errors import UnknownName, UsageError
from ats_simulator.limits import Kind, Meter, Window, decide
from ats_simulator.provider import Request, Tenant
from ats_simulator.store import counters
from ats_simulator.world.instants import to_instant

JsonObject = dict[str, Any]
MOST_WINDOWS = 10
MOST_REQUESTS = 1_000_000_000
MOST_UNLESS_FIXED = 100_000
"""A sliding window keeps one row for each request that it admits; a bucket counts in products."""


def _zone(field: str, value: Any) -> str:
    """Read the name of a time zone, or "" for none."""
    if value != "" and value not in available_timezones():
        raise UsageError(f"there is no time zone {value!r}; one is 'Europe/London'", field=field)
    return str(value)


WINDOW: Checks = {
    "name": identifier,
    "requests": integer(1, MOST_REQUESTS),
    "seconds": integer(1, 366 * 86_400),
    "kind": one_of("kind of window", get_args(Kind)),
    "offset_s": integer(0, 366 * 86_400),
    "zone": _zone,
}


def _window(field: str, value: Any) -> Window:
    given = read(mapping(field, value), WINDOW, prefix=f"{field}.")
    for name in ("name", "requests", "seconds"):
        if name not in given:
            raise UsageError(f"{field}.{name} is missing", field=f"{field}.{name}")
    window = Window(**given)
    if window.zone and window.kind != "fixed":
        raise UsageError("only a fixed window is a day in a zone", field=f"{field}.zone")
    if window.kind != "fixed" and window.requests > MOST_UNLESS_FIXED:
        raise UsageError(
            f"only a fixed window admits more than {MOST_UNLESS_FIXED} requests",
            field=f"{field}.requests",
        )
    return window


def _true(field: str, value: Any) -> bool:
    if value is not True:
        raise UsageError(f"{field} can only be true; leave it out otherwise", field=field)
    return True


CHANGE: Checks = {
    "enabled": switch,
    "windows": items(_window, at_most=MOST_WINDOWS),
    "exhaust": identifier,
    "reset": _true,
}


def show(sandbox: Sandbox, tenant_id: str) -> JsonObject:
    """
    Show a tenant's limits and what has been counted.

    Shape: {"enabled": bool, "windows": [{"name", "requests", "seconds", "kind", "offset_s",
        "zone"}], "counters": [{"window", "scope", "requests", "used", "remaining", "reset_at"}]}.
    """
    with sandbox.transaction() as con:
        return _show(sandbox, con, sandbox.tenant_named(con, tenant_id))


def _show(sandbox: Sandbox, con: sqlite3.Connection, tenant: Tenant) -> JsonObject:
    now_ms = tenant.clock.at(sandbox.wall())
    return {
        "enabled": tenant.limits_on,
        "windows": [asdict(window) for window in tenant.windows],
        "counters": [_counter(con, tenant, m, now_ms) for m in _meters(sandbox, con, tenant)],
    }


def _meters(sandbox: Sandbox, con: sqlite3.Connection, tenant: Tenant) -> Iterator[Meter]:
    """List every meter of every credential in use, each once."""
    provider, seen = sandbox.providers[tenant.provider], set()
    for credential in tenants.credentials_of(con, tenant):
        if credential.state == "active":
            for meter in provider.meters(Request(method="GET", path="/"), credential, tenant):
                if meter not in seen:
                    seen.add(meter)
                    yield meter


def _remaining(con: sqlite3.Connection, tenant: Tenant, meter: Meter, now_ms: int) -> int:
    usage = counters.usage_of(con, tenant.n, meter, now_ms)
    decision = decide([meter], {} if usage is None else {meter: usage}, now_ms)
    return decision.standings[0].remaining + (1 if decision.allowed else 0)


def _counter(con: sqlite3.Connection, tenant: Tenant, meter: Meter, now_ms: int) -> JsonObject:
    usage = counters.usage_of(con, tenant.n, meter, now_ms)
    standing = decide([meter], {} if usage is None else {meter: usage}, now_ms).standings[0]
    remaining = _remaining(con, tenant, meter, now_ms)
    return {
        "window": meter.window.name,
        "scope": meter.scope,
        "requests": meter.window.requests,
        "used": meter.window.requests - remaining,
        "remaining": remaining,
        "reset_at": to_instant(standing.reset_ms),
    }


def change(sandbox: Sandbox, tenant_id: str, body: Mapping[str, Any]) -> JsonObject:
    """
    Change a tenant's limits: first reset, then switch and windows, then exhaust.

    What was counted in a window that is no longer the same is forgotten.

    Shape: *body* {"enabled"?: bool, "windows"?: [{"name", "requests", "seconds", "kind"?,
        "offset_s"?, "zone"?}], "exhaust"?: window name, "reset"?: true} → as `show`.
        `windows` replaces all windows of the plan.
    Raises: UsageError, UnknownName, NotFound.
    """
    given = read(body, CHANGE)
    if not given:
        raise UsageError("nothing to change: give enabled, windows, exhaust or reset")
    with sandbox.transaction() as con:
        tenant = sandbox.tenant_named(con, tenant_id)
        windows = _distinct(given.get("windows", tenant.windows))
        if "exhaust" in given and given["exhaust"] not in (names := [w.name for w in windows]):
            raise UnknownName("window", given["exhaust"], names, field="exhaust")
        if "reset" in given:
            counters.clear(con, tenant.n)
        for window in set(tenant.windows) ^ set(windows):
            counters.clear(con, tenant.n, window.name)
        enabled = given.get("enabled", tenant.limits_on)
        tenants.set_limits(sandbox, con, tenant, enabled=enabled, windows=windows)
        tenant = sandbox.tenant(con, tenant.n)
        if "exhaust" in given:
            _exhaust(sandbox, con, tenant, given["exhaust"])
        return _show(sandbox, con, tenant)


def _distinct(windows: tuple[Window, ...] | list[Window]) -> tuple[Window, ...]:
    names = [window.name for window in windows]
    if len(set(names)) < len(names):
        raise UsageError("two windows have the same name", field="windows")
    return tuple(windows)


def _exhaust(sandbox: Sandbox, con: sqlite3.Connection, tenant: Tenant, name: str) -> None:
    """Count a window full for every credential, as if its last request had just passed."""
    now_ms = tenant.clock.at(sandbox.wall())
    for meter in list(_meters(sandbox, con, tenant)):
        if meter.window.name == name:
            left = _remaining(con, tenant, meter, now_ms)
            counters.add(con, tenant.n, meter, now_ms, left)
