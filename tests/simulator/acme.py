"""
Acme: the smallest provider there can be, so that the shared parts are tested without a vendor.

It has tags and nothing else: list, get, rename; one credential; two requests a minute unless
limits are off; one event, retried twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response, request

from ats_simulator.lens import Lens
from ats_simulator.limits import Decision, Meter, Window, retry_after_s
from ats_simulator.provider import (
    SERVICES,
    Change,
    Credential,
    Event,
    Headers,
    Provider,
    Record,
    Reply,
    Request,
    Tenant,
    Webhooks,
    WireRow,
)
from ats_simulator.services import Services
from ats_simulator.signing import hmac_sha256_hex

JSON = (("Content-Type", "application/json"),)


def identify(request: Request, find: Any) -> Credential | None:
    """Find the credential of a bearer token."""
    found = find(request.headers.get("authorization", "").removeprefix("Bearer "))
    return found if isinstance(found, Credential) else None


def admit(request: Request, credential: Credential | None, tenant: Tenant | None) -> Reply | None:
    """Refuse whoever has no credential."""
    return None if credential else Reply(status=401, headers=JSON, body=b'{"error":"who?"}')


def over_limit(tenant: Tenant, decision: Decision, now_ms: int) -> Reply:
    """Answer 429."""
    wait = str(retry_after_s(decision, tenant.clock, now_ms))
    return Reply(status=429, headers=(*JSON, ("Retry-After", wait)), body=b'{"error":"slow"}')


def build_app() -> Flask:
    """Make the routes."""
    app = Flask("acme")

    @app.get("/v1/tags")
    def list_tags() -> Response:
        services: Services = request.environ[SERVICES]
        page = services.rows("tags", skip=0, take=100)
        return Response(b"[" + b",".join(page.bodies) + b"]", mimetype="application/json")

    @app.get("/v1/tags/<ref>")
    def get_tag(ref: str) -> Response:
        body = request.environ[SERVICES].row("tags", ref)
        missing = Response(b'{"error":"none"}', status=404, mimetype="application/json")
        return missing if body is None else Response(body, mimetype="application/json")

    @app.put("/v1/tags/<ref>")
    def rename_tag(ref: str) -> Response:
        services: Services = request.environ[SERVICES]
        n, tag = services.truth("tags", ref) or (0, {})
        services.put("tags", n, tag | {"name": request.get_json()["name"]})
        return Response(services.row("tags", ref), mimetype="application/json")

    return app


def events_of(services: Services, change: Change) -> Iterable[Event]:
    """Give one event for each renamed tag."""
    yield Event(name="tag.renamed", data=change.after)


def payload(tenant: Tenant, event_id: str, event: Event, now_ms: int) -> bytes:
    """Write an event."""
    return orjson.dumps({"id": event_id, "event": event.name, "at": now_ms, "data": event.data})


def sign(tenant: Tenant, secret: str, body: bytes, event: str, attempt: str) -> Headers:
    """Sign an attempt."""
    return (("X-Acme-Signature", hmac_sha256_hex(secret, body)), ("X-Acme-Delivery", attempt))


def credentials(seed: int, tenant_id: str, n: int) -> Iterable[Credential]:
    """Give the one token."""
    yield Credential(tenant=n, name="token", handle=f"token-of-{tenant_id}")


def describe(owned: Sequence[Credential]) -> dict[str, Any]:
    """Show the one token."""
    return {c.name: c.handle for c in owned}


def render(services: Services, resource: str, n: int, record: Record) -> Iterable[WireRow]:
    """Show a tag as it is."""
    yield WireRow(kind=resource, n=n, ref=record["id"], body=orjson.dumps(record))


def meters(request: Request, credential: Credential, tenant: Tenant) -> Sequence[Meter]:
    """Count per tenant."""
    return [Meter(tenant.id, w) for w in tenant.windows]


def ids(assumptions: Mapping[str, str], seed: int, resource: str, n: int) -> str:
    """Name a record by its number."""
    return str(n)


ACME = Provider(
    name="acme",
    title="Acme",
    resources=frozenset({"tags"}),
    assumptions=(),
    settings={},
    plans={"free": (Window(name="minute", requests=2, seconds=60),)},
    default_plan="free",
    lens=Lens(),
    openapi=Path(__file__),
    secrets=frozenset(),
    identify=identify,
    admit=admit,
    meters=meters,
    over_limit=over_limit,
    server_error=lambda status: Reply(status=status, headers=JSON, body=b'{"error":"broken"}'),
    build_app=build_app,
    ids=ids,
    stages=lambda assumptions: (),
    credentials=credentials,
    describe=describe,
    render=render,
    webhooks=Webhooks(
        events=("tag.renamed",),
        events_of=events_of,
        payload=payload,
        sign=sign,
        retry_after_s=(60, 300),
        timeout_s=0.5,
    ),
    sample_call=lambda credentials, base_url: f"curl {base_url}/v1/tags",
)
