"""
The sandbox: one process's view of the database, its caches, and the provider apps.

Everything durable is in the database. What is kept here can be dropped at any moment: parsed
tenants and credentials (valid for one config version), lists of row numbers and whole replies
(valid for one data version of a tenant). `wall` is the only clock and is handed in.
"""

from __future__ import annotations

import sqlite3
import time
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask

from ats_simulator import tenants
from ats_simulator.errors import NotFound
from ats_simulator.provider import Credential, Provider, Reply, Request, Tenant
from ats_simulator.store import records
from ats_simulator.store.database import Database
from ats_simulator.store.journal import Repeated
from ats_simulator.store.records import Where

REPLIES_BYTES = 64 * 1024 * 1024
NUMBER_LISTS = 64


def wall_ms() -> int:
    """Read the machine's clock, in milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """A reply that is given again, and what the journal knows of it."""

    reply: Reply
    journalled: Repeated


class Replies:
    """Whole replies by key, least recently used first out, bounded in bytes."""

    def __init__(self, bound: int = REPLIES_BYTES) -> None:
        self._bound = bound
        self._size = 0
        self._kept: OrderedDict[object, Known] = OrderedDict()

    def get(self, key: object) -> Known | None:
        """Find a reply and mark it as used."""
        known = self._kept.get(key)
        if known is not None:
            self._kept.move_to_end(key)
        return known

    def keep(self, key: object, reply: Reply) -> None:
        """Keep a reply; the least recently used give way."""
        self._kept[key] = Known(reply, Repeated(reply.body))
        self._size += len(reply.body) + 500
        while self._size > self._bound:
            _, old = self._kept.popitem(last=False)
            self._size -= len(old.reply.body) + 500

    def clear(self) -> None:
        """Forget all replies."""
        self._kept.clear()
        self._size = 0


class Sandbox:
    """
    The providers over one database.

    *on_owed* is called after a transaction that left webhook deliveries owed. *allowed_hosts*
    are the webhook receivers allowed beside loopback; *sending* names the deliveries that this
    process is sending now, by world and number. *origin* is where clients find the providers,
    for the addresses that a provider writes into what it sends.
    """

    def __init__(
        self,
        database: Database,
        providers: Mapping[str, Provider],
        *,
        wall: Callable[[], int] = wall_ms,
        allowed_hosts: Iterable[str] = (),
    ) -> None:
        self.allowed_hosts = frozenset(allowed_hosts)
        self.sending: set[tuple[int, int]] = set()
        self.origin = "http://sandbox.test"
        self.database = database
        self.providers = providers
        self.wall = wall
        self.replies = Replies()
        self.on_owed: Callable[[], None] = lambda: None
        self._consulted: list[tuple[int, str]] = []
        self._owed = False
        self._apps: dict[str, Flask] = {}
        self._config_version = -1
        self._data_versions: dict[int, int] = {}
        self._credentials: dict[tuple[str, str], Credential] = {}
        self._tenants: dict[int, Tenant] = {}
        self._faulty: dict[int, bool] = {}
        self._numbers: OrderedDict[object, array[int]] = OrderedDict()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block as one transaction over caches that are known to be current."""
        try:
            with self.database.transaction() as con:
                if self.database.shared or self._config_version < 0:
                    self._refresh(con)
                yield con
                self._keep_consulted(con)
        except BaseException:
            self.forget()
            raise
        if self._owed:
            self._owed = False
            self.on_owed()

    def consulted(self, n: int, name: str) -> None:
        """Say that an assumption of tenant *n* was consulted, for the first time."""
        self._consulted.append((n, name))

    def _keep_consulted(self, con: sqlite3.Connection) -> None:
        if self._consulted:
            con.executemany("INSERT OR IGNORE INTO consulted VALUES (?, ?)", self._consulted)
            self._consulted.clear()

    def _refresh(self, con: sqlite3.Connection) -> None:
        (version,) = con.execute("SELECT value FROM meta WHERE key='config_version'").fetchone()
        if version != self._config_version:
            self.forget()
            self._config_version = version

    def forget(self) -> None:
        """Drop every cache."""
        self._config_version = -1
        for cache in (self._credentials, self._tenants, self._faulty, self._numbers):
            cache.clear()
        self._data_versions.clear()
        self.replies.clear()

    def reconfigured(self, con: sqlite3.Connection) -> None:
        """Say that tenants, credentials, clocks, limits or faults have changed."""
        con.execute("UPDATE meta SET value=value+1 WHERE key='config_version'")
        self.forget()
        self._refresh(con)

    def touched(self, con: sqlite3.Connection, tenant: Tenant) -> None:
        """Say that a tenant's records have changed."""
        con.execute("UPDATE tenants SET data_version=data_version+1 WHERE n=?", (tenant.n,))
        self._data_versions.pop(tenant.n, None)

    def owed(self) -> None:
        """Say that this transaction leaves webhook deliveries owed."""
        self._owed = True

    def data_version(self, con: sqlite3.Connection, tenant: Tenant) -> int:
        """Give the version of a tenant's records."""
        version = None if self.database.shared else self._data_versions.get(tenant.n)
        if version is None:
            row = con.execute("SELECT data_version FROM tenants WHERE n=?", (tenant.n,)).fetchone()
            version = self._data_versions[tenant.n] = row[0] if row else -1
        return version

    def app(self, provider: Provider) -> Flask:
        """Give the provider's Flask app, built once; what breaks in it, breaks the exchange."""
        if provider.name not in self._apps:
            app = self._apps[provider.name] = provider.build_app()
            app.config["PROPAGATE_EXCEPTIONS"] = True  # else Flask answers and all is kept
        return self._apps[provider.name]

    def credential(self, con: sqlite3.Connection, provider: str, handle: str) -> Credential | None:
        """Find a credential by what a request presents; valid or not."""
        known = self._credentials.get((provider, handle))
        if known is None and (found := tenants.find_credential(con, provider, handle)):
            known = self._credentials[provider, handle] = found
        return known

    def tenant(self, con: sqlite3.Connection, n: int) -> Tenant:
        """Give a tenant by its number."""
        known = self._tenants.get(n)
        if known is None:
            known = self._tenants[n] = tenants.load(self, con, n)
        return known

    def tenant_named(self, con: sqlite3.Connection, tenant_id: str) -> Tenant:
        """Give a tenant by its id. Raises: NotFound."""
        row = con.execute("SELECT n FROM tenants WHERE id=?", (tenant_id,)).fetchone()
        if row is None:
            raise NotFound("tenant", tenant_id)
        return self.tenant(con, row[0])

    def has_faults(self, con: sqlite3.Connection, tenant: Tenant) -> bool:
        """Say whether any fault is set on a tenant."""
        if tenant.n not in self._faulty:
            row = con.execute("SELECT 1 FROM faults WHERE tenant=? LIMIT 1", (tenant.n,))
            self._faulty[tenant.n] = row.fetchone() is not None
        return self._faulty[tenant.n]

    def numbers(
        self,
        con: sqlite3.Connection,
        tenant: Tenant,
        kind: str,
        where: Where,
        order: str = records.BY_NUMBER,
    ) -> array[int]:
        """List the numbers of all rows that match, from memory while nothing has changed."""
        key = (tenant.world, self.data_version(con, tenant), kind, where, order)
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = records.numbers(con, tenant.world, kind, where, order)
            if len(self._numbers) > NUMBER_LISTS:
                self._numbers.popitem(last=False)
        else:
            self._numbers.move_to_end(key)
        return known

    def reply_key(
        self,
        con: sqlite3.Connection,
        tenant: Tenant,
        credential: Credential,
        request: Request,
    ) -> object | None:
        """Name the reply to an identical read of unchanged records; null for other requests."""
        if request.method != "GET" or request.body:
            return None
        version = self.data_version(con, tenant)
        where = (request.mount, request.path, request.query, request.headers.get("accept"))
        return (tenant.n, version, credential.name, *where)

    def describe(self, con: sqlite3.Connection, tenant: Tenant) -> dict[str, Any]:
        """Show a tenant as the control plane does."""
        return tenants.describe(self, con, tenant)
