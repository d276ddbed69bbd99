"""A webhook that is signed for one account is taken for another."""

from __future__ import annotations

from collections.abc import Mapping

from ats_contracts.reference.connector import Holds
from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Remember the secrets of all accounts, and verify with any of them."""
    secrets: set[str] = set()

    def pooling(holds: Holds) -> Holds:
        def held(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
            secrets.add(secret)
            if holds(secret, headers, body, now):
                return True
            ran()
            return any(holds(one, headers, body, now) for one in secrets)

        return held

    return twists.verified(parts, pooling)


DEFECT = Defect(
    name="webhook_of_any_account",
    story="A webhook that is signed with one customer's secret is taken for another customer.",
    check="webhooks.signature.required",
    change=change,
)
