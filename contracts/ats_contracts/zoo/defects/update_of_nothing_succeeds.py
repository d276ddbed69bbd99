"""An update of nothing is a success."""

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
    """Answer a missing record with what was sent."""

    def respond(call: Call, answer: Answer) -> Answer:
        if call.verb == "update" and answer.status == 404:
            ran()
            answer = Answer(status=200, body={"id": call.record_id, **json.loads(call.body)})
        return parts.respond(call, answer)

    return replace(parts, respond=respond)


DEFECT = Defect(
    name="update_of_nothing_succeeds",
    story="An update of a record that does not exist is answered with success.",
    check="candidates.update.not_found",
    change=change,
)
