"""
The outbox: what is owed to whom, written in the transaction of the change that owes it.

A body is rendered once and sent byte for byte the same on every attempt. Sending is
`delivery`'s work; this module refuses to open a connection.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from ats_simulator.provider import Change, Event, Webhooks
    from ats_simulator.services import Services


def owe(services: Services, change: Change) -> None:
    """Put every event that *change* causes into the outbox, once for each webhook that wants it."""
    sender = services.provider.webhooks
    if sender is None:
        return
    hooks = services.con.execute(
        "SELECT id, spec FROM webhooks WHERE tenant=?", (services.tenant.n,)
    ).fetchall()
    if not hooks:
        return
    wanted = [(hook, orjson.loads(spec).get("events")) for hook, spec in hooks]
    for event in sender.events_of(services, change):
        takers = [hook for hook, events in wanted if not events or event.name in events]
        if takers:
            _keep(services, sender, event, takers)


def _keep(services: Services, sender: Webhooks, event: Event, takers: list[str]) -> None:
    tenant = services.tenant
    (last,) = services.con.execute(
        "SELECT coalesce(max(n), 0) FROM deliveries WHERE tenant=?", (tenant.n,)
    ).fetchone()
    event_id = f"evt_{_token(tenant.id, tenant.seed, 'event', last + 1)}"
    body = sender.payload(tenant, event_id, event, services.now_ms)
    services.con.executemany(
        "INSERT INTO deliveries "
        "(tenant, n, id, webhook, event_id, event, lane, body, state, next_ms) "
        "VALUES (?,?,?,?,?,?,?,?,'owed',?)",
        [
            (
                tenant.n,
                last + k,
                f"dlv_{_token(tenant.id, tenant.seed, 'delivery', last + k)}",
                hook,
                event_id,
                event.name,
                event.lane,
                body,
                services.now_ms,
            )
            for k, hook in enumerate(takers, start=1)
        ],
    )
    services.sandbox.owed()


def _token(*parts: object) -> str:
    text = ":".join(map(str, parts)).encode()
    return hashlib.blake2b(text, digest_size=10).hexdigest()
