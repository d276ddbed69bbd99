"""
The life of a request, in order, as values.

One exchange is one transaction: what was counted, written, owed to webhooks and journalled is
kept together before the reply leaves. Exchanges that arrive together share one commit. The order
is written here and nowhere else; each provider's own order of routing, authentication and
permission is inside its `admit`.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ats_simulator import faults
from ats_simulator.app import Sandbox
from ats_simulator.doors.wsgi import call_app
from ats_simulator.limits import Decision
from ats_simulator.provider import Credential, Provider, Reply, Request, Tenant
from ats_simulator.services import Services
from ats_simulator.store import counters, journal
from ats_simulator.tenants import COMMON_SETTINGS

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Exchange:
    """What is known of a request so far."""

    sandbox: Sandbox
    con: sqlite3.Connection
    provider: Provider
    request: Request
    real_ms: int
    now_ms: int
    credential: Credential | None = None
    tenant: Tenant | None = None
    fault: faults.Taken | None = None
    decision: Decision | None = None
    limited: bool = False
    repeated: journal.Repeated | None = None


def answer(sandbox: Sandbox, provider: Provider, request: Request) -> Reply:
    """Take *request* through its life and give the reply that a door carries out."""
    return answer_all(sandbox, [(provider, request)])[0]


def answer_all(sandbox: Sandbox, calls: Sequence[tuple[Provider, Request]]) -> list[Reply]:
    """
    Answer requests that arrived together, in order, in one commit.

    Each is a transaction of its own: what breaks one of them undoes only that one. No reply may
    leave before this returns.
    """
    with sandbox.transaction() as con:
        return [_answer(sandbox, con, provider, writable(request)) for provider, request in calls]


def _answer(
    sandbox: Sandbox, con: sqlite3.Connection, provider: Provider, request: Request
) -> Reply:
    started = time.perf_counter_ns()
    exchange = arrive(sandbox, con, provider, request)
    con.execute("SAVEPOINT exchange")
    try:
        identify(exchange)
        reply = finish(exchange, run(exchange))
        record(exchange, reply, started)
    except Exception:
        log.exception("%s %s %s broke the simulator", provider.name, request.method, request.path)
        con.execute("ROLLBACK TO exchange")
        sandbox.forget()
        reply = provider.server_error(500)
        record(exchange, reply, started)
    con.execute("RELEASE exchange")
    return reply


def writable(request: Request) -> Request:
    """Replace what no encoding can hold: lone surrogates, from bytes that a door took as text."""
    texts = (request.path, request.query, *request.headers, *request.headers.values())
    if all(map(str.isascii, texts)):
        return request
    headers = {_whole(name): _whole(value) for name, value in request.headers.items()}
    return replace(request, path=_whole(request.path), query=_whole(request.query), headers=headers)


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def arrive(
    sandbox: Sandbox, con: sqlite3.Connection, provider: Provider, request: Request
) -> Exchange:
    """Open the exchange, on the wall's time until a tenant is known."""
    real_ms = sandbox.wall()
    return Exchange(
        sandbox=sandbox,
        con=con,
        provider=provider,
        request=replace(request, real_ms=real_ms),
        real_ms=real_ms,
        now_ms=real_ms,
    )


def identify(exchange: Exchange) -> None:
    """Find the tenant by its credential, and its time."""
    sandbox, con, provider = exchange.sandbox, exchange.con, exchange.provider

    def find(handle: str) -> Credential | None:
        return sandbox.credential(con, provider.name, handle)

    exchange.credential = provider.identify(exchange.request, find)
    if exchange.credential is not None:
        exchange.tenant = sandbox.tenant(con, exchange.credential.tenant)
        exchange.now_ms = exchange.tenant.clock.at(exchange.real_ms)


def run(exchange: Exchange) -> Reply:
    """Go through faults, admission, limits and the route, and stop at the first that answers."""
    tenant, credential = exchange.tenant, exchange.credential
    if (
        tenant is not None
        and credential is not None
        and exchange.sandbox.has_faults(exchange.con, tenant)
    ):
        exchange.fault = faults.take(exchange.con, tenant.n, credential.name, exchange.request)
        if exchange.fault is not None and exchange.fault.before:
            return exchange.fault.apply(None, exchange.provider.server_error)
    refusal = exchange.provider.admit(exchange.request, credential, tenant)
    if tenant is None or credential is None:
        return refusal or call_app(exchange.sandbox.app(exchange.provider), exchange.request, None)
    if refusal is not None and refusal.status not in exchange.provider.counted_refusals:
        return refusal
    limited = limit(exchange, tenant, credential)
    return limited or refusal or route(exchange, tenant, credential)


def limit(exchange: Exchange, tenant: Tenant, credential: Credential) -> Reply | None:
    """Count the request, or give the vendor's 429."""
    if not tenant.limits_on:
        return None
    meters = exchange.provider.meters(exchange.request, credential, tenant)
    exchange.decision = counters.admit(exchange.con, tenant.n, meters, exchange.now_ms)
    if exchange.decision.allowed:
        return None
    exchange.limited = True
    return exchange.provider.over_limit(tenant, exchange.decision, exchange.now_ms)


def route(exchange: Exchange, tenant: Tenant, credential: Credential) -> Reply:
    """Let the provider's route answer, or repeat what it answered while nothing has changed."""
    sandbox, request = exchange.sandbox, exchange.request
    key = sandbox.reply_key(exchange.con, tenant, credential, request)
    if key is not None and (known := sandbox.replies.get(key)) is not None:
        exchange.repeated = known.journalled
        return known.reply
    services = Services(
        sandbox=sandbox,
        con=exchange.con,
        provider=exchange.provider,
        tenant=tenant,
        now_ms=exchange.now_ms,
        credential=credential,
    )
    reply = call_app(sandbox.app(exchange.provider), request, services)
    if key is not None and reply.status == 200 and services.repeatable:
        sandbox.replies.keep(key, reply)
    return reply


def finish(exchange: Exchange, reply: Reply) -> Reply:
    """Add the provider's own headers, then let a fault that works afterwards have the reply."""
    if exchange.tenant is not None:
        extra = exchange.provider.headers(exchange.tenant, exchange.decision, exchange.now_ms)
        if extra:
            reply = replace(reply, headers=(*reply.headers, *extra))
    if exchange.fault is not None and not exchange.fault.before:
        reply = exchange.fault.apply(reply, exchange.provider.server_error)
    return reply


def record(exchange: Exchange, reply: Reply, started_ns: int) -> None:
    """Write the journal entry."""
    tenant = exchange.tenant
    entry = journal.Entry(
        at_ms=exchange.now_ms,
        real_ms=exchange.real_ms,
        duration_us=(time.perf_counter_ns() - started_ns) // 1000,
        request=exchange.request,
        reply=reply,
        credential=exchange.credential.name if exchange.credential else None,
        limited=exchange.limited,
        fault=exchange.fault.id if exchange.fault else None,
        repeated=exchange.repeated,
    )
    owner = journal.owner_of(tenant.id if tenant else None, exchange.provider.name)
    kept = tenant.settings if tenant else COMMON_SETTINGS
    bound, body_bytes = int(kept["journal_bound"]), int(kept["journal_body_bytes"])
    journal.write(exchange.con, owner, entry, exchange.provider.secrets, bound, body_bytes)
