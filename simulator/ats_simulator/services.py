"""
What a provider's route may use for one exchange: the tenant, its time and its records.

Handed in with the request, never imported, never global. Everything here happens inside the
exchange's transaction, so a write, its rendered rows, its webhook entries and its journal
entry are kept together or not at all. Validate before the first write: a refusal does not
undo what came before it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ats_simulator.provider import Change, Credential, Provider, Record, Tenant
from ats_simulator.store import records
from ats_simulator.store.records import BY_NUMBER, EVERYTHING, Where
from ats_simulator.webhooks import outbox
from ats_simulator.world.instants import to_instant

if TYPE_CHECKING:
    from ats_simulator.app import Sandbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One page of rendered rows, and how many match in all."""

    bodies: Sequence[bytes]
    total: int


@dataclass(slots=True, kw_only=True)
class Services:
    """
    The tenant, its time (*now_ms*) and its records, for one exchange.

    A route that answers a read from anything but records says so: *repeatable* false. *memo* is
    the provider's, for what it looks up again and again; a write empties it. *fresh* are records
    of a world in the making, by resource and number, that need not be read back.
    """

    sandbox: Sandbox
    con: sqlite3.Connection
    provider: Provider
    tenant: Tenant
    now_ms: int
    credential: Credential | None = None
    repeatable: bool = True
    memo: dict[Any, Any] = field(default_factory=dict)
    fresh: Mapping[tuple[str, int], Record] = field(default_factory=dict)

    @property
    def now(self) -> str:
        """The tenant's time as an instant of the truth."""
        return to_instant(self.now_ms)

    @property
    def assumptions(self) -> Mapping[str, str]:
        """The assumptions in force."""
        return self.tenant.assumptions

    def truth(self, resource: str, key: str) -> tuple[int, Record] | None:
        """Find a truth record by the id the provider shows."""
        return records.truth_of(self.con, self.tenant.world, resource, key)

    def truth_at(self, resource: str, n: int) -> Record | None:
        """Read a truth record by its number."""
        if (resource, n) in self.fresh:
            return self.fresh[resource, n]
        return records.truth_at(self.con, self.tenant.world, resource, n)

    def related(self, resource: str, parent: str, key: str) -> list[tuple[int, Record]]:
        """List the records of *resource* that belong to *key*: see `records.related_truth`."""
        return records.related_truth(self.con, self.tenant.world, resource, parent, key)

    def row(self, kind: str, ref: str) -> bytes | None:
        """Find one rendered row by its id on the wire."""
        self.tenant.assumptions.consult(self.tenant.rendered)
        return records.wire_of(self.con, self.tenant.world, kind, ref)

    def rows(
        self,
        kind: str,
        *,
        where: Where = EVERYTHING,
        order: str = BY_NUMBER,
        skip: int,
        take: int,
    ) -> Rows:
        """Read *take* rendered rows after the first *skip* that match, in *order* (SQL columns)."""
        self.tenant.assumptions.consult(self.tenant.rendered)
        found = self.sandbox.numbers(self.con, self.tenant, kind, where, order)
        bodies = records.wire_at(self.con, self.tenant.world, kind, found[skip : skip + take])
        return Rows(bodies=bodies, total=len(found))

    def exists(self, kind: str, where: Where) -> bool:
        """Say whether any rendered row matches."""
        found = self.con.execute(
            f"SELECT 1 FROM wire_index WHERE world=? AND kind=? AND {where.sql} LIMIT 1",
            (self.tenant.world, kind, *where.params),
        ).fetchone()
        return found is not None

    def next_key(self, resource: str) -> tuple[int, str]:
        """Give the number and the id of the record that would be created next."""
        n = records.last_number(self.con, self.tenant.world, resource) + 1
        assumptions = self.tenant.assumptions
        return n, self.provider.ids(assumptions, self.tenant.seed, resource, n)

    def put(self, resource: str, n: int, record: Record) -> None:
        """
        Create or replace the truth record *n*: rendered rows, follow-ups and webhooks included.

        A record equal to the one that is there changes nothing.
        """
        before = self.truth_at(resource, n)
        if before == record:
            return
        for world in self.tenant.worlds:
            row = records.truth_row(world, resource, n, record)
            records.put_truth(self.con, [row])
        if before is None:
            records.count(self.con, self.tenant.world, {resource: 1})
        self._spread(Change(resource=resource, n=n, before=before, after=record))

    def remove(self, resource: str, n: int) -> None:
        """Remove the truth record *n* and its rendered rows."""
        before = self.truth_at(resource, n)
        if before is None:
            return
        stale = self.provider.render(self, resource, n, before)
        for world in self.tenant.worlds:
            records.drop_truth(self.con, world, resource, n)
        for row in stale:
            self.drop_row(row.kind, row.n)
        records.count(self.con, self.tenant.world, {resource: -1})
        self._spread(Change(resource=resource, n=n, before=before, after=None))

    def render(self, resource: str, n: int, record: Record) -> None:
        """Render one record again and keep the rows."""
        rows = list(self.provider.render(self, resource, n, record))
        for world in self.tenant.worlds:
            records.put_wire(self.con, world, rows)

    def drop_row(self, kind: str, n: int) -> None:
        """Remove one rendered row."""
        for world in self.tenant.worlds:
            records.drop_wire(self.con, world, kind, n)

    def _spread(self, change: Change) -> None:
        """Carry a change to everything that follows from it."""
        self.memo.clear()
        self.sandbox.touched(self.con, self.tenant)
        if change.after is not None:
            self.render(change.resource, change.n, change.after)
        for resource, n in self.provider.shows(self, change) if self.provider.shows else ():
            if (shown := self.truth_at(resource, n)) is not None:
                self.render(resource, n, shown)
        self.provider.follow_up(self, change)
        outbox.owe(self, change)


def services_for(sandbox: Sandbox, con: sqlite3.Connection, tenant: Tenant) -> Services:
    """Make the services of a tenant outside any exchange, at its present time."""
    return Services(
        sandbox=sandbox,
        con=con,
        provider=sandbox.providers[tenant.provider],
        tenant=tenant,
        now_ms=tenant.clock.at(sandbox.wall()),
    )
