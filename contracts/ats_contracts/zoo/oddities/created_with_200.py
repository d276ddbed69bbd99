"""A create is answered with 200."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
    Call,
)
from ats_contracts.zoo.defect import Oddity, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Say 200."""

    def respond(call: Call, answer: Answer) -> Answer:
        if answer.status == 201:
            ran()
            answer = replace(answer, status=200)
        return parts.respond(call, answer)

    return replace(parts, respond=respond)


ODDITY = Oddity(
    name="created_with_200",
    story="What was created is answered with 200, where others say 201.",
    change=change,
)
