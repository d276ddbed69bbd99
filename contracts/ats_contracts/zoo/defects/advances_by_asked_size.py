"""The provider cuts a large page down, and the client goes on after what it had asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ats_contracts.reference.parts import Keep, Parts
from ats_contracts.reference.values import (
    Page,
    Step,
)
from ats_contracts.zoo.defect import Defect, Ran

CAP = 100


def change(parts: Parts, ran: Ran) -> Parts:
    """Allow any limit, get a capped page, and advance by the limit."""

    def fill_page(steps: Iterator[Step], keep: Keep, want: int, spent: Callable[[], bool]) -> Page:
        page = parts.fill_page(steps, keep, min(want, CAP), spent)
        after = page.after
        for _ in range(want - CAP):
            if after is None:
                break
            ran()
            after = next(steps, Step({}, None)).after
        return page._replace(after=after)

    return replace(parts, fill_page=fill_page, max_limit=1000)


DEFECT = Defect(
    name="advances_by_asked_size",
    story=("A page longer than the provider allows is cut down, and the rest of it is skipped."),
    check="candidates.paging.over_maximum",
    change=change,
)
