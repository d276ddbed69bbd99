"""What is not supported is answered with 501."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
    Call,
)
from ats_contracts.zoo.defect import Oddity, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Say 501."""

    def respond(call: Call, answer: Answer) -> Answer:
        if answer.status == 405:
            ran()
            answer = replace(answer, status=501)
        return parts.respond(call, answer)

    return replace(parts, respond=respond)


ODDITY = Oddity(
    name="unsupported_with_501",
    story="What is not supported is answered with 501, where others say 405.",
    change=change,
)
