"""Retry-After is not passed on."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.errors import UnifiedError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Leave out the header."""

    def shape_error(error: UnifiedError) -> Answer:
        answer = parts.shape_error(error)
        if "Retry-After" not in answer.headers:
            return answer
        ran()
        headers = {k: v for k, v in answer.headers.items() if k != "Retry-After"}
        return replace(answer, headers=headers)

    return replace(parts, shape_error=shape_error)


DEFECT = Defect(
    name="wait_not_passed_on",
    story="The caller is told to slow down, but not for how long.",
    check="ratelimit.retry_after.honoured",
    change=change,
)
