"""The list ends after its first page, whatever follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import Page
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Forget where the next page begins."""

    def fill_page(*arguments: Any) -> Page:
        page = parts.fill_page(*arguments)
        if page.after is not None:
            ran()
        return page._replace(after=None)

    return replace(parts, fill_page=fill_page)


DEFECT = Defect(
    name="first_page_only",
    story="Only the first page of a list can be reached; everything after it is lost.",
    check="candidates.list.complete",
    change=change,
)
