"""A body that cannot be read is the server's failure."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
    Call,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Break on what is no object."""

    def respond(call: Call, answer: Answer) -> Answer:
        if call.verb == "create" and answer.status == 400 and not call.body.startswith(b"{"):
            ran()
            answer = Answer(status=500, body={"statusCode": 500, "message": "unexpected input"})
        return parts.respond(call, answer)

    return replace(parts, respond=respond)


DEFECT = Defect(
    name="broken_body_is_500",
    story="A create whose body is no JSON fails with 500.",
    check="candidates.input.hostile_bodies",
    change=change,
)
