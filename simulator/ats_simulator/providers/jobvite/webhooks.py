"""
The two webhook events: a change of workflow state, and a change of a job.

Derived from the change itself, so that what the tenant's owner does in the vendor's own user
interface fires as well; a new application fires none: `create_webhook` off (F). Sending is the
outbox's work. Source: SPEC section 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote

import orjson

from ats_simulator.provider import Change, Event, Tenant, Webhooks
from ats_simulator.providers.jobvite.operations import V2
from ats_simulator.services import Services
from ats_simulator.signing import hmac_sha256_base64, hmac_sha256_hex

EVENTS: Final = ("workflow", "job")
"""What a customer asks the vendor's support for. Source: SPEC section 7 (inferred)."""

TYPES: Final = {"workflow": "workflowUpdate", "job": "jobUpdate"}
"""`webhook_event_names` (F)."""

HEADER: Final = "X-Jobvite-Event-Signature"
"""`webhook_signature_header` (F)."""

RETRY_AFTER_S: Final = tuple(minutes * 60 for minutes in (1, 5, 30, 120, 360))
"""`webhook_retry_schedule` (F)."""


def events_of(services: Services, change: Change) -> Iterator[Event]:
    """
    Derive the events of *change*; a record that is gone causes none.

    Those of one application stay in order: `webhook_order` per_application; `job_webhook_on`
    create_and_update, `webhook_api_changes` on, `webhook_url_base` simulator (F).
    """
    before, after = change.before, change.after
    if after is None:
        return
    base = f"{services.sandbox.origin}/{services.tenant.provider}{V2}"
    if change.resource == "jobs":
        url = f"{base}/job?ids={quote(after['id'])}"
        yield Event(name="job", data={"url": url, "job": after["id"]})
    elif change.resource == "applications" and before is not None:
        old, new = before["current_stage"]["name"], after["current_stage"]["name"]
        if old != new:
            url = f"{base}/candidate?applicationId={quote(after['id'])}"
            parts = {"candidate": after["candidate"]["id"], "application": after["id"]}
            data = {"url": url, **parts, "old": old, "new": new}
            yield Event(name="workflow", data=data, lane=after["id"])


def payload(tenant: Tenant, event_id: str, event: Event, created_ms: int) -> bytes:
    """
    Render the body of an event: `webhook_batching` single (F).

    Shape: {"eventType", "url", "id", "candidateId", "applicationId", "oldValue", "newValue",
        "date": int} or {"eventType", "url", "id", "jobId", "date": int}.
    Units: "date" in epoch milliseconds.
    """
    keys, data = tenant.assumptions["webhook_keys"], event.data
    shown: dict[str, Any] = {"eventType": TYPES[event.name], "url": data["url"]}
    kind = "job" if event.name == "job" else "candidate"
    if keys != "named_only":
        shown["id"] = data[kind]
    if keys != "id_only":
        shown[f"{kind}Id"] = data[kind]
    if event.name == "workflow":
        shown["applicationId"] = data["application"]
        shown["oldValue"], shown["newValue"] = data["old"], data["new"]
    shown["date"] = created_ms
    return orjson.dumps(shown)


def sign(
    tenant: Tenant, secret: str, body: bytes, event: str, attempt: str
) -> Sequence[tuple[str, str]]:
    """Give the headers of one attempt; none without a key. Source: SPEC section 7 (inferred)."""
    style = tenant.assumptions["webhook_signature"]
    if style == "off" or not secret:
        return ()
    make = hmac_sha256_hex if style == "hex" else hmac_sha256_base64
    return ((HEADER, make(secret, body)),)


WEBHOOKS: Final = Webhooks(
    events=EVENTS,
    events_of=events_of,
    payload=payload,
    sign=sign,
    retry_after_s=RETRY_AFTER_S,
    timeout_s=10.0,
)
"""`webhooks` on; `webhook_timeout_s`, `webhook_success`, `webhook_redirects`: the core's (F)."""
