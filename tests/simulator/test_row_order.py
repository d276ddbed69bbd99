"""Pages in a provider's own order."""

from __future__ import annotations

from ats_simulator.provider import WireRow
from ats_simulator.store import records
from ats_simulator.store.database import Database
from ats_simulator.store.records import EVERYTHING

TENANT = 1
BY_CHANGE = "updated_ms, ref"


def a_row(n: int, ref: str, updated_ms: int) -> WireRow:
    return WireRow(kind="rows", n=n, ref=ref, body=ref.encode(), updated_ms=updated_ms)


def bodies_of(*rows: WireRow, order: str) -> list[bytes]:
    database = Database()
    with database.transaction() as con:
        records.put_wire(con, TENANT, rows)
        found = records.numbers(con, TENANT, "rows", EVERYTHING, order)
        return records.wire_at(con, TENANT, "rows", found)


def test_rows_come_by_number_unless_asked_otherwise() -> None:
    rows = [a_row(2, "a", 1), a_row(1, "b", 2)]
    assert bodies_of(*rows, order=records.BY_NUMBER) == [b"b", b"a"]


def test_rows_come_in_another_order_with_ties_ended_by_the_next_column() -> None:
    rows = [a_row(1, "c", 5), a_row(2, "b", 5), a_row(3, "a", 9), a_row(4, "d", -1)]
    assert bodies_of(*rows, order=BY_CHANGE) == [b"d", b"b", b"c", b"a"]


def test_rows_whose_numbers_have_gaps_keep_the_order_too() -> None:
    rows = [a_row(7, "late", 3), a_row(2**53 + 1, "first", 1), a_row(1, "second", 2)]
    assert bodies_of(*rows, order=BY_CHANGE) == [b"first", b"second", b"late"]
