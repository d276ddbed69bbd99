"""Page-number arithmetic: pages and rows cover each other exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ats_simulator.paging import PageNumber, rows_before, total_pages


@given(total=st.integers(0, 500), per_page=st.integers(1, 120))
def test_walking_all_pages_sees_every_row_once(total: int, per_page: int) -> None:
    rows, seen = list(range(total)), []
    for page in range(1, 1 + total_pages(total, per_page)):
        start = rows_before(PageNumber(page=page, per_page=per_page))
        cut = rows[start : start + per_page]
        assert cut
        seen += cut
    assert seen == rows


def test_no_rows_fill_no_page() -> None:
    assert total_pages(0, 25) == 0


@pytest.mark.parametrize(("page", "per_page"), [(0, 1), (1, 0), (-1, 5)])
def test_there_is_no_page_before_the_first(page: int, per_page: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        PageNumber(page=page, per_page=per_page)
