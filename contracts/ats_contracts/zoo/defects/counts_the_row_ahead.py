"""The count of a page includes a row that is not on it."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.shaping import Shape
from ats_contracts.reference.values import (
    JsonObject,
    Page,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Count one row more wherever a page follows."""

    def shape_list(
        page: Page, rows: list[JsonObject], shape: Shape, next_cursor: str | None
    ) -> JsonObject:
        body = parts.shape_list(page, rows, shape, next_cursor)
        if next_cursor is None:
            return body
        ran()
        return body | {"result_count": body["result_count"] + 1}

    return replace(parts, shape_list=shape_list)


DEFECT = Defect(
    name="counts_the_row_ahead",
    story=("result_count includes the extra row that is fetched to see whether there is more."),
    check="jobs.paging.limit_respected",
    change=change,
)
