"""
What Jobtrain announces where its events are switched on: applications, new and moved. SPEC 7.

An event that a starter has completed the forms is read and passed over: the unified model has no
starters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ats_contracts.reference import mapping as m
from ats_contracts.reference.connector import Hooks, News
from ats_contracts.reference.errors import BadRequest
from ats_contracts.reference.signatures import hmac_sha256, is_spelled
from ats_contracts.reference.values import JsonObject

WINDOW_S = 300
"""How old, or how far ahead, the time in a signature may be."""
_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=(\S+)", re.ASCII)


def holds(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Verify the signature, which covers its own time as well, and that this is the present."""
    found = _SIGNATURE.fullmatch(headers.get("x-jobtrainmock-signature", ""))
    if found is None or abs(now - int(found[1])) > WINDOW_S:
        return False
    return is_spelled(found[2], hmac_sha256(secret, found[1].encode() + b"." + body))


def read(body: JsonObject) -> tuple[News, ...]:
    """
    Read an event. Raises: BadRequest.

    Shape: {"id", "event", "occurredAt", "data": {"candidateApplicationId", …}}.
    """
    created = body.get("event") == "application.created"
    if not created and body.get("event") != "application.status_changed":
        return ()
    data = body.get("data")
    record_id = m.key(data, "candidateApplicationId") if isinstance(data, dict) else None
    if record_id is None:
        raise BadRequest("an event about applications without the id of any")
    return (
        News(
            kind="created" if created else "updated",
            resource="applications",
            record_id=record_id,
        ),
    )


HOOKS = Hooks(holds=holds, read=read)
