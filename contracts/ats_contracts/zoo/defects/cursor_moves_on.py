"""A cursor stands for a walk on the server, not for a place."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Remember one place for each list, and go on from there."""
    latest: dict[str, Position] = {}

    def encode_cursor(position: Position, binding: str, key: str) -> str:
        latest[binding] = position
        return parts.encode_cursor(position, binding, key)

    def decode_cursor(cursor: str, binding: str, key: str) -> Position:
        asked = parts.decode_cursor(cursor, binding, key)
        place = latest.get(binding, asked)
        if place != asked:
            ran()
        return place

    return replace(parts, encode_cursor=encode_cursor, decode_cursor=decode_cursor)


DEFECT = Defect(
    name="cursor_moves_on",
    story=("A cursor leads to wherever its walk has got to, so that a page cannot be read again."),
    check="candidates.cursor.reusable",
    change=change,
)
