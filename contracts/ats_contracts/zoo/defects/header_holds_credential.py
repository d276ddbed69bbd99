"""An answer repeats the headers of the request behind it."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

from ats_contracts.reference.connector import Connector
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
    Call,
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Add a header for debugging."""
    last: JsonObject = {}

    def sign(connector: Connector, credentials: twists.Credentials) -> dict[str, str]:
        last.clear()
        last.update(credentials)
        return connector.sign(credentials)

    def respond(call: Call, answer: Answer) -> Answer:
        if call.resource and last:
            ran()
            trace = base64.b64encode(json.dumps(last).encode()).decode()
            answer = replace(answer, headers={**answer.headers, "X-Upstream-Trace": trace})
        return parts.respond(call, answer)

    return twists.signed(replace(parts, respond=respond), sign)


DEFECT = Defect(
    name="header_holds_credential",
    story="Answers carry the request's headers to the provider, encoded, for debugging.",
    check="secrets.answers.clean",
    change=change,
)
