"""
Page-number arithmetic: from a page and its size to rows, and back.

Plain functions of integers. Reading parameters and refusing bad ones is the provider's work,
since every vendor words it differently; cutting rows is the store's.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumber:
    """Page *page*, counted from 1, of pages of *per_page* rows."""

    page: int
    per_page: int

    def __post_init__(self) -> None:
        if self.page < 1 or self.per_page < 1:
            raise ValueError(
                f"page and per_page must be at least 1, got {self.page} and {self.per_page}"
            )


def rows_before(at: PageNumber) -> int:
    """Count the rows on the pages before this one."""
    return (at.page - 1) * at.per_page


def total_pages(total: int, per_page: int) -> int:
    """Count the pages that *total* rows fill; none for no rows."""
    return -(-total // per_page)
