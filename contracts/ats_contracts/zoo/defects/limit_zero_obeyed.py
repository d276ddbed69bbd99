"""A limit of nothing gives a page of nothing."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
    Call,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Answer an empty page."""

    def respond(call: Call, answer: Answer) -> Answer:
        if call.verb == "list" and dict(parse_qsl(call.query)).get("limit") == "0":
            ran()
            answer = Answer(status=200, body={"result": [], "next_cursor": None, "result_count": 0})
        return parts.respond(call, answer)

    return replace(parts, respond=respond)


DEFECT = Defect(
    name="limit_zero_obeyed",
    story="With a limit of 0 the list is empty, and so seems to be the account.",
    check="input.limits.harmless",
    change=change,
)
