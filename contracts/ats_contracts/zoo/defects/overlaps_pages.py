"""Pages overlap by one row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ats_contracts.reference.parts import Keep, Parts
from ats_contracts.reference.values import (
    Page,
    Position,
    Step,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Go on one row too early."""

    def fill_page(steps: Iterator[Step], keep: Keep, want: int, spent: Callable[[], bool]) -> Page:
        places: list[Position | None] = []

        def noted() -> Iterator[Step]:
            for step in steps:
                places.append(step.after)
                yield step

        page = parts.fill_page(noted(), keep, want, spent)
        if page.after is None or len(places) < 2:
            return page
        ran()
        return page._replace(after=places[-2])

    return replace(parts, fill_page=fill_page)


DEFECT = Defect(
    name="overlaps_pages",
    story=("Each page begins with the last record of the one before, which is so listed twice."),
    check="candidates.list.complete",
    change=change,
)
