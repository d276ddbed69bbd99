"""A list leaves out what a get tells, and does not say so."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.shaping import Shape
from ats_contracts.reference.values import JsonObject, Page
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Let lists show no names."""

    def shape_list(
        page: Page, rows: list[JsonObject], shape: Shape, next_cursor: str | None
    ) -> JsonObject:
        if any(row.get("name") for row in rows):
            ran()
        fewer = [{**row, "name": None} if "name" in row else row for row in rows]
        return parts.shape_list(page, fewer, shape, next_cursor)

    return replace(parts, shape_list=shape_list)


DEFECT = Defect(
    name="list_is_a_summary",
    story="Lists leave out what a get shows, and do not say that they are partial.",
    check="candidates.get.agrees_with_list",
    change=change,
)
