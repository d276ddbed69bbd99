"""A cursor is the provider's next request, credentials and all."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

from ats_contracts.reference.connector import Connector
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
    Position,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Put the credentials of the last request into the cursor."""
    last: JsonObject = {}

    def sign(connector: Connector, credentials: twists.Credentials) -> dict[str, str]:
        last.clear()
        last.update(credentials)
        return connector.sign(credentials)

    def encode_cursor(position: Position, binding: str, key: str) -> str:
        ran()
        order = {"auth": last, "next": parts.encode_cursor(position, binding, key)}
        return base64.urlsafe_b64encode(json.dumps(order).encode()).decode()

    def decode_cursor(cursor: str, binding: str, key: str) -> Position:
        try:
            inner = str(json.loads(base64.urlsafe_b64decode(cursor))["next"])
        except (ValueError, KeyError, TypeError):
            inner = cursor
        return parts.decode_cursor(inner, binding, key)

    changed = replace(parts, encode_cursor=encode_cursor, decode_cursor=decode_cursor)
    return twists.signed(changed, sign)


DEFECT = Defect(
    name="cursor_holds_credential",
    story="The cursor carries the request to the provider, and with it the customer's key.",
    check="secrets.cursors.clean",
    change=change,
)
