"""A write that the provider refuses is a success."""

from __future__ import annotations

import json
from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
    Call,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Answer what was sent, whatever the provider says."""

    def respond(call: Call, answer: Answer) -> Answer:
        if call.verb == "create" and "raw_response" in answer.body:
            ran()
            answer = Answer(status=201, body={"id": "0", **json.loads(call.body)})
        return parts.respond(call, answer)

    return replace(parts, respond=respond)


DEFECT = Defect(
    name="write_refusal_swallowed",
    story="A record that the provider refuses is answered as if it had been created.",
    check="candidates.write.provider_refusal",
    change=change,
)
