"""A token is bought for each request."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.tokens import Token
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Hold no token to be good."""

    def is_fresh(token: Token, now: float) -> bool:
        ran()
        return False

    return replace(parts, is_fresh=is_fresh)


DEFECT = Defect(
    name="token_for_each_call",
    story="Each request buys a token first, though the last one is good for an hour.",
    check="auth.token.reused",
    change=change,
    providers=frozenset({"jobtrain"}),
)
