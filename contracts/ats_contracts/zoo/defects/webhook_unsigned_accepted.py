"""A webhook without a signature is believed."""

from __future__ import annotations

from collections.abc import Mapping

from ats_contracts.reference.connector import Holds
from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Verify a signature only where there is one."""

    def lax(holds: Holds) -> Holds:
        def held(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
            if not any("signature" in name and value for name, value in headers.items()):
                ran()
                return True
            return holds(secret, headers, body, now)

        return held

    return twists.verified(parts, lax)


DEFECT = Defect(
    name="webhook_unsigned_accepted",
    story="A provider's webhook that carries no signature is taken as it is.",
    check="webhooks.signature.required",
    change=change,
)
