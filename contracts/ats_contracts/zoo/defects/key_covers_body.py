"""The same key with another body is another key."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Call,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Let the body be part of the key."""

    def replay_scope(call: Call, account_id: str) -> str:
        ran()
        return parts.replay_scope(call, account_id) + repr(call.body)

    return replace(parts, replay_scope=replay_scope)


DEFECT = Defect(
    name="key_covers_body",
    story="An idempotency key that comes back with another body creates a second record.",
    check="candidates.idempotency_key.other_body",
    change=change,
)
