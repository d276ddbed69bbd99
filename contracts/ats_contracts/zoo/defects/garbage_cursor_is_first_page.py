"""A cursor that cannot be read means the beginning."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.errors import BadRequest
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Start again where a cursor cannot be opened."""

    def decode_cursor(cursor: str, binding: str, key: str) -> Position:
        try:
            return parts.decode_cursor(cursor, binding, key)
        except BadRequest:
            ran()
            return []

    return replace(parts, decode_cursor=decode_cursor)


DEFECT = Defect(
    name="garbage_cursor_is_first_page",
    story="A cursor that was never given out is answered with the first page.",
    check="candidates.cursor.garbage_refused",
    change=change,
)
