"""A webhook is believed however long ago it was signed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ats_contracts.reference.connector import Holds
from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran

_TIME = re.compile(r"t=(\d+)")


def change(parts: Parts, ran: Ran) -> Parts:
    """Take the time in a signature for the present."""

    def ageless(holds: Holds) -> Holds:
        def held(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
            found = _TIME.search(headers.get("x-jobtrainmock-signature", ""))
            signed = float(found[1]) if found else now
            if abs(now - signed) > 300:
                ran()
            return holds(secret, headers, body, signed)

        return held

    return twists.verified(parts, ageless, "jobtrain")


DEFECT = Defect(
    name="webhook_of_any_age",
    story="A webhook that was signed long ago is taken as if it came from now.",
    check="webhooks.signature.required",
    change=change,
    providers=frozenset({"jobtrain"}),
)
