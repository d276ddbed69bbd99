"""
Tenants, as their owner sees them: create, list, describe, reset, snapshot, restore, remove.

However large a tenant is, no other one waits for it; see `ats_simulator.worlds`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from ats_simulator import tenants, turning
from ats_simulator.app import Sandbox
from ats_simulator.assumptions import resolve
from ats_simulator.control import clock as clocks
from ats_simulator.control.fields import (
    Checks,
    identifier,
    integer,
    mapping,
    numeric,
    one_of,
    read,
    words,
)
from ats_simulator.errors import UnknownName, UsageError
from ats_simulator.provider import Provider, Tenant
from ats_simulator.tenants import COMMON_SETTINGS, TenantSpec
from ats_simulator.world.instants import to_instant

JsonObject = dict[str, Any]
LARGEST_WORLD = 1_000_000
LARGEST_SETTING = 1_000_000_000
LARGEST_WINDOW = 1_000_000

CREATE: Checks = {
    "provider": words,
    "id": identifier,
    "seed": integer(0),
    "size": integer(0, LARGEST_WORLD),
    "plan": words,
    "limits": one_of("value for limits", ("on", "off")),
    "clock": mapping,
    "assumptions": mapping,
    "settings": mapping,
}


def create(sandbox: Sandbox, body: Mapping[str, Any], origin: str) -> JsonObject:
    """
    Create a tenant and its world.

    Shape: *body* {"provider", "id"?, "seed"?, "size"?, "plan"?, "limits"?, "clock"?: {"mode"?,
        "factor"?, "now"?}, "assumptions"?, "settings"?} → as `describe`.
    Raises: UsageError, UnknownName.
    """
    given = read(body, CREATE)
    if "provider" not in given:
        known = ", ".join(sorted(sandbox.providers))
        raise UsageError(f"provider is missing; known: {known}", field="provider")
    provider = provider_named(sandbox, given["provider"], field="provider")
    resolve(provider.assumptions, given.get("assumptions", {}))
    given["settings"] = check_settings(provider, given.get("settings", {}))
    clock = clocks.read_new(given.pop("clock", {}))
    spec = TenantSpec(
        **given,
        clock_mode=clock.get("mode", "real"),
        clock_factor=clock.get("factor"),
        now=to_instant(clock["now"]) if "now" in clock else None,
    )
    tenant = tenants.create(sandbox, spec)
    with sandbox.transaction() as con:
        return _describe(sandbox, con, tenant, origin)


def provider_named(sandbox: Sandbox, name: str, *, field: str | None = None) -> Provider:
    """Find a provider. Raises: UnknownName."""
    if name not in sandbox.providers:
        raise UnknownName("provider", name, sandbox.providers, field=field)
    return sandbox.providers[name]


def check_settings(provider: Provider, given: Mapping[str, Any]) -> JsonObject:
    """
    Check settings: positive numbers, whole where the default is whole; 0 where it means no limit.

    Raises: UnknownName, UsageError, each with its field.
    """
    known = {**COMMON_SETTINGS, **provider.settings}
    for name in given:
        if name not in known:
            raise UnknownName("setting", name, known, field=f"settings.{name}")
    smallest, counted = 1 / LARGEST_SETTING, set(provider.window_settings.values())
    return {
        name: (
            numeric(smallest, LARGEST_SETTING)
            if isinstance(known[name], float)
            else integer(
                int(name not in provider.unbounded),
                LARGEST_WINDOW if name in counted else LARGEST_SETTING,
            )
        )(f"settings.{name}", value)
        for name, value in given.items()
    }


def every(sandbox: Sandbox, origin: str) -> JsonObject:
    """List all tenants in order of creation. Shape: {"tenants": […], "total": int}."""
    with sandbox.transaction() as con:
        found = [_describe(sandbox, con, t, origin) for t in tenants.every(sandbox, con)]
    return {"tenants": found, "total": len(found)}


def one(sandbox: Sandbox, tenant_id: str, origin: str) -> JsonObject:
    """
    Show a tenant.

    Shape: `ats_simulator.tenants.describe` and "snapshots".
    Raises: NotFound.
    """
    with sandbox.transaction() as con:
        return _describe(sandbox, con, sandbox.tenant_named(con, tenant_id), origin)


def consulted(sandbox: Sandbox, tenant_id: str) -> list[str]:
    """Name the assumptions that were consulted for a tenant, as `describe` does."""
    with sandbox.transaction() as con:
        return tenants.consulted(con, sandbox.tenant_named(con, tenant_id))


def _describe(sandbox: Sandbox, con: sqlite3.Connection, tenant: Tenant, origin: str) -> JsonObject:
    shown = tenants.describe(sandbox, con, tenant, origin)
    return {**shown, "snapshots": turning.snapshots(con, tenant)}


def _find(sandbox: Sandbox, tenant_id: str) -> Tenant:
    with sandbox.transaction() as con:
        return sandbox.tenant_named(con, tenant_id)


def remove(sandbox: Sandbox, tenant_id: str) -> JsonObject:
    """Remove a tenant with everything that belongs to it. Shape: {"removed": id}."""
    turning.remove(sandbox, _find(sandbox, tenant_id))
    return {"removed": tenant_id}


def reset(sandbox: Sandbox, tenant_id: str, origin: str) -> JsonObject:
    """Go back to the generated world; clock, limits and snapshots stay. Shape: as `one`."""
    turning.reset(sandbox, _find(sandbox, tenant_id))
    return one(sandbox, tenant_id, origin)


def snapshot(sandbox: Sandbox, tenant_id: str, body: Mapping[str, Any]) -> JsonObject:
    """Keep the present state under a name. Shape: *body* {"name"} → {"name", "tenant"}."""
    given = read(body, {"name": identifier})
    if "name" not in given:
        raise UsageError("name is missing: what the snapshot is to be called", field="name")
    turning.snapshot(sandbox, _find(sandbox, tenant_id), given["name"])
    return {"name": given["name"], "tenant": tenant_id}


def snapshots(sandbox: Sandbox, tenant_id: str) -> JsonObject:
    """List a tenant's snapshots. Shape: {"snapshots": [{"name"}], "total": int}."""
    with sandbox.transaction() as con:
        names = turning.snapshots(con, sandbox.tenant_named(con, tenant_id))
    return {"snapshots": [{"name": name} for name in names], "total": len(names)}


def restore(sandbox: Sandbox, tenant_id: str, name: str, origin: str) -> JsonObject:
    """Go back to a snapshot. Shape: as `one`. Raises: NotFound."""
    turning.restore(sandbox, _find(sandbox, tenant_id), name)
    return one(sandbox, tenant_id, origin)
