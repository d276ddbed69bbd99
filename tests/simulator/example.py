"""
A provider in one file: notes on candidates behind a bearer token, the smallest that is whole.

The tests of the shared parts use it, so that none of them depends on a real vendor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response, request

from ats_simulator.assumptions import Assumption
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
from ats_simulator.world.generate import StageSpec

JSON = ("Content-Type", "application/json")
RESOURCES = frozenset({"applications", "candidates", "job_interview_stages", "jobs", "users"})
KINDS = ("candidates", "jobs")


def says(status: int, text: str, *headers: tuple[str, str]) -> Reply:
    body = orjson.dumps({"says": text})
    return Reply(status=status, headers=(JSON, *headers), body=body)


def identify(request: Request, find: Callable[[str], Credential | None]) -> Credential | None:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return find(token) if kind == "Bearer" else None


def admit(request: Request, credential: Credential | None, tenant: Tenant | None) -> Reply | None:
    if credential is None or credential.state != "active":
        return says(401, "who are you?")
    return None


def meters(request: Request, credential: Credential, tenant: Tenant) -> Sequence[Meter]:
    return [Meter(credential.name, window) for window in tenant.windows]


def over_limit(tenant: Tenant, decision: Decision, now_ms: int) -> Reply:
    wait = retry_after_s(decision, tenant.clock, now_ms)
    return says(429, "slow down", ("Retry-After", str(wait)))


def credentials(seed: int, tenant_id: str, n: int) -> Iterable[Credential]:
    for name in ("token", "second"):
        yield Credential(tenant=n, name=name, handle=f"ex_{name}_{n:06}_{seed}")


def describe(known: Sequence[Credential]) -> dict[str, Any]:
    return {credential.name: credential.handle for credential in known}


def render(services: Services, resource: str, n: int, record: Record) -> Iterable[WireRow]:
    if resource in KINDS:
        shown = {"id": record["id"], "status": record["status"], "at": record["updated_at"]}
        yield WireRow(kind=resource, n=n, ref=record["id"], body=orjson.dumps(shown))


def events_of(services: Services, change: Change) -> Iterable[Event]:
    if change.resource == "candidates":
        what = "created" if change.before is None else "changed"
        record = change.after or {"id": None}
        yield Event(name=f"candidate.{what}", data={"id": record["id"]})


def payload(tenant: Tenant, event_id: str, event: Event, created_ms: int) -> bytes:
    return orjson.dumps({"id": event_id, "event": event.name, "data": event.data})


def sign(tenant: Tenant, secret: str, body: bytes, event: str, delivery: str) -> Headers:
    return [("X-Example-Signature", hmac_sha256_hex(secret, body))]


def build_app() -> Flask:
    app = Flask("example")

    @app.get("/<kind>")
    def listing(kind: str) -> Response:
        services: Services = request.environ[SERVICES]
        rows = services.rows(kind, skip=0, take=100)
        body = b"[" + b",".join(rows.bodies) + b"]"
        return Response(body, content_type="application/json")

    @app.post("/candidates")
    def create() -> Response:
        services: Services = request.environ[SERVICES]
        n, key = services.next_key("candidates")
        first = services.truth_at("candidates", 1) or {}
        services.put("candidates", n, {**first, "id": key})
        if request.args.get("then") == "break":
            raise RuntimeError("a bug in a route")
        return Response(orjson.dumps({"id": key}), 201, content_type="application/json")

    return app


PROVIDER = Provider(
    name="example",
    title="Example",
    resources=RESOURCES,
    assumptions=(
        Assumption(
            name="mood",
            statement="How the vendor answers.",
            values=("kind", "terse"),
            affects="nothing",
            doubt="nobody asked",
            source="none",
        ),
    ),
    settings={"page_size": 25, "pause_s": 0.5},
    plans={
        "small": (
            Window(name="minute", requests=5, seconds=60),
            Window(name="day", requests=100, seconds=86_400),
        ),
        "sliding": (Window(name="minute", requests=5, seconds=60, kind="sliding"),),
    },
    default_plan="small",
    lens=Lens(),
    openapi=Path(__file__).with_name("example.yaml"),
    secrets=frozenset({"token"}),
    identify=identify,
    admit=admit,
    meters=meters,
    over_limit=over_limit,
    server_error=lambda status: says(status, "we broke"),
    build_app=build_app,
    ids=lambda values, seed, resource, n: str(n),
    stages=lambda values: (
        StageSpec(id="1", name="New", kind="applied"),
        StageSpec(id="2", name="In", kind="hired"),
        StageSpec(id="3", name="Out", kind="rejected"),
    ),
    credentials=credentials,
    describe=describe,
    render=render,
    webhooks=Webhooks(
        events=("candidate.created", "candidate.changed"),
        events_of=events_of,
        payload=payload,
        sign=sign,
        retry_after_s=(60, 300),
    ),
    sample_call=lambda shown, base_url: f"curl {base_url}/candidates",
)
