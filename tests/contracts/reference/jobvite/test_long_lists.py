"""Lists that take more requests than a minute allows: walked all the same, at the vendor's pace."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.reference.conftest import Clock, Unified
from tests.contracts.reference.jobvite.conftest import Front
from tests.contracts.reference.jobvite.vendor import Vendor, a_row, refused

Json = Any
ROWS = 620
WINDOW = 40
WINDOWS = 20
"""Of 40 rows each, 8 of which are seen twice."""


@pytest.fixture
def long(vendor: Vendor) -> Vendor:
    vendor.rows = [a_row(n, person=n // 2) for n in range(ROWS)]
    vendor.max_count = WINDOW
    return vendor


def beginnings(vendor: Vendor) -> int:
    """Count how often the list was begun."""
    asked = [request.url.params for request in vendor.asked]
    return len([each for each in asked if each.get("start") == "0" and "candidateId" not in each])


def told(unified: Unified, clock: Clock, cursor: str | None, **query: Json) -> Json:
    """Ask for a page as a polite client does: it comes back when it is told to."""
    for _ in range(5):
        answer = unified.get("applications", next_cursor=cursor or "", limit=100, **query)
        if answer.status_code != 429:
            return answer.json()
        clock.at += int(answer.headers["retry-after"])
    raise AssertionError("it is told to come back for ever")


def test_a_long_list_is_read_once_a_walk_over_as_many_minutes_as_it_takes(
    front: Front, long: Vendor, clock: Clock
) -> None:
    unified, began = front(), clock.at
    page = told(unified, clock, None)
    assert len(long.asked) == WINDOWS
    assert clock.at - began == pytest.approx(61, abs=1)
    rows = page["result"]
    while page["next_cursor"]:
        page = told(unified, clock, page["next_cursor"])
        rows += page["result"]
    assert [row["id"] for row in rows] == [f"p{n:04d}fwA" for n in range(ROWS)]
    assert len(long.asked) == WINDOWS


def test_people_of_a_long_list_are_whole(front: Front, long: Vendor, clock: Clock) -> None:
    unified = front()
    assert unified.get("candidates").status_code == 429
    clock.at += 61
    first = unified.get("candidates", limit=100).json()
    again = unified.get("candidates", limit=100, next_cursor=first["next_cursor"]).json()
    assert len(long.asked) == WINDOWS
    people = first["result"] + again["result"]
    assert len({row["id"] for row in people}) == 200
    assert {len(row["applications"]) for row in people} == {2}


def test_a_walk_that_pauses_for_long_goes_on_from_its_place(
    front: Front, long: Vendor, clock: Clock
) -> None:
    unified = front()
    first = told(unified, clock, None)
    clock.at += 24 * 3600
    long.rows[0]["application"]["lastUpdatedDate"] += 10**9
    long.rows.append(long.rows.pop(0))
    second = told(unified, clock, first["next_cursor"])
    assert [row["id"] for row in second["result"]] == [f"p{n:04d}fwA" for n in range(100, 200)]
    assert len(long.asked) == 2 * WINDOWS


def test_who_comes_back_too_late_begins_anew(front: Front, long: Vendor, clock: Clock) -> None:
    unified = front()
    assert unified.get("applications").status_code == 429
    clock.at += 200
    assert unified.get("applications").status_code == 429
    assert beginnings(long) == 2


def test_a_list_of_which_half_was_read_before_a_write_is_read_anew(
    front: Front, long: Vendor, clock: Clock
) -> None:
    unified = front()
    assert unified.get("applications").status_code == 429
    clock.at += 61
    body = {"first_name": "Zoë"}
    assert unified.call("PATCH", "candidates/e0000fwA", json=body).status_code == 200
    assert unified.get("applications").status_code == 429
    assert beginnings(long) == 2


def test_a_limit_of_the_vendors_own_in_the_middle_is_no_reason_to_begin_anew(
    front: Front, long: Vendor, clock: Clock
) -> None:
    unified = front()
    unified.link(unified.account.credentials, pace={"counted": False})
    long.answer = lambda request: (
        refused(429, "Too many requests") if len(long.asked) in (7, 8) else None
    )
    page = told(unified, clock, None)
    assert len(page["result"]) == 100
    assert len(long.asked) == WINDOWS + 2


def test_rows_that_were_found_before_a_limit_are_given_out_first(
    front: Front, vendor: Vendor, clock: Clock
) -> None:
    unified = front()
    for _ in range(12):
        assert unified.get("departments").status_code == 200
    page = unified.get("attachments", limit=100).json()
    assert page["result"]
    assert page["next_cursor"] is None or unified.get("departments").status_code == 429


def test_a_connection_may_be_told_that_there_are_no_limits(front: Front, long: Vendor) -> None:
    unified = front()
    unified.link(unified.account.credentials, pace={"counted": False})
    assert len(unified.walk("applications", limit=100)) == ROWS
    assert len(long.asked) == WINDOWS


def test_a_connection_may_be_told_to_wait(front: Front, long: Vendor, clock: Clock) -> None:
    unified = front()
    unified.link(unified.account.credentials, pace={"wait_s": 61})
    assert unified.get("applications").status_code == 200
    assert clock.slept == pytest.approx([60.5], abs=0.1)


def test_two_keys_never_share_what_was_read(front: Front, long: Vendor, clock: Clock) -> None:
    unified = front()
    assert unified.get("applications").status_code == 429
    unified.link({**unified.account.credentials, "secret": "another-secret"})
    assert unified.get("applications").status_code == 401
