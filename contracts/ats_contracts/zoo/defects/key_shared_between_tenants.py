"""An idempotency key is good for all customers."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Call,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Leave the account out of the key."""

    def replay_scope(call: Call, account_id: str) -> str:
        ran()
        return parts.replay_scope(call, "")

    return replace(parts, replay_scope=replay_scope)


DEFECT = Defect(
    name="key_shared_between_tenants",
    story="An idempotency key that one customer has used is refused to every other one.",
    check="idempotency_key.account.bound",
    change=change,
)
