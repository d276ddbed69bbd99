"""A provider that counts from one is read by a client that counts from zero."""

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
    """Go on one row too late."""

    def fill_page(steps: Iterator[Step], keep: Keep, want: int, spent: Callable[[], bool]) -> Page:
        page = parts.fill_page(steps, keep, want, spent)
        if page.after is None:
            return page
        ran()
        skipped = next(steps, None)
        return page._replace(after=skipped and skipped.after)

    return replace(parts, fill_page=fill_page)


DEFECT = Defect(
    name="skips_row_between_pages",
    story="At each page edge one record is skipped, as if the provider counted from zero.",
    check="candidates.paging.any_size",
    change=change,
)
