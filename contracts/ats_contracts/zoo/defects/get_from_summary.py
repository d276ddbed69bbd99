"""A get shows less than the list does."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import Answer, Call
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Forget how to reach a candidate who is read alone."""

    def respond(call: Call, answer: Answer) -> Answer:
        if call.verb == "get" and call.resource == "candidates" and answer.status == 200:
            less = answer.body | {"emails": None, "phones": None}
            if less != answer.body:
                ran()
            answer = replace(answer, body=less)
        return parts.respond(call, answer)

    return replace(parts, respond=respond)


DEFECT = Defect(
    name="get_from_summary",
    story="A single record lacks fields that its row in the list has.",
    check="candidates.get.agrees_with_list",
    change=change,
)
