"""A failure that will pass is called final."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Reply,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Pass a 502 or 504 on as 503."""

    def classify(reply: Reply) -> tuple[int, str] | None:
        right = parts.classify(reply)
        if right is None or right[0] not in (502, 504):
            return right
        ran()
        return (503, "server_error")

    return replace(parts, classify=classify)


DEFECT = Defect(
    name="passing_failure_is_final",
    story=(
        "A gateway that is down for a moment is passed on as an error that is not worth a retry."
    ),
    check="errors.retryable_flag.true",
    change=change,
)
