"""An application that is there already is a success."""

from __future__ import annotations

import json
from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import Answer, Call
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Answer a conflict, which some call invalid, as if the record had been created."""

    def respond(call: Call, answer: Answer) -> Answer:
        if call.verb == "create" and answer.status in (400, 409):
            ran()
            answer = Answer(status=201, body={"id": "0", **json.loads(call.body)})
        return parts.respond(call, answer)

    return replace(parts, respond=respond)


DEFECT = Defect(
    name="duplicate_called_new",
    story="Somebody who applies a second time for a job is told of a second application.",
    check="applications.create.duplicate_refused",
    change=change,
    providers=frozenset({"jobtrain", "jobvite"}),
)
