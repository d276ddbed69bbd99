"""Reads that fail are repeated."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Reply,
)
from ats_contracts.zoo.defect import Oddity, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Try reads three times."""

    def classify(reply: Reply) -> tuple[int, str] | None:
        found = parts.classify(reply)
        if found is not None and found[1] == "server_error":
            ran()
        return found

    return replace(parts, classify=classify, policy=replace(parts.policy, get_retries=2))


ODDITY = Oddity(
    name="reads_again",
    story="A read that fails is repeated twice, with pauses that grow.",
    change=change,
)
