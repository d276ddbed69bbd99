"""An empty cursor means that there is no more."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
    Call,
    JsonObject,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Answer an empty cursor with nothing."""

    def respond(call: Call, answer: Answer) -> Answer:
        asked = dict(parse_qsl(call.query, keep_blank_values=True))
        if call.verb != "list" or asked.get("next_cursor") != "" or answer.status != 200:
            return parts.respond(call, answer)
        ran()
        body: JsonObject = {
            "result": [],
            "next_cursor": None,
            "prev_cursor": None,
            "result_count": 0,
        }
        return parts.respond(call, replace(answer, body=body))

    return replace(parts, respond=respond)


DEFECT = Defect(
    name="empty_cursor_is_the_end",
    story="A client that sends an empty cursor at first is answered with an empty list.",
    check="candidates.input.empty_cursor",
    change=change,
)
