"""A cursor does not know the filter it was made under."""

from __future__ import annotations

import json
from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Seal cursors without the query."""

    def loose(binding: str) -> str:
        return json.dumps(json.loads(binding)[:3])

    def encode_cursor(position: Position, binding: str, key: str) -> str:
        return parts.encode_cursor(position, loose(binding), key)

    def decode_cursor(cursor: str, binding: str, key: str) -> Position:
        ran()
        return parts.decode_cursor(cursor, loose(binding), key)

    return replace(parts, encode_cursor=encode_cursor, decode_cursor=decode_cursor)


DEFECT = Defect(
    name="cursor_forgets_filter",
    story="A cursor of a filtered list, used without the filter, goes on in the whole list.",
    check="candidates.cursor.keeps_the_query",
    change=change,
)
