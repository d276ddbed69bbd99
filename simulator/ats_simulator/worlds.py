"""
Worlds: the records of tenants and snapshots, each world under a number of its own.

A world is built, copied and dropped in slices, each a transaction, so that nobody else waits for
more than one. Until a tenant or a snapshot takes it, in one small transaction, a world is loose:
nobody can see it, and it is swept away if the process dies. What is written to a tenant while its
world is being copied is written to the copy as well. This module refuses to know whose world it is.
"""

from __future__ import annotations

import itertools
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ats_simulator.assumptions import Values
from ats_simulator.built import SHELF, Built
from ats_simulator.provider import Provider, Record, Tenant, WireRow
from ats_simulator.services import services_for
from ats_simulator.store import records
from ats_simulator.world.digest import Digest
from ats_simulator.world.generate import WorldSpec

if TYPE_CHECKING:
    from ats_simulator.app import Sandbox

T = TypeVar("T")
Item = tuple[str, int, Record]

CHUNK: Final = 800
"""Records generated at a time; what rendering looks up is remembered for as many."""

SLICE: Final = 400
"""Rows copied or dropped in one transaction; records rendered in one, at most."""

LEAST, HOLD_S = 25, 0.008
"""Records rendered in one transaction at least, and how long it is meant to last."""

LAST: Final = 2**63 - 1
"""No record has a higher number."""

_TABLES: Final = {"truth": "resource", "wire": "kind", "wire_index": "kind"}
"""The tables that hold worlds, and what besides the number names a row of each."""


def reserve(con: sqlite3.Connection, *, copy_of: int | None = None) -> int:
    """Give a number for a new world, loose, that may become the copy of another one."""
    row = con.execute("INSERT INTO loose (copy_of) VALUES (?) RETURNING world", (copy_of,))
    (world,) = row.fetchone()
    return int(world)


def take(con: sqlite3.Connection, world: int) -> None:
    """Say that a world has an owner from now on."""
    con.execute("DELETE FROM loose WHERE world=?", (world,))


def leave(con: sqlite3.Connection, world: int) -> None:
    """Say that a world has no owner any more: somebody is going to `drop` it."""
    con.execute("INSERT INTO loose (world) VALUES (?)", (world,))


def copies_of(con: sqlite3.Connection, world: int) -> tuple[int, ...]:
    """List the copies of a world that are being made."""
    return tuple(n for (n,) in con.execute("SELECT world FROM loose WHERE copy_of=?", (world,)))


@contextmanager
def kept_if_whole(sandbox: Sandbox, world: int) -> Iterator[None]:
    """Drop a world again if the block, which makes it, fails."""
    try:
        yield
    except Exception:
        drop(sandbox, world)
        raise


def build(
    sandbox: Sandbox, tenant: Tenant, progress: Callable[[int], None] | None = None
) -> Mapping[str, Any]:
    """
    Keep the world that *tenant* names: a copy if one was built before, generated if not.

    Shape: {"digest": str, "counts": {resource: int}, "made": [str], "rendered": [str]}; the last
        two are the assumptions that its making and its rendering asked for.
    """
    provider = sandbox.providers[tenant.provider]
    known = SHELF.find(provider, tenant)
    if known is None:
        told = _generate(sandbox, provider, tenant, progress)
    else:
        told = _take_down(sandbox, known, tenant, progress)
    with sandbox.transaction() as con:
        records.count(con, tenant.world, told["counts"])
    return told


def _take_down(
    sandbox: Sandbox, known: Built, tenant: Tenant, progress: Callable[[int], None] | None
) -> Mapping[str, Any]:
    """Write a small world that was built before; give what is told of it."""
    with sandbox.transaction() as con:
        records.put_truth(con, ((tenant.world, *row[1:]) for row in known.truth))
        records.put_wire(con, tenant.world, known.wire)
    if progress is not None:
        progress(len(known.truth))
    return known.told


def _generate(
    sandbox: Sandbox,
    provider: Provider,
    tenant: Tenant,
    progress: Callable[[int], None] | None,
) -> Mapping[str, Any]:
    """Generate, render and write a world; a small one is put on the shelf."""
    digest, counts, done = Digest(), dict.fromkeys(sorted(provider.resources), 0), 0
    made = Values(tenant.assumptions.to_json())
    fresh, pace = replace(tenant, assumptions=Values(made.to_json())), Pace()
    for chunk in _cut(provider.world(spec_of(provider, tenant, made)), CHUNK):
        rows = [records.truth_row(tenant.world, *item) for item in chunk]
        for (resource, n, _), row in zip(chunk, rows, strict=True):
            digest.feed(resource, n, row[-1])
            counts[resource] += 1
        with sandbox.transaction() as con:
            records.put_truth(con, rows)
        wire = _render(sandbox, fresh, chunk, pace)
        done += len(chunk)
        if progress is not None:
            progress(done)
    told = {
        "digest": digest.hexdigest(),
        "counts": counts,
        "made": sorted(made.consulted),
        "rendered": sorted(fresh.assumptions.consulted),
    }
    if 0 < done <= CHUNK:
        SHELF.keep(tenant, Built(provider=provider, truth=rows, wire=wire, told=told))
    return told


@dataclass(slots=True)
class Pace:
    """How many records are rendered in one transaction, so that it lasts some HOLD_S."""

    size: int = LEAST

    def took(self, seconds: float) -> None:
        """Learn from the last transaction: at most twice as many the next time."""
        fitting = int(self.size * HOLD_S / max(seconds, HOLD_S / 2))
        self.size = max(LEAST, min(SLICE, fitting))


def _render(sandbox: Sandbox, tenant: Tenant, chunk: list[Item], pace: Pace) -> list[WireRow]:
    """Render records that are kept already; what is looked up for one serves the others."""
    memo: dict[Any, Any] = {}
    wire: list[WireRow] = []
    rest = iter(chunk)
    while part := list(itertools.islice(rest, pace.size)):
        sandbox.database.give_way()
        with sandbox.transaction() as con:
            begun = time.perf_counter()
            services = services_for(sandbox, con, tenant)
            services.memo = memo
            rendered = [r for item in part for r in services.provider.render(services, *item)]
            records.put_wire(con, tenant.world, rendered)
        pace.took(time.perf_counter() - begun)
        wire += rendered
    return wire


def spec_of(
    provider: Provider, tenant: Tenant, values: Mapping[str, str] | None = None
) -> WorldSpec:
    """Say what a tenant's world is generated from; *values* note what that asks for."""
    values = tenant.assumptions.to_json() if values is None else values
    return WorldSpec(
        seed=tenant.seed,
        size=tenant.size,
        resources=provider.resources,
        stages=provider.stages(values),
        ids=partial(provider.ids, values, tenant.seed),
    )


def _cut(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while part := list(itertools.islice(iterator, size)):
        yield part


def copy(sandbox: Sandbox, source: int, target: int) -> None:
    """Copy a world, but for its counts, which `finish_copy` takes over at the end."""
    for table in _TABLES:
        after: tuple[str, int] | None = ("", 0)
        while after is not None:
            sandbox.database.give_way()
            with sandbox.transaction() as con:
                after = _copy_slice(con, table, (source, target), after)


def _copy_slice(
    con: sqlite3.Connection, table: str, worlds: tuple[int, int], after: tuple[str, int]
) -> tuple[str, int] | None:
    """Copy what comes after a key, from one world to another; give the last key, or null."""
    key = f"{_TABLES[table]}, n"
    rows, to_end = f"{table} WHERE world=? AND ({key}) > (?, ?)", (worlds[0], *after)
    found = f"SELECT {key} FROM {rows} ORDER BY {key} LIMIT 1 OFFSET {SLICE - 1}"
    end: tuple[str, int] | None = con.execute(found, to_end).fetchone()
    rest = [row[1] for row in con.execute(f"PRAGMA table_info({table})") if row[1] != "world"]
    columns = ", ".join(rest)
    sql = f"INSERT OR REPLACE INTO {table} (world, {columns}) SELECT ?, {columns} FROM {rows}"
    if end is None:
        con.execute(sql, (worlds[1], *to_end))
    else:
        con.execute(f"{sql} AND ({key}) <= (?, ?)", (worlds[1], *to_end, *end))
    return end


def finish_copy(con: sqlite3.Connection, source: int, target: int) -> None:
    """Bring a copy to its end, in the transaction in which somebody takes it."""
    con.execute(
        "INSERT INTO counts SELECT ?, resource, count FROM counts WHERE world=?", (target, source)
    )


def drop(sandbox: Sandbox, world: int) -> None:
    """Drop a loose world; if it was to be a copy, changes are written to it no longer."""
    with sandbox.transaction() as con:
        if con.execute(
            "UPDATE loose SET copy_of=NULL WHERE world=? AND copy_of IS NOT NULL", (world,)
        ).rowcount:
            sandbox.reconfigured(con)
    for table in _TABLES:
        more = True
        while more:
            sandbox.database.give_way()
            with sandbox.transaction() as con:
                more = _drop_slice(con, table, world)
    with sandbox.transaction() as con:
        con.execute("DELETE FROM counts WHERE world=?", (world,))
        con.execute("DELETE FROM loose WHERE world=?", (world,))


def _drop_slice(con: sqlite3.Connection, table: str, world: int) -> bool:
    """Drop some rows of the first kind that is left; false if none is."""
    kind = _TABLES[table]
    rows = f"FROM {table} WHERE world=?"
    row = con.execute(f"SELECT {kind} {rows} ORDER BY {kind}, n LIMIT 1", (world,)).fetchone()
    if row is None:
        return False
    of_kind, some = f"{rows} AND {kind}=?", (world, row[0])
    end = con.execute(f"SELECT n {of_kind} ORDER BY n LIMIT 1 OFFSET {SLICE - 1}", some).fetchone()
    con.execute(f"DELETE {of_kind} AND n<=?", (*some, end[0] if end else LAST))
    return True


def sweep(sandbox: Sandbox) -> None:
    """Drop every loose world: whoever was at work on one has died."""
    with sandbox.transaction() as con:
        found = con.execute("SELECT world FROM loose").fetchall()
    for (world,) in found:
        drop(sandbox, world)
