"""Pages are smaller than asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Page,
)
from ats_contracts.zoo.defect import Oddity, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Give little at a time."""

    def fill_page(*arguments: Any) -> Page:
        ran()
        return parts.fill_page(*arguments)

    return replace(parts, fill_page=fill_page, default_limit=5, max_limit=20)


ODDITY = Oddity(
    name="small_pages",
    story="Pages hold at most 20 records, whatever the limit, and 5 unless one is given.",
    change=change,
)
