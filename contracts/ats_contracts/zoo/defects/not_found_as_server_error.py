"""What is not there is taken for a failure."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.errors import UnifiedError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Answer 404 as 500."""

    def shape_error(error: UnifiedError) -> Answer:
        answer = parts.shape_error(error)
        if answer.status != 404:
            return answer
        ran()
        return replace(answer, status=500)

    return replace(parts, shape_error=shape_error)


DEFECT = Defect(
    name="not_found_as_server_error",
    story="A get of an id that does not exist fails with 500.",
    check="jobs.get.not_found",
    change=change,
)
