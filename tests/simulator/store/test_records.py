"""Truth and rendered rows: pages that lose and repeat nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ats_simulator.provider import WireRow
from ats_simulator.store import records
from ats_simulator.store.database import Database
from ats_simulator.store.records import EVERYTHING, PARENTS, Where

numbers = st.sets(st.integers(1, 2**62), max_size=40).map(sorted)


@contextmanager
def a_store() -> Iterator[Any]:
    database = Database()
    with database.transaction() as con:
        yield con
    database.close()


def a_row(n: int, **fields: Any) -> WireRow:
    return WireRow(kind="things", n=n, ref=str(n), body=b"%d" % n, **fields)


@given(kept=numbers, per_page=st.integers(1, 9))
def test_pages_of_rows_joined_are_all_rows_in_order(kept: list[int], per_page: int) -> None:
    with a_store() as con:
        records.put_wire(con, 1, [a_row(n) for n in reversed(kept)])
        found = records.numbers(con, 1, "things", EVERYTHING)
        pages = [
            records.wire_at(con, 1, "things", found[skip : skip + per_page])
            for skip in range(0, len(kept) + per_page, per_page)
        ]
    assert [body for page in pages for body in page] == [b"%d" % n for n in kept]


@given(kept=numbers, limit=st.integers(1, 9))
def test_pages_of_truth_joined_are_all_records_in_order(kept: list[int], limit: int) -> None:
    with a_store() as con:
        records.put_truth(con, [records.truth_row(1, "jobs", n, {"id": f"j{n}"}) for n in kept])
        after, seen = 0, []
        while page := records.truth_after(con, 1, "jobs", after, limit):
            seen += [n for n, _ in page]
            after = seen[-1]
        assert records.last_number(con, 1, "jobs") == (kept[-1] if kept else 0)
    assert seen == kept


def test_tenants_with_the_same_ids_do_not_mix() -> None:
    with a_store() as con:
        for tenant, name in ((1, "one"), (2, "two")):
            row = records.truth_row(tenant, "jobs", 1, {"id": "1", "name": name})
            records.put_truth(con, [row])
            records.put_wire(con, tenant, [a_row(1, facet=name)])
        records.drop_truth(con, 1, "jobs", 1)
        records.drop_wire(con, 1, "things", 1)
        assert records.truth_of(con, 1, "jobs", "1") is None
        assert records.truth_of(con, 2, "jobs", "1") == (1, {"id": "1", "name": "two"})
        assert records.wire_of(con, 1, "things", "1") is None
        assert records.wire_of(con, 2, "things", "1") == b"1"


def test_a_row_replaces_the_one_before_it_in_every_index() -> None:
    with a_store() as con:
        records.put_wire(con, 1, [a_row(1, parent="a"), a_row(2, parent="a")])
        records.put_wire(con, 1, [a_row(1, parent="b")])
        where = Where("parent=?", ("a",))
        assert list(records.numbers(con, 1, "things", where)) == [2]
        both = where.and_(Where("n>?", (5,)))
        assert list(records.numbers(con, 1, "things", both)) == []


def test_related_records_are_found_by_their_parent() -> None:
    record = {"id": "7", "candidate": {"id": "3"}, "job": None}
    with a_store() as con:
        records.put_truth(con, [records.truth_row(1, "applications", 7, record)])
        assert records.related_truth(con, 1, "applications", "candidate", "3") == [(7, record)]
        assert records.related_truth(con, 1, "applications", "job", "3") == []
        with pytest.raises(ValueError, match="parent must be one of"):
            records.related_truth(con, 1, "applications", "office", "3")


def test_what_belongs_to_an_application_is_found_by_nothing_else() -> None:
    record = {"id": "9", **{parent: {"id": "3"} for parent in PARENTS}}
    with a_store() as con:
        records.put_truth(con, [records.truth_row(1, "offers", 9, record)])
        found = {p: records.related_truth(con, 1, "offers", p, "3") for p in PARENTS}
    assert found == {"application": [(9, record)], "candidate": [], "job": []}


@pytest.mark.parametrize("parent", ["", *PARENTS])
def test_looking_up_truth_does_not_walk_the_resource(parent: str) -> None:
    """The plan is asked for, because a walk through a thousand records is still fast."""
    with a_store() as con:
        asked: list[str] = []
        con.set_trace_callback(asked.append)
        if parent:
            records.related_truth(con, 1, "applications", parent, "3")
        else:
            records.truth_of(con, 1, "applications", "3")
        con.set_trace_callback(None)
        ((*_, plan),) = con.execute(f"EXPLAIN QUERY PLAN {asked[-1]}").fetchall()
    assert f"{parent or 'id'}=?" in plan


def test_counts_are_kept_by_world_and_resource() -> None:
    with a_store() as con:
        records.count(con, 1, {"jobs": 2, "offices": 1})
        records.count(con, 1, {"jobs": -1})
        records.count(con, 2, {"jobs": 5})
        assert records.counts(con, 1) == {"jobs": 1, "offices": 1}
