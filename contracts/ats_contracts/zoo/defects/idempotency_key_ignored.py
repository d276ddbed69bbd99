"""The idempotency key is not looked at."""

from __future__ import annotations

import itertools
from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Call,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Give each request a scope of its own."""
    requests = itertools.count()

    def replay_scope(call: Call, account_id: str) -> str:
        ran()
        return str(next(requests))

    return replace(parts, replay_scope=replay_scope)


DEFECT = Defect(
    name="idempotency_key_ignored",
    story="A create that is sent again with the same key creates a second record.",
    check="candidates.idempotency_key.repeat",
    change=change,
)
