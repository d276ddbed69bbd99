"""A key is forgotten when its write may have happened."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.errors import UnifiedError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Keep no failure."""

    def shape_error(error: UnifiedError) -> Answer:
        answer = parts.shape_error(error)
        if answer.keep:
            ran()
        return replace(answer, keep=False)

    return replace(parts, shape_error=shape_error)


DEFECT = Defect(
    name="lost_answer_forgotten",
    story="A create whose answer was lost is carried out again under the same key.",
    check="jobs.idempotency_key.lost_answer",
    change=change,
)
