"""All failures look alike."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Reply,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Call each failure a server error."""

    def classify(reply: Reply) -> tuple[int, str] | None:
        right = parts.classify(reply)
        if right is None or right[0] == 500:
            return right
        ran()
        return (500, "server_error")

    return replace(parts, classify=classify)


DEFECT = Defect(
    name="every_error_is_500",
    story="Whatever the provider answers, the caller hears 500.",
    check="errors.kinds.classified",
    change=change,
)
