"""The signature is verified over the body as it is written again, not as it came."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ats_contracts.reference.connector import Holds
from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Verify what the body says, in the spelling that providers use."""

    def parsing(holds: Holds) -> Holds:
        def held(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
            written = _written(body)
            if written != body:
                ran()
            return holds(secret, headers, written, now)

        return held

    return twists.verified(parts, parsing)


def _written(body: bytes) -> bytes:
    try:
        read = json.loads(body)
    except ValueError:
        return body
    return json.dumps(read, separators=(",", ":"), ensure_ascii=False).encode()


DEFECT = Defect(
    name="webhook_verified_as_parsed",
    story="A webhook's signature is verified over the parsed body, not over the bytes that came.",
    check="webhooks.signature.required",
    change=change,
)
