"""A page that is not full is taken for the last one."""

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
    """Give shorter pages where rows are expensive, and believe that a short one is the last."""

    def fill_page(steps: Iterator[Step], keep: Keep, want: int, spent: Callable[[], bool]) -> Page:
        page = parts.fill_page(steps, keep, want, spent)
        if page.after is not None and len(page.rows) < want:
            ran()
            return page._replace(after=None)
        return page

    return replace(parts, fill_page=fill_page, page_budget=3)


DEFECT = Defect(
    name="stops_at_short_page",
    story="A page with fewer records than asked for ends the list, though more follow.",
    check="applications.list.complete",
    change=change,
)
