"""
Worlds: the records of tenants and snapshots, each world under a number of its own.

A world is built, copied and dropped step by step, in turn with others: nobody waits for more than a
step and the commit after it. Until a tenant or a snapshot takes it, in one small transaction, a
world is loose: nobody can see it, and it is swept away if the process dies. What is written to a
tenant while its world is being copied is written to the copy as well. This module refuses to know
whose world it is.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
"""Records generated at a time."""

SLICE: Final = 400
"""Rows copied or dropped in one step."""

PART: Final = 100
"""Records rendered in one step."""

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
    made = Values(tenant.assumptions.to_json())
    fresh = replace(tenant, assumptions=Values(made.to_json()))
    items = provider.world(spec_of(provider, tenant, made))
    draft = Draft(counts=dict.fromkeys(sorted(provider.resources), 0))
    sandbox.database.in_turns(_writing(sandbox, fresh, items, draft, progress))
    told = {
        "digest": draft.digest.hexdigest(),
        "counts": draft.counts,
        "made": sorted(made.consulted),
        "rendered": sorted(fresh.assumptions.consulted),
    }
    if 0 < sum(draft.counts.values()) <= CHUNK:
        SHELF.keep(tenant, Built(provider=provider, truth=draft.truth, wire=draft.wire, told=told))
    return told


@dataclass(slots=True)
class Draft:
    """A world while it is made: what is told of all of it, and the rows of its last chunk."""

    counts: dict[str, int]
    digest: Digest = field(default_factory=Digest)
    truth: list[tuple[Any, ...]] = field(default_factory=list)
    wire: list[WireRow] = field(default_factory=list)

    def begin(self, world: int, chunk: list[Item]) -> None:
        """Take up the next chunk."""
        self.truth = [records.truth_row(world, *item) for item in chunk]
        self.wire = []
        for (resource, n, _), row in zip(chunk, self.truth, strict=True):
            self.digest.feed(resource, n, row[-1])
            self.counts[resource] += 1


def _writing(
    sandbox: Sandbox,
    tenant: Tenant,
    items: Iterator[Item],
    draft: Draft,
    progress: Callable[[int], None] | None,
) -> Iterator[None]:
    """Write records, then what shows them, step by step."""
    with sandbox.transaction() as con:
        services = services_for(sandbox, con, tenant)
    for chunk in _cut(items, CHUNK):
        yield
        draft.begin(tenant.world, chunk)
        services.fresh = {(resource, n): record for resource, n, record in chunk}
        yield
        with sandbox.transaction() as con:
            records.put_truth(con, draft.truth)
        yield
        for part in _cut(chunk, PART):
            with sandbox.transaction() as con:
                rows = [r for item in part for r in services.provider.render(services, *item)]
                if rows:
                    records.put_wire(con, tenant.world, rows)
            draft.wire += rows
            yield
        if progress is not None:
            progress(sum(draft.counts.values()))


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
    sandbox.database.in_turns(_copying(sandbox, source, target))


def _copying(sandbox: Sandbox, source: int, target: int) -> Iterator[None]:
    """Copy a world slice by slice."""
    for table in _TABLES:
        after: tuple[str, int] | None = ("", 0)
        while after is not None:
            with sandbox.transaction() as con:
                after = _copy_slice(con, table, (source, target), after)
            yield


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
    sandbox.database.in_turns(_dropping(sandbox, world))
    with sandbox.transaction() as con:
        con.execute("DELETE FROM counts WHERE world=?", (world,))
        con.execute("DELETE FROM loose WHERE world=?", (world,))


def _dropping(sandbox: Sandbox, world: int) -> Iterator[None]:
    """Drop a world slice by slice."""
    for table in _TABLES:
        more = True
        while more:
            with sandbox.transaction() as con:
                more = _drop_slice(con, table, world)
            yield


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
