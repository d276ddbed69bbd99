"""A write that cannot be done is a success."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
    Call,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Answer what was sent."""

    def respond(call: Call, answer: Answer) -> Answer:
        if call.method in ("PATCH", "DELETE") and answer.status == 405:
            ran()
            answer = Answer(status=200, body={"id": call.record_id})
        return parts.respond(call, answer)

    return replace(parts, respond=respond)


DEFECT = Defect(
    name="unsupported_write_succeeds",
    story="An update of something that the provider cannot change is answered with success.",
    check="job_interview_stages.unsupported.verbs",
    change=change,
)
