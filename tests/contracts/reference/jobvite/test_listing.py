"""Lists that move while they are read: whatever is there all the time comes once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ats_contracts.reference.connectors.jobvite.listing import Listing, read_all, walk_by_key
from ats_contracts.reference.errors import ListMoved
from ats_contracts.reference.values import Position
from tests.contracts.reference.conftest import Unified
from tests.contracts.reference.jobvite.vendor import Vendor, a_row

Json = Any


@dataclass
class Moving:
    """A session with a vendor whose list changes after every answer."""

    keys: list[str]
    max_count: int
    base: int = 1
    moves: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    ages: Counter[str] = field(default_factory=Counter)

    def read(self, path: str, query: Mapping[str, Any] | None = None) -> Json:
        assert path == "/api/v2/things"
        assert query is not None
        first = max(0, int(query["start"]) - self.base)
        cut = self.keys[first : first + min(int(query["count"]), self.max_count)]
        body = {
            "things": [{"id": key, "age": self.ages[key]} for key in cut],
            "total": len(self.keys) if cut else 0,
        }
        self._change()
        return body

    def keep(self, name: str, value: Any, **how: Any) -> bool:
        raise AssertionError("nothing here is interrupted, and short lists are read anew")

    def kept(self, name: str) -> None:
        return None

    def _change(self) -> None:
        """Move a row to the end, as one does that was updated, or drop one."""
        if self.moves:
            key = self.moves.pop()
            if key in self.keys:
                self.keys.remove(key)
                self.keys.append(key)
                self.ages[key] += 1
        elif self.gone and (key := self.gone.pop()) in self.keys:
            self.keys.remove(key)


def walked(session: Any, limit: int) -> list[str]:
    """Walk a list page by page, as the reference does: every page by a position alone."""
    listing = Listing(
        name="things",
        collection="things",
        key=lambda row: str(row["id"]),
        age=lambda row: int(row["age"]),
    )
    shown: list[str] = []
    position: Position | None = None
    while True:
        steps = walk_by_key(read_all(session, listing), position)
        page = [step for step, _ in zip(steps, range(limit), strict=False)]
        shown += [step.raw["id"] for step in page]
        if not page or page[-1].after is None:
            return shown
        position = page[-1].after


@given(
    count=st.integers(0, 60),
    max_count=st.integers(1, 70),
    base=st.sampled_from([0, 1]),
    limit=st.integers(1, 30),
)
def test_every_row_comes_once_however_the_vendor_pages(
    count: int, max_count: int, base: int, limit: int
) -> None:
    keys = [f"{n:03d}" for n in range(count)]
    session = Moving(list(keys), max_count, base)
    if base == 0 and max_count < 4 and count > max_count:  # too few rows to overlap
        with pytest.raises(ListMoved):
            walked(session, limit)
    else:
        assert walked(session, limit) == keys


@given(
    max_count=st.integers(12, 40),
    limit=st.integers(1, 30),
    moves=st.lists(st.integers(0, 59), max_size=60),
    gone=st.sets(st.integers(0, 59), max_size=8),
)
def test_rows_that_change_or_go_between_requests_lose_and_double_no_other(
    max_count: int, limit: int, moves: list[int], gone: set[int]
) -> None:
    keys = [f"{n:03d}" for n in range(60)]
    leaving = [f"{n:03d}" for n in gone]
    session = Moving(list(keys), max_count, 1, [f"{n:03d}" for n in moves], list(leaving))
    shown = walked(session, limit)
    assert len(shown) == len(set(shown))
    assert set(keys) - set(leaving) <= set(shown)


def test_a_list_costs_one_request_per_five_hundred_rows(small: Unified, vendor: Vendor) -> None:
    vendor.rows = [a_row(n) for n in range(1203)]
    assert len(small.get("applications", limit=100).json()["result"]) == 100
    asked = [(r.url.params["start"], r.url.params["count"]) for r in vendor.asked]
    assert asked == [("0", "500"), ("493", "500"), ("985", "500")]


def test_a_list_that_loses_its_place_again_and_again_is_refused(
    small: Unified, vendor: Vendor
) -> None:
    vendor.rows = [a_row(n) for n in range(60)]
    vendor.max_count = 20

    def shuffle() -> None:
        vendor.rows = vendor.rows[30:] + vendor.rows[:30]

    vendor.between = shuffle
    answer = small.get("applications")
    assert answer.status_code == 409
    assert "start the walk again" in answer.json()["message"]


def test_changed_people_are_asked_for_and_shown_whole(small: Unified, vendor: Vendor) -> None:
    vendor.rows = [a_row(n, person=n // 2, changed=n * 60_000) for n in range(8)]
    since = vendor.rows[7]["application"]["lastUpdatedDate"]
    (person,) = small.walk("candidates", **{"updated_at[gte]": "2023-11-14T22:20:20Z"})
    assert since == 1_700_000_420_000
    assert person["applications"] == [{"id": "p0006fwA"}, {"id": "p0007fwA"}]
    assert vendor.asked[0].url.params["datestart"] == "2023-11-14T22:20:20+0000"
    assert len(vendor.asked) == 2


@pytest.mark.parametrize(
    ("verb", "at", "keys"),
    [
        ("gt", "2023-11-14T22:13:20.003Z", [4]),
        ("gte", "2023-11-14T22:13:20.003Z", [3, 4]),
        ("lt", "2023-11-14T22:13:20.003Z", [0, 1, 2]),
        ("lte", "2023-11-15T00:13:20.003+02:00", [0, 1, 2, 3]),
        ("eq", "2023-11-14T22:13:20.003Z", [3]),
        ("gt", "9999-12-31T23:59:59Z", []),
        ("lt", "0001-01-01T00:00:00Z", []),
    ],
)
def test_a_filter_by_time_is_exact_to_the_millisecond(
    small: Unified, vendor: Vendor, verb: str, at: str, keys: list[int]
) -> None:
    vendor.rows = [a_row(n) for n in range(5)]
    shown = small.walk("applications", **{f"updated_at[{verb}]": at})
    assert [row["id"] for row in shown] == [f"p{n:04d}fwA" for n in keys]


@pytest.mark.parametrize("missing", [200, 404])
def test_a_person_who_is_not_there_is_not_found_and_has_no_applications(
    small: Unified, vendor: Vendor, missing: int
) -> None:
    vendor.missing = missing
    assert small.get("candidates/nobody").status_code == 404
    assert small.get("applications/nobody").status_code == 404
    assert small.walk("applications", candidate_id="nobody") == []
    assert len(small.walk("applications", candidate_id="eA1bCfwE")) == 2


def test_a_filter_by_id_that_the_vendor_ignores_finds_nobody_else(
    small: Unified, vendor: Vendor
) -> None:
    vendor.answer = lambda request: Vendor()._page(
        "candidates", vendor.rows[2:], request.url.params
    )
    answer = small.get("candidates/eA1bCfwE")
    assert answer.status_code == 502
