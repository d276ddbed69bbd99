"""What is claimed is not there."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
    Call,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Refuse to create jobs."""

    def respond(call: Call, answer: Answer) -> Answer:
        if call.verb == "create" and call.resource == "jobs":
            ran()
            answer = Answer(status=405, body={"statusCode": 405, "message": "not supported yet"})
        return parts.respond(call, answer)

    return replace(parts, respond=respond)


DEFECT = Defect(
    name="claimed_create_missing",
    story="Jobs can be created, as claimed, and yet a create is refused as unsupported.",
    check="capabilities.claims.honest",
    change=change,
)
