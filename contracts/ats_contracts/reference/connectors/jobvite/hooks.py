"""
What Jobvite announces: a move to another workflow state, and a change of a job. Source: SPEC 7.

Bodies are thin, and come under either family of keys; what has changed is read from the vendor.
"""

from __future__ import annotations

from collections.abc import Mapping

from ats_contracts.reference import mapping as m
from ats_contracts.reference.connector import Hooks, News
from ats_contracts.reference.errors import BadRequest
from ats_contracts.reference.signatures import hmac_sha256, is_spelled
from ats_contracts.reference.values import JsonObject


def holds(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Verify the signature, in either spelling; there is no time in it."""
    given = headers.get("x-jobvite-event-signature", "")
    return is_spelled(given, hmac_sha256(secret, body))


def read(body: JsonObject) -> tuple[News, ...]:
    """
    Read an event: a workflow event is about its application. Raises: BadRequest.

    Shape: {"eventType", "id"?, "candidateId"?, "applicationId"?, "jobId"?}.
    """
    kind = body.get("eventType")
    if kind == "workflowUpdate":
        found = ("applications", m.key(body, "applicationId"))
    elif kind == "jobUpdate":
        found = ("jobs", m.key(body, "jobId") or m.key(body, "id"))
    else:
        return ()
    resource, record_id = found
    if record_id is None:
        raise BadRequest(f"an event about {resource} without the id of any")
    return (News(kind="updated", resource=resource, record_id=record_id),)


HOOKS = Hooks(holds=holds, read=read)
