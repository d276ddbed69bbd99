"""Events are signed in another spelling than they are sent in."""

from __future__ import annotations

import json
from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Sign the body with blanks, and send it without."""

    def sign_event(secret: str, body: bytes) -> str:
        ran()
        return parts.sign_event(secret, json.dumps(json.loads(body)).encode())

    return replace(parts, sign_event=sign_event)


DEFECT = Defect(
    name="event_signed_as_parsed",
    story="What a consumer is told is signed as it was before it was written out.",
    check="webhooks.events.signed",
    change=change,
)
