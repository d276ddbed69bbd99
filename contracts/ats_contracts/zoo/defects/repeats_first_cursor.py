"""The cursor of the second page is the one that led to it."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Keep the first cursor of each list."""
    first: dict[str, str] = {}

    def encode_cursor(position: Position, binding: str, key: str) -> str:
        cursor = parts.encode_cursor(position, binding, key)
        kept = first.setdefault(binding, cursor)
        if kept != cursor:
            ran()
        return kept

    return replace(parts, encode_cursor=encode_cursor)


DEFECT = Defect(
    name="repeats_first_cursor",
    story="Every page has the cursor of the first one, so that a walk never ends.",
    check="candidates.paging.any_size",
    change=change,
)
