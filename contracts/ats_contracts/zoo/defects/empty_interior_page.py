"""Some pages are empty though more follow."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Page,
    Position,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Follow each page by an empty one that stays where it is."""
    due: list[Position] = []

    def decode_cursor(cursor: str, binding: str, key: str) -> Position:
        is_due, position = parts.decode_cursor(cursor, binding, key)
        if is_due:
            due.append(position)
        return list(position)

    def encode_cursor(position: Position, binding: str, key: str) -> str:
        is_empty = bool(due)
        due.clear()
        return parts.encode_cursor([not is_empty, position], binding, key)

    def fill_page(*arguments: Any) -> Page:
        if not due:
            return parts.fill_page(*arguments)
        ran()
        return Page([], due[0])

    return replace(
        parts, decode_cursor=decode_cursor, encode_cursor=encode_cursor, fill_page=fill_page
    )


DEFECT = Defect(
    name="empty_interior_page",
    story="Every other page is empty, with a cursor that leads on.",
    check="candidates.paging.no_empty_page",
    change=change,
)
