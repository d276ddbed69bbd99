"""The caller's limit is not obeyed."""

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
    """Fill each page to the usual length."""

    def fill_page(steps: Iterator[Step], keep: Keep, want: int, spent: Callable[[], bool]) -> Page:
        if want != parts.default_limit:
            ran()
        return parts.fill_page(steps, keep, parts.default_limit, spent)

    return replace(parts, fill_page=fill_page)


DEFECT = Defect(
    name="limit_ignored",
    story="The limit is ignored: pages are as long as they always are.",
    check="candidates.paging.limit_respected",
    change=change,
)
