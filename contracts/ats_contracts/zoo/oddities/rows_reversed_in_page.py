"""The rows of a page come the other way round."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Page,
)
from ats_contracts.zoo.defect import Oddity, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Turn each page round."""

    def fill_page(*arguments: Any) -> Page:
        page = parts.fill_page(*arguments)
        ran()
        return page._replace(rows=page.rows[::-1])

    return replace(parts, fill_page=fill_page)


ODDITY = Oddity(
    name="rows_reversed_in_page",
    story="Each page lists its records backwards; nobody promised an order.",
    change=change,
)
