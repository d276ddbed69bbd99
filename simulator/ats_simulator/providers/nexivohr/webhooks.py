"""
The five webhook events: which change causes them, what they carry, how they are signed.

Derived from the change itself, so that what the tenant's owner does in the vendor's own user
interface fires as well. Sending is the outbox's work. Source: SPEC section 6.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import orjson

from ats_simulator.provider import Change, Event, Record, Tenant, Webhooks
from ats_simulator.providers.nexivohr import wire, world
from ats_simulator.services import Services
from ats_simulator.signing import hmac_sha256_base64, hmac_sha256_hex
from ats_simulator.world.instants import to_instant

EVENTS: Final = (
    "candidate.created",
    "candidate.updated",
    "job.created",
    "submission.stage_changed",
    "submission.placed",
)
"""Source: SPEC section 6 (official)."""

RETRY_AFTER_S: Final = (60, 300, 1800, 7200, 43_200)


def events_of(services: Services, change: Change) -> Iterator[Event]:
    """Derive the events of *change*; a record that is gone causes none."""
    if change.after is None or change.resource not in wire.OBJECTS:
        return
    data = _data(services.tenant, change.resource, change.after)
    for name in _names_of(change):
        yield Event(name=name, data=data)


def _names_of(change: Change) -> Iterator[str]:
    created = change.before is None
    match change.resource:
        case "candidates":
            yield "candidate.created" if created else "candidate.updated"
        case "jobs" if created:
            yield "job.created"
        case "applications" if _is_stage_change(change):
            yield "submission.stage_changed"
            if world.is_placement(change):
                yield "submission.placed"


def _is_stage_change(change: Change) -> bool:
    """A creation changes no stage: there is none before it."""
    before, after = change.before, change.after
    return bool(before and after and before["current_stage"]["id"] != after["current_stage"]["id"])


def _data(tenant: Tenant, resource: str, record: Record) -> bytes:
    """Render what an event carries, as JSON bytes."""
    style = wire.style_in(tenant.assumptions)
    shown = wire.wire_of(resource, record, style)
    if tenant.assumptions["webhook_data"] == "id_only":
        shown = {"id": shown["id"]}
    return wire.dumps(shown, style)


def payload(tenant: Tenant, event_id: str, event: Event, created_ms: int) -> bytes:
    """
    Render the body of an event.

    Shape: {"id": str, "event": str, "created_at": instant, "data": object}.
    """
    style = wire.style_in(tenant.assumptions)
    return orjson.dumps(
        {
            "id": event_id,
            "event": event.name,
            "created_at": wire.to_wire_instant(to_instant(created_ms), style),
            "data": orjson.Fragment(event.data),
        }
    )


def sign(
    tenant: Tenant, secret: str, body: bytes, event: str, delivery: str
) -> Sequence[tuple[str, str]]:
    """Give the headers of one attempt. Source: SPEC section 6; the signature's name official."""
    return (
        ("X-NexivoHR-Signature", signature(tenant.assumptions["signature_style"], secret, body)),
        ("X-NexivoHR-Event", event),
        ("X-NexivoHR-Delivery", delivery),
    )


def signature(style: str, secret: str, body: bytes) -> str:
    """Sign the raw *body* in the given style."""
    if style == "base64":
        return hmac_sha256_base64(secret, body)
    prefix = "sha256=" if style == "sha256_prefixed" else ""
    return prefix + hmac_sha256_hex(secret, body)


WEBHOOKS: Final = Webhooks(
    events=EVENTS,
    events_of=events_of,
    payload=payload,
    sign=sign,
    retry_after_s=RETRY_AFTER_S,
    timeout_s=10.0,
)
