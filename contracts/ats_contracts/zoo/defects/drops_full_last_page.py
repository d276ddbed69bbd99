"""A list whose length is a multiple of the page size loses its last page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ats_contracts.reference.parts import Keep, Parts
from ats_contracts.reference.values import (
    Page,
    Step,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take a full page without a successor for one that is past the end."""

    def fill_page(steps: Iterator[Step], keep: Keep, want: int, spent: Callable[[], bool]) -> Page:
        page = parts.fill_page(steps, keep, want, spent)
        if page.after is None and len(page.rows) == want:
            ran()
            return Page([], None)
        return page

    return replace(parts, fill_page=fill_page)


DEFECT = Defect(
    name="drops_full_last_page",
    story="The last page of a list is dropped if it happens to be full.",
    check="candidates.paging.any_size",
    change=change,
)
