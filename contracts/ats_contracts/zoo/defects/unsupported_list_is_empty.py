"""What a provider does not have is an empty list."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
    Call,
    JsonObject,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Answer an empty list."""

    def respond(call: Call, answer: Answer) -> Answer:
        if call.verb == "list" and answer.status == 405:
            ran()
            body: JsonObject = {
                "result": [],
                "next_cursor": None,
                "prev_cursor": None,
                "result_count": 0,
            }
            answer = Answer(status=200, body=body)
        return parts.respond(call, answer)

    return replace(parts, respond=respond)


DEFECT = Defect(
    name="unsupported_list_is_empty",
    story="Scorecards at a provider that has none are an empty list, not an error.",
    check="scorecards.unsupported.refused",
    change=change,
)
