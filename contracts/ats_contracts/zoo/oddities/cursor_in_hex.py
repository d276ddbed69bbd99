"""Cursors are written in another alphabet."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo.defect import Oddity, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Spell cursors otherwise."""

    def encode_cursor(position: Position, binding: str, key: str) -> str:
        ran()
        return "cur:" + parts.encode_cursor(position, binding, key).encode().hex()

    def decode_cursor(cursor: str, binding: str, key: str) -> Position:
        try:
            inner = bytes.fromhex(cursor.removeprefix("cur:")).decode()
        except ValueError:
            inner = cursor
        return parts.decode_cursor(inner, binding, key)

    return replace(parts, encode_cursor=encode_cursor, decode_cursor=decode_cursor)


ODDITY = Oddity(
    name="cursor_in_hex",
    story="Cursors are hexadecimal, with a prefix and a colon.",
    change=change,
)
