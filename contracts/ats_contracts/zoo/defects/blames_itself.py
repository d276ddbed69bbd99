"""Errors do not say whose they are."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.errors import UnifiedError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Leave out the flag."""

    def shape_error(error: UnifiedError) -> Answer:
        answer = parts.shape_error(error)
        if "truto_is_remote_error" not in answer.body:
            return answer
        ran()
        body = {k: v for k, v in answer.body.items() if k != "truto_is_remote_error"}
        return replace(answer, body=body)

    return replace(parts, shape_error=shape_error)


DEFECT = Defect(
    name="blames_itself",
    story="An error of the provider looks like one of the target itself.",
    check="errors.remote_flag.true",
    change=change,
)
