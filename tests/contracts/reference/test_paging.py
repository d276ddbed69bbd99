"""Walks over a list that others change: nothing lost, nothing twice, or a loud refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ats_contracts.reference import paging
from ats_contracts.reference.errors import ListMoved
from ats_contracts.reference.paging import Source, Window
from ats_contracts.reference.values import JsonObject, Page, Position, Row, Step


class Vendor:
    """A list that is paged by number, with a page size of its own at most."""

    def __init__(self, count: int, *, own_maximum: int = 100) -> None:
        self.rows: list[JsonObject] = [{"id": n} for n in range(count)]
        self.own_maximum = own_maximum
        self.requests = 0

    def read(self, number: int, asked: int) -> Window:
        self.requests += 1
        size = min(asked, self.own_maximum)
        offset = (number - 1) * size
        return Window(
            rows=self.rows[offset : offset + size],
            offset=offset,
            total=len(self.rows),
            size=size,
            clamped=size < asked,
        )

    def source(self, max_size: int = 100) -> Source:
        return Source(read=self.read, key=lambda row: str(row["id"]), max_size=max_size)


def page_of(vendor: Vendor, position: Position | None, limit: int) -> Page:
    return paging.fill_page(
        paging.walk_offset(vendor.source(), position, limit),
        lambda raw: Row(raw, raw),
        limit,
        lambda: False,
    )


def pages(vendor: Vendor, limit: int) -> Iterator[list[int]]:
    position: Position | None = None
    while True:
        page = page_of(vendor, position, limit)
        yield [row.raw["id"] for row in page.rows]
        if page.after is None:
            return
        position = page.after


@given(count=st.integers(0, 300), limit=st.integers(1, 100), own=st.integers(1, 120))
def test_every_row_comes_once_whatever_the_page_sizes(count: int, limit: int, own: int) -> None:
    found = list(pages(Vendor(count, own_maximum=own), limit))
    assert [n for page in found for n in page] == list(range(count))
    assert all(len(page) == limit for page in found[:-1])


@given(
    count=st.integers(5, 200),
    limit=st.integers(2, 60),
    gone=st.sets(st.integers(0, 200), max_size=30),
    added=st.integers(0, 20),
)
def test_deletes_and_inserts_between_pages_lose_and_repeat_nothing(
    count: int, limit: int, gone: set[int], added: int
) -> None:
    vendor = Vendor(count)
    seen: list[int] = []
    walk = pages(vendor, limit)
    try:
        seen += next(walk)
        vendor.rows = [row for row in vendor.rows if row["id"] not in gone]
        vendor.rows += [{"id": 1000 + n} for n in range(added)]
        for page in walk:
            seen += page
    except ListMoved:
        assert set(range(limit)[-paging.REMEMBERED :]) <= gone
        return
    assert len(seen) == len(set(seen))
    assert set(range(count)) - gone <= set(seen)


def test_rows_that_come_back_before_the_cursor_repeat_nothing() -> None:
    vendor = Vendor(40)
    walk = pages(vendor, 10)
    seen = next(walk)
    vendor.rows[:0] = [{"id": 500 + n} for n in range(7)]
    for page in walk:
        seen += page
    assert seen == list(range(40))


def test_a_place_that_is_gone_is_refused_loudly() -> None:
    vendor = Vendor(40)
    walk = pages(vendor, 10)
    next(walk)
    vendor.rows = vendor.rows[10:]
    with pytest.raises(ListMoved):
        next(walk)


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_a_vendor_that_gives_the_same_page_again_and_again_is_refused_loudly(limit: int) -> None:
    vendor = Vendor(10**6, own_maximum=2)
    every, vendor.rows = vendor.read, vendor.rows[:2]

    def again(number: int, asked: int) -> Window:
        return replace(every(1, asked), total=10**6)

    source = replace(vendor.source(), read=again)
    with pytest.raises(ListMoved):
        list(paging.walk_offset(source, None, limit))
    assert vendor.requests < 9


def test_a_row_that_slips_onto_a_page_just_read_is_not_lost_quietly() -> None:
    vendor = Vendor(3, own_maximum=1)
    every = vendor.read

    def slip(number: int, asked: int) -> Window:
        window = every(number, asked)
        if number == 2:
            del vendor.rows[0]
        return window

    with pytest.raises(ListMoved):
        list(paging.walk_offset(replace(vendor.source(), read=slip), [2, ["0", "1"]], 1))


@pytest.mark.parametrize(("limit", "most"), [(1, 1), (25, 1), (50, 1), (90, 2), (100, 2)])
def test_a_page_costs_what_is_declared(limit: int, most: int) -> None:
    vendor = Vendor(2_000)
    for _ in pages(vendor, limit):
        assert vendor.requests <= most
        vendor.requests = 0


def nested(children: list[int], position: Position | None) -> Iterator[Step]:
    parents = Vendor(len(children))

    def inner(parent: str, at: Position | None) -> Iterator[Step]:
        child = Vendor(children[int(parent)])
        for raw, after in paging.walk_offset(child.source(), at, 3):
            yield Step({"id": f"{parent}.{raw['id']}"}, after)

    return paging.walk_nested(
        lambda at: paging.walk_offset(parents.source(), at, 5),
        inner,
        position,
        key=lambda r: str(r["id"]),
    )


@given(children=st.lists(st.integers(0, 7), max_size=12), limit=st.integers(1, 9))
def test_a_nested_walk_gives_every_child_once_and_no_empty_page_inside(
    children: list[int], limit: int
) -> None:
    seen: list[str] = []
    position: Position | None = None
    while True:
        page = paging.fill_page(
            nested(children, position), lambda raw: Row(raw, raw), limit, lambda: False
        )
        seen += [row.raw["id"] for row in page.rows]
        if page.after is None:
            break
        assert len(page.rows) == limit
        position = page.after
    assert seen == [f"{p}.{c}" for p, count in enumerate(children) for c in range(count)]


def test_a_page_that_has_cost_enough_stops_once_it_has_a_row() -> None:
    vendor = Vendor(500)
    page = paging.fill_page(
        paging.walk_offset(vendor.source(), None, 10),
        lambda raw: Row(raw, raw) if raw["id"] % 40 == 39 else None,
        100,
        lambda: vendor.requests >= 5,
    )
    assert [row.raw["id"] for row in page.rows] == [39]
    assert page.after is not None
