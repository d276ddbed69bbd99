"""A desk for these tests: one sandbox, its tenants, and calls that look like HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ats_simulator import tenants
from ats_simulator.app import Sandbox
from ats_simulator.clock import make_clock
from ats_simulator.exchange import answer
from ats_simulator.provider import Reply, Request, Tenant
from ats_simulator.providers import REGISTRY
from ats_simulator.services import Services, services_for
from ats_simulator.store.database import Database
from ats_simulator.world.instants import from_instant

PROVIDER = REGISTRY["nexivohr"]
NOW = "2026-11-01T05:30:00Z"
BASE = "/ats/api/v1"


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, read."""

    reply: Reply

    @property
    def status(self) -> int:
        return self.reply.status

    @property
    def body(self) -> Any:
        return json.loads(self.reply.body)

    @property
    def errors(self) -> Any:
        return self.body["errors"]

    def header(self, name: str) -> str | None:
        return next((v for k, v in self.reply.headers if k.lower() == name.lower()), None)


class Desk:
    """One tenant in a sandbox of its own, on a manual clock that stands at NOW."""

    def __init__(self, **spec: Any) -> None:
        self.wall_ms = from_instant(NOW)
        self.sandbox = Sandbox(Database(), REGISTRY, wall=lambda: self.wall_ms)
        self.tenant_n = self.open(**spec).n

    def open(self, **spec: Any) -> Tenant:
        """Create a tenant."""
        defaults = {"limits": "off", "clock_mode": "manual", "now": NOW}
        wanted = tenants.TenantSpec(provider="nexivohr", **{**defaults, **spec})
        return tenants.create(self.sandbox, wanted)

    @property
    def tenant(self) -> Tenant:
        with self.sandbox.transaction() as con:
            return self.sandbox.tenant(con, self.tenant_n)

    def token(self, name: str = "token") -> str:
        with self.sandbox.transaction() as con:
            known = tenants.credentials_of(con, self.tenant)
        return next(c.handle for c in known if c.name == name)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: str = "",
        token: str | None = "token",
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Answer:
        """Send one request below BASE; *body* goes as JSON, *raw* as it is."""
        sent = {} if token is None else {"authorization": f"Bearer {self.token(token)}"}
        content = raw if raw is not None else b""
        if body is not None:
            content = json.dumps(body).encode()
        if content:
            sent["content-type"] = "application/json"
        sent.update(headers or {})
        return Answer(
            answer(
                self.sandbox,
                PROVIDER,
                Request(method=method, path=BASE + path, query=query, headers=sent, body=content),
            )
        )

    def get(self, path: str, query: str = "", **kwargs: Any) -> Answer:
        return self.call("GET", path, query=query, **kwargs)

    def post(self, path: str, body: Any = None, **kwargs: Any) -> Answer:
        return self.call("POST", path, body, **kwargs)

    def patch(self, path: str, body: Any = None, **kwargs: Any) -> Answer:
        return self.call("PATCH", path, body, **kwargs)

    def delete(self, path: str, **kwargs: Any) -> Answer:
        return self.call("DELETE", path, **kwargs)

    def services(self) -> Any:
        """Open the tenant's services in a transaction, as the control plane does."""
        from contextlib import contextmanager

        @contextmanager
        def opened() -> Iterator[Services]:
            with self.sandbox.transaction() as con:
                tenant = self.sandbox.tenant(con, self.tenant_n)
                yield services_for(self.sandbox, con, tenant)

        return opened()

    def truth(self, resource: str, key: object) -> dict[str, Any]:
        """Read one truth record."""
        with self.services() as services:
            found = services.truth(resource, str(key))
        assert found is not None, f"no {resource} {key}"
        record: dict[str, Any] = found[1]
        return record

    def advance(self, seconds: float) -> None:
        """Move the tenant's clock."""
        with self.sandbox.transaction() as con:
            tenant = self.sandbox.tenant(con, self.tenant_n)
            clock = tenant.clock.advance(round(seconds * 1000), real_ms=self.wall_ms)
            tenants.set_clock(self.sandbox, con, tenant, clock)

    def scale(self, factor: float) -> None:
        """Give the tenant a scaled clock that starts now."""
        with self.sandbox.transaction() as con:
            tenant = self.sandbox.tenant(con, self.tenant_n)
            now_ms = tenant.clock.at(self.wall_ms)
            clock = make_clock("scaled", real_ms=self.wall_ms, factor=factor, now_ms=now_ms)
            tenants.set_clock(self.sandbox, con, tenant, clock)

    def listen(self, *events: str) -> None:
        """Register a webhook, as the dashboard would."""
        with self.sandbox.transaction() as con:
            spec = json.dumps({"url": "http://127.0.0.1:9/", "events": list(events), "secret": "s"})
            con.execute("INSERT INTO webhooks VALUES (?,1,'whk_1',?)", (self.tenant_n, spec))

    def owed(self) -> list[dict[str, Any]]:
        """List the bodies of the events that are owed."""
        with self.sandbox.transaction() as con:
            rows = con.execute(
                "SELECT body FROM deliveries WHERE tenant=? ORDER BY n", (self.tenant_n,)
            ).fetchall()
        return [json.loads(body) for (body,) in rows]


def a_candidate(**fields: Any) -> dict[str, Any]:
    """Build a body that creates a candidate."""
    return {
        "first_name": "Nkechi",
        "last_name": "Obi",
        "email": "nkechi.obi@mail.example",
        **fields,
    }
