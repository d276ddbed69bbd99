"""
Signed events, an extension: the vendor has none that anybody knows of.

Off by default; the header says "Mock", so that nobody takes it for the vendor's. Source: SPEC
section 7 (our-choice).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from typing import Final

import orjson

from ats_simulator.provider import Change, Event, Record, Tenant, Webhooks
from ats_simulator.providers.jobtrain.lookups import number
from ats_simulator.services import Services
from ats_simulator.world.instants import to_instant

EVENTS: Final = ("application.created", "application.status_changed", "starter.completed")
RETRY_AFTER_S: Final = (1, 5, 25)
SIGNATURE: Final = "X-JobtrainMock-Signature"


def events_of(services: Services, change: Change) -> Iterator[Event]:
    """Derive the events of *change*, where the extension is on."""
    if change.after is None or services.assumptions["ext_webhooks"] != "on":
        return
    match change.resource:
        case "applications" if change.before is None:
            yield Event(name="application.created", data=_data(change.after))
        case "applications" if _stage(change.before) != _stage(change.after):
            yield Event(name="application.status_changed", data=_data(change.after))
        case "starter_forms" if _is_completed(change):
            found = services.truth("applications", change.after["application"]["id"])
            if found is not None:
                yield Event(name="starter.completed", data=_data(found[1]))


def _stage(application: Record | None) -> str | None:
    return application["current_stage"]["id"] if application else None


def _is_completed(change: Change) -> bool:
    before, after = change.before, change.after
    was = before is not None and before["state"] == "completed"
    return after is not None and after["state"] == "completed" and not was


def _data(application: Record) -> Record:
    job = application["job"]
    return {
        "candidateApplicationId": number(application["id"]),
        "candidateId": number(application["candidate"]["id"]),
        "jobId": number(job["id"]) if job else 0,
        "applicationStatusId": number(application["current_stage"]["id"]),
    }


def payload(tenant: Tenant, event_id: str, event: Event, created_ms: int) -> bytes:
    """
    Render the body of an event.

    Shape: {"id": str, "event": str, "occurredAt": instant, "data": {"candidateApplicationId",
        "candidateId", "jobId", "applicationStatusId": int}}.
    """
    at = to_instant(created_ms)
    return orjson.dumps({"id": event_id, "event": event.name, "occurredAt": at, "data": event.data})


def sign(
    tenant: Tenant, secret: str, body: bytes, event: str, delivery: str
) -> Sequence[tuple[str, str]]:
    """
    Give the header of one attempt: `t=<unix>,v1=<hex>`, HMAC-SHA256 over time, dot and body.

    The time is the event's own, so that the attempt's bytes do not depend on when it is made.
    """
    at_s = _occurred_s(body)
    signed = b"%d.%b" % (at_s, body)
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return ((SIGNATURE, f"t={at_s},v1={digest}"),)


def _occurred_s(body: bytes) -> int:
    from ats_simulator.world.instants import from_instant

    return from_instant(orjson.loads(body)["occurredAt"]) // 1000


WEBHOOKS: Final = Webhooks(
    events=EVENTS,
    events_of=events_of,
    payload=payload,
    sign=sign,
    retry_after_s=RETRY_AFTER_S,
    timeout_s=10.0,
)
