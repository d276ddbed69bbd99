"""Pages are cut first and filtered afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ats_contracts.reference.parts import Keep, Parts
from ats_contracts.reference.values import (
    Page,
    Row,
    Step,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Count rows towards a page before looking whether they are wanted."""

    def fill_page(steps: Iterator[Step], keep: Keep, want: int, spent: Callable[[], bool]) -> Page:
        looked: list[Row | None] = []
        for step in steps:
            looked.append(keep(step.raw))
            if len(looked) >= want:
                found = [row for row in looked if row is not None]
                if len(found) < len(looked):
                    ran()
                return Page(found, step.after)
        return Page([row for row in looked if row is not None], None)

    return replace(parts, fill_page=fill_page)


DEFECT = Defect(
    name="filters_after_paging",
    story="A filtered list has short and empty pages, as each is filtered after it was cut.",
    check="candidates.filter.pages",
    change=change,
)
