"""
Going back: resetting a tenant, keeping and restoring snapshots, removing what is there.

The records are made ready apart, slice by slice (`worlds`); what is seen of it happens in one small
transaction at the end: until then everything is as it was. If the tenant or the snapshot has become
another one meanwhile, the work is thrown away and begun anew. This module refuses to turn the
journal back: it is evidence, and goes only with its tenant, or when that one begins anew.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from ats_simulator import worlds
from ats_simulator.errors import NotFound
from ats_simulator.provider import Tenant
from ats_simulator.store import journal
from ats_simulator.store.schema import ACCOUNT_TABLES
from ats_simulator.tenants import seed_credentials

if TYPE_CHECKING:
    from ats_simulator.app import Sandbox


def reset(sandbox: Sandbox, tenant: Tenant) -> None:
    """
    Go back to the generated world: records, credentials, counters, faults and webhooks.

    Raises: NotFound if the tenant has gone.
    """
    with sandbox.transaction() as con:
        if _is_pristine(con, tenant):
            _begin_anew(sandbox, con, tenant)
            return
        fresh = replace(tenant, world=worlds.reserve(con), copies=())
    with worlds.kept_if_whole(sandbox, fresh.world):
        worlds.build(sandbox, fresh)
        with sandbox.transaction() as con:
            old = _move(con, tenant, fresh.world)
            con.execute("UPDATE tenants SET pristine=data_version WHERE n=?", (tenant.n,))
            _begin_anew(sandbox, con, tenant)
    worlds.drop(sandbox, old)


def _is_pristine(con: sqlite3.Connection, tenant: Tenant) -> bool:
    """Say whether the records are still as they were generated."""
    sql = "SELECT data_version=pristine FROM tenants WHERE n=?"
    return bool(_one(con.execute(sql, (tenant.n,)), tenant)[0])


def _begin_anew(sandbox: Sandbox, con: sqlite3.Connection, tenant: Tenant) -> None:
    """Bring everything but the records to where it was when the tenant was created."""
    _wipe_account(con, tenant.n)
    seed_credentials(con, tenant, sandbox.providers[tenant.provider])
    journal.clear(con, tenant.id)
    sandbox.reconfigured(con)


def _move(con: sqlite3.Connection, tenant: Tenant, world: int) -> int:
    """Give a tenant another world; give the number of the old one, which is to be dropped."""
    found = con.execute("SELECT world FROM tenants WHERE n=?", (tenant.n,))
    (old,) = _one(found, tenant)
    con.execute(
        "UPDATE tenants SET world=?, data_version=data_version+1 WHERE n=?", (world, tenant.n)
    )
    worlds.take(con, world)
    worlds.leave(con, old)
    return int(old)


def _one(found: sqlite3.Cursor, tenant: Tenant) -> tuple[int, ...]:
    row: tuple[int, ...] | None = found.fetchone()
    if row is None:
        raise NotFound("tenant", tenant.id)
    return row


def snapshot(sandbox: Sandbox, tenant: Tenant, name: str) -> None:
    """
    Keep a tenant's present state under *name*; an older one of that name is replaced.

    Raises: NotFound if the tenant has gone.
    """
    while not _snapshot(sandbox, tenant.n, name):
        continue


def _snapshot(sandbox: Sandbox, n: int, name: str) -> bool:
    """Try to keep a snapshot; false if the tenant was given another world meanwhile."""
    with sandbox.transaction() as con:
        source = sandbox.tenant(con, n).world
        target = worlds.reserve(con, copy_of=source)
        sandbox.reconfigured(con)  # from now on a change is written to both
    with worlds.kept_if_whole(sandbox, target):
        worlds.copy(sandbox, source, target)
        with sandbox.transaction() as con:
            tenant = sandbox.tenant(con, n)
            old = _keep(con, tenant, name, target) if tenant.world == source else target
            sandbox.reconfigured(con)
    if old is not None:
        worlds.drop(sandbox, old)
    return old != target


def _keep(con: sqlite3.Connection, tenant: Tenant, name: str, world: int) -> int | None:
    """Write a snapshot down; give the world of the one it replaces, which is to be dropped."""
    old = _forget(con, tenant.n, name)
    con.execute("INSERT INTO meta VALUES ('snapshots', 1) ON CONFLICT DO UPDATE SET value=value+1")
    (count,) = con.execute("SELECT value FROM meta WHERE key='snapshots'").fetchone()
    worlds.finish_copy(con, tenant.world, world)
    worlds.take(con, world)
    _copy_account(con, tenant.n, -count)
    con.execute(
        "INSERT INTO snapshots SELECT ?, ?, ?, ?, clock, limits FROM tenants WHERE n=?",
        (tenant.n, name, -count, world, tenant.n),
    )
    return old


def _forget(con: sqlite3.Connection, tenant: int, name: str) -> int | None:
    """Strike a snapshot out; give its world, which is to be dropped, or null if there is none."""
    row = con.execute(
        "DELETE FROM snapshots WHERE tenant=? AND name=? RETURNING n, world", (tenant, name)
    ).fetchone()
    if row is None:
        return None
    _wipe_account(con, row[0])
    worlds.leave(con, row[1])
    return int(row[1])


def snapshots(con: sqlite3.Connection, tenant: Tenant) -> list[str]:
    """List the names of a tenant's snapshots."""
    rows = con.execute("SELECT name FROM snapshots WHERE tenant=? ORDER BY name", (tenant.n,))
    return [name for (name,) in rows]


def restore(sandbox: Sandbox, tenant: Tenant, name: str) -> None:
    """Go back to the snapshot *name*. Raises: NotFound."""
    while not _restore(sandbox, tenant, name):
        continue


def _restore(sandbox: Sandbox, tenant: Tenant, name: str) -> bool:
    """Try to go back; false if the snapshot was replaced meanwhile."""
    with sandbox.transaction() as con:
        source = _find(con, tenant, name)[1]
        target = worlds.reserve(con)
    with worlds.kept_if_whole(sandbox, target):
        worlds.copy(sandbox, source, target)
        with sandbox.transaction() as con:
            kept, world = _find(con, tenant, name)
            old = _turn_back(con, tenant, kept, world, target) if world == source else target
            sandbox.reconfigured(con)
    worlds.drop(sandbox, old)
    return old != target


def _find(con: sqlite3.Connection, tenant: Tenant, name: str) -> tuple[int, int]:
    """Give the number of a snapshot and that of its world. Raises: NotFound."""
    row = con.execute(
        "SELECT n, world FROM snapshots WHERE tenant=? AND name=?", (tenant.n, name)
    ).fetchone()
    if row is None:
        raise NotFound("snapshot", name)
    return row[0], row[1]


def _turn_back(con: sqlite3.Connection, tenant: Tenant, kept: int, source: int, world: int) -> int:
    """Give a tenant the state of the snapshot *kept*; give the world it had."""
    worlds.finish_copy(con, source, world)
    old = _move(con, tenant, world)
    _wipe_account(con, tenant.n)
    _copy_account(con, kept, tenant.n)
    con.execute(
        "UPDATE tenants SET (clock, limits) = (SELECT clock, limits FROM snapshots WHERE n=?) "
        "WHERE n=?",
        (kept, tenant.n),
    )
    return old


def remove(sandbox: Sandbox, tenant: Tenant) -> None:
    """Remove a tenant with its snapshots and its journal. Raises: NotFound if it has gone."""
    with sandbox.transaction() as con:
        gone = con.execute("DELETE FROM tenants WHERE n=? RETURNING world", (tenant.n,))
        (world,) = _one(gone, tenant)
        worlds.leave(con, world)
        kept = [_forget(con, tenant.n, name) for name in snapshots(con, tenant)]
        _wipe_account(con, tenant.n)
        journal.clear(con, tenant.id)
        con.execute("DELETE FROM consulted WHERE tenant=?", (tenant.n,))
        sandbox.reconfigured(con)
    for each in (world, *(n for n in kept if n is not None)):
        worlds.drop(sandbox, each)


def _wipe_account(con: sqlite3.Connection, n: int) -> None:
    for table in ACCOUNT_TABLES:
        con.execute(f"DELETE FROM {table} WHERE tenant=?", (n,))


def _copy_account(con: sqlite3.Connection, source: int, target: int) -> None:
    for table in ACCOUNT_TABLES:
        columns = [row[1] for row in con.execute(f"PRAGMA table_info({table})")]
        rest = ", ".join(c for c in columns if c != "tenant")
        con.execute(
            f"INSERT INTO {table} (tenant, {rest}) SELECT ?, {rest} FROM {table} WHERE tenant=?",
            (target, source),
        )
