"""Faults on a tenant, as its owner sets them. What each does is in `ats_simulator.faults`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ats_simulator import faults
from ats_simulator.app import Sandbox

JsonObject = dict[str, Any]


def add(sandbox: Sandbox, tenant_id: str, body: Mapping[str, Any]) -> JsonObject:
    """
    Set a fault. Shape: `ats_simulator.faults.add`.

    Raises: UsageError, UnknownName, NotFound.
    """
    with sandbox.transaction() as con:
        shown = faults.add(con, sandbox.tenant_named(con, tenant_id).n, body)
        sandbox.reconfigured(con)
    return shown


def every(sandbox: Sandbox, tenant_id: str) -> JsonObject:
    """List a tenant's faults. Shape: {"faults": [`ats_simulator.faults.listing`], "total"}."""
    with sandbox.transaction() as con:
        found = faults.listing(con, sandbox.tenant_named(con, tenant_id).n)
    return {"faults": found, "total": len(found)}


def clear(sandbox: Sandbox, tenant_id: str, fault_id: str | None = None) -> JsonObject:
    """Remove one fault, or all. Shape: {"removed": int}. Raises: NotFound."""
    with sandbox.transaction() as con:
        tenant = sandbox.tenant_named(con, tenant_id)
        before = len(faults.listing(con, tenant.n))
        faults.clear(con, tenant.n, fault_id)
        removed = before - len(faults.listing(con, tenant.n))
        sandbox.reconfigured(con)
    return {"removed": removed}
