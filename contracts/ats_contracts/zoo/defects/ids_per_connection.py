"""Ids are made up for each connection."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from ats_contracts.reference.connector import Resource
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
    Call,
    Json,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Mark each id with the connection; ids that come in are stripped of it."""

    def respond(call: Call, answer: Answer) -> Answer:
        account = dict(parse_qsl(call.query)).get("integrated_account_id", "")
        if call.resource and answer.status < 300:
            ran()
            answer = replace(answer, body=marked(answer.body, account[:6]))
        return parts.respond(call, answer)

    def wrap(get: Any, resource: Resource) -> Any:
        return lambda session, key, ask: get(session, key.partition(":")[2] or key, ask)

    return replace(twists.gets(parts, wrap), respond=respond)


def marked(body: Json, mark: str) -> Json:
    """Mark the ids of a record, or of each row of a list."""
    if isinstance(body, dict) and isinstance(body.get("result"), list):
        return body | {"result": [marked(row, mark) for row in body["result"]]}
    if isinstance(body, dict) and "id" in body:
        return body | {"id": f"{mark}:{body['id']}"}
    return body


DEFECT = Defect(
    name="ids_per_connection",
    story="After an account is connected again, all its records have other ids.",
    check="candidates.id.stable",
    change=change,
)
