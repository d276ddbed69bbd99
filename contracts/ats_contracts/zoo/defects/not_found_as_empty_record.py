"""What is not there is shown empty."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.models import FIELDS
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
    Call,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Answer 404 as success."""

    def respond(call: Call, answer: Answer) -> Answer:
        if call.verb == "get" and call.resource in FIELDS and answer.status == 404:
            ran()
            answer = replace(answer, status=200, body=dict.fromkeys(FIELDS[call.resource]))
        return parts.respond(call, answer)

    return replace(parts, respond=respond)


DEFECT = Defect(
    name="not_found_as_empty_record",
    story="A get of an id that does not exist is answered with 200 and an empty record.",
    check="candidates.get.not_found",
    change=change,
)
