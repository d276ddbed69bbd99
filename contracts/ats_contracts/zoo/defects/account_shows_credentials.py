"""An account is shown with its credentials."""

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
    """Show what was given."""

    def respond(call: Call, answer: Answer) -> Answer:
        if call.path == "/integrated-account" and call.method == "POST" and answer.status == 201:
            ran()
            given = json.loads(call.body)["credentials"]
            answer = replace(answer, body=answer.body | {"credentials": given})
        return parts.respond(call, answer)

    return replace(parts, respond=respond)


DEFECT = Defect(
    name="account_shows_credentials",
    story="Whoever connects or reads an account is shown its key.",
    check="secrets.answers.clean",
    change=change,
)
