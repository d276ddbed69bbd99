"""Lists come without a count."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.shaping import Shape
from ats_contracts.reference.values import (
    JsonObject,
    Page,
)
from ats_contracts.zoo.defect import Oddity, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Leave out the count."""

    def shape_list(
        page: Page, rows: list[JsonObject], shape: Shape, next_cursor: str | None
    ) -> JsonObject:
        ran()
        body = parts.shape_list(page, rows, shape, next_cursor)
        return {name: value for name, value in body.items() if name != "result_count"}

    return replace(parts, shape_list=shape_list)


ODDITY = Oddity(
    name="count_left_out",
    story="Lists do not say how many records they hold.",
    change=change,
)
