"""
The oddities, one file each: strange, right, and not to be accused.
"""

from __future__ import annotations

from ats_contracts.zoo.defect import Oddity
from ats_contracts.zoo.oddities import (
    absent_for_null,
    count_left_out,
    created_with_200,
    cursor_in_hex,
    empty_for_null,
    extra_fields,
    keys_in_other_order,
    one_vendor_writes_empty,
    reads_again,
    rows_reversed_in_page,
    small_pages,
    times_with_offset,
    two_requests_per_page,
    unsupported_with_501,
    waits_itself,
)

ODDITIES: tuple[Oddity, ...] = (
    extra_fields.ODDITY,
    keys_in_other_order.ODDITY,
    absent_for_null.ODDITY,
    empty_for_null.ODDITY,
    times_with_offset.ODDITY,
    rows_reversed_in_page.ODDITY,
    small_pages.ODDITY,
    two_requests_per_page.ODDITY,
    cursor_in_hex.ODDITY,
    count_left_out.ODDITY,
    waits_itself.ODDITY,
    reads_again.ODDITY,
    created_with_200.ODDITY,
    unsupported_with_501.ODDITY,
    one_vendor_writes_empty.ODDITY,
)
"""All oddities."""
