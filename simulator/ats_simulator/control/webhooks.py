"""
Webhooks in their owner's hands: register, list, remove; and what was sent to them.

A secret that is not given follows from the tenant and the webhook's number, so that it is the
same on every run. This module refuses addresses outside this machine unless they are allowed.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from typing import Any

import orjson

from ats_simulator.app import Sandbox
from ats_simulator.control.fields import Checks, items, read, words
from ats_simulator.errors import NotFound, UnknownName, UsageError
from ats_simulator.provider import Provider, Tenant
from ats_simulator.webhooks import delivery
from ats_simulator.webhooks.receivers import check_url

JsonObject = dict[str, Any]
MOST_WEBHOOKS = 100

ADD: Checks = {"url": words, "events": items(words, at_most=100), "secret": words}


def add(
    sandbox: Sandbox, tenant_id: str, body: Mapping[str, Any], *, own_secret: bool = True
) -> JsonObject:
    """
    Register a webhook. Without `events` it gets all of them.

    Without `secret` it gets one of its own, or with *own_secret* off none at all: "".

    Shape: *body* {"url", "events"?: [str], "secret"?} → {"id", "url", "events", "secret"}.
    Raises: UsageError, UnknownName, NotFound.
    """
    given = read(body, ADD)
    if "url" not in given:
        raise UsageError("url is missing: where events are to be sent", field="url")
    check_url(given["url"], sandbox.allowed_hosts)
    with sandbox.transaction() as con:
        tenant = sandbox.tenant_named(con, tenant_id)
        _check_events(sandbox.providers[tenant.provider], given.get("events", []))
        n = _next_number(con, tenant)
        spec = {
            "url": given["url"],
            "events": given.get("events", []),
            "secret": given.get("secret") or (_secret(tenant, n) if own_secret else ""),
        }
        hook = f"whk_{_token(tenant, 'webhook', n)[:16]}"
        con.execute(
            "INSERT INTO webhooks VALUES (?,?,?,?)",
            (tenant.n, n, hook, orjson.dumps(spec).decode()),
        )
    return {"id": hook, **spec}


def _next_number(con: sqlite3.Connection, tenant: Tenant) -> int:
    last, count = con.execute(
        "SELECT coalesce(max(n), 0), count(*) FROM webhooks WHERE tenant=?", (tenant.n,)
    ).fetchone()
    if count >= MOST_WEBHOOKS:
        raise UsageError(f"a tenant has at most {MOST_WEBHOOKS} webhooks; remove one first")
    return int(last) + 1


def _check_events(provider: Provider, events: list[str]) -> None:
    if provider.webhooks is None:
        raise UsageError(f"{provider.title} sends no webhooks")
    for n, event in enumerate(events):
        if event not in provider.webhooks.events:
            raise UnknownName("event", event, provider.webhooks.events, field=f"events.{n}")


def _secret(tenant: Tenant, n: int) -> str:
    return f"whsec_{_token(tenant, 'secret', n)}"


def _token(tenant: Tenant, what: str, n: int) -> str:
    text = f"{tenant.id}:{tenant.seed}:{what}:{n}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def every(sandbox: Sandbox, tenant_id: str) -> JsonObject:
    """List a tenant's webhooks. Shape: {"webhooks": [as `add`], "total"}."""
    with sandbox.transaction() as con:
        tenant = sandbox.tenant_named(con, tenant_id)
        rows = con.execute("SELECT id, spec FROM webhooks WHERE tenant=? ORDER BY n", (tenant.n,))
        found = [{"id": hook, **orjson.loads(spec)} for hook, spec in rows]
    return {"webhooks": found, "total": len(found)}


def remove(sandbox: Sandbox, tenant_id: str, hook: str | None = None) -> JsonObject:
    """Remove one webhook, or all; what is owed to them will be dead.

    Shape: {"removed": int}."""
    with sandbox.transaction() as con:
        tenant = sandbox.tenant_named(con, tenant_id)
        removed = con.execute(
            "DELETE FROM webhooks WHERE tenant=?1 AND (?2 IS NULL OR id=?2)", (tenant.n, hook)
        ).rowcount
        if hook is not None and not removed:
            raise NotFound("webhook", hook)
    return {"removed": removed}


def deliveries(sandbox: Sandbox, tenant_id: str) -> JsonObject:
    """
    List what was, is being and will be sent, oldest first.

    Shape: {"deliveries": [`ats_simulator.webhooks.delivery.listing`], "total"}.
    """
    with sandbox.transaction() as con:
        found = delivery.listing(con, sandbox.tenant_named(con, tenant_id))
    return {"deliveries": found, "total": len(found)}


def replay(sandbox: Sandbox, tenant_id: str, delivery_id: str) -> JsonObject:
    """Owe a delivery again, from now. Shape: as one of `deliveries`. Raises: NotFound."""
    with sandbox.transaction() as con:
        tenant = sandbox.tenant_named(con, tenant_id)
        delivery.replay(sandbox, con, tenant, delivery_id)
        return next(d for d in delivery.listing(con, tenant) if d["id"] == delivery_id)
