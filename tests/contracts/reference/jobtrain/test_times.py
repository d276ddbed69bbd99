"""Three families of dates, on clocks in London, in winter and summer and on the nights between."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ats_contracts.reference.connectors.jobtrain.reading import LONDON, instant
from tests.contracts.reference.jobtrain.stub import Shop

READ = [
    ("2026-11-18", "2026-11-18T00:00:00Z"),
    ("2026-07-18", "2026-07-17T23:00:00Z"),
    ("18/11/2026", "2026-11-18T00:00:00Z"),
    ("01/07/2026", "2026-06-30T23:00:00Z"),
    ("2026-11-18T09:14:03", "2026-11-18T09:14:03Z"),
    ("2026-07-18T09:14:03", "2026-07-18T08:14:03Z"),
    ("18/07/2026 09:14:03", "2026-07-18T08:14:03Z"),
    ("2026-07-18T09:14:03.120", "2026-07-18T08:14:03.120Z"),
    ("18/07/2026 09:14:03.120", "2026-07-18T08:14:03.120Z"),
    ("2026-07-18T09:14:03Z", "2026-07-18T09:14:03Z"),
    ("18/07/2026 09:14:03Z", "2026-07-18T09:14:03Z"),
    ("2026-07-18T09:14:03+05:30", "2026-07-18T03:44:03Z"),
    # The night on which summer begins: 01:00 to 01:59 is on no clock.
    ("2026-03-29T00:59:59", "2026-03-29T00:59:59Z"),
    ("2026-03-29T01:30:00", "2026-03-29T01:30:00Z"),
    ("2026-03-29T02:00:00", "2026-03-29T01:00:00Z"),
    ("2026-03-29", "2026-03-29T00:00:00Z"),
    ("2026-03-30", "2026-03-29T23:00:00Z"),
    # The night on which it ends: 01:00 to 01:59 is on it twice, and the first is meant.
    ("2026-10-25T00:59:59", "2026-10-24T23:59:59Z"),
    ("25/10/2026 01:30:00", "2026-10-25T00:30:00Z"),
    ("2026-10-25T02:00:00", "2026-10-25T02:00:00Z"),
    ("2026-10-25", "2026-10-24T23:00:00Z"),
    ("2026-10-26", "2026-10-26T00:00:00Z"),
]
NONE = [
    "",
    "tomorrow",
    "2026-13-01",
    "31/02/2026",
    "11/18/2026",
    "18/11/26",
    "18/11/2026 noon",
    "18/11/2026 09:14:03pm",
    "2026-W47-3",
    "20261118",
]


@pytest.mark.parametrize(("told", "meant"), READ)
def test_a_clock_in_london_is_an_instant(told: str, meant: str) -> None:
    assert instant({"at": told}, "at") == meant


@pytest.mark.parametrize("told", [*NONE, None, 7, {}, []], ids=repr)
def test_what_is_no_date_is_null(told: object) -> None:
    assert instant({"at": told}, "at") is None


@given(st.dates(min_value=dt.date(1850, 1, 1), max_value=dt.date(9000, 1, 1)))
def test_a_day_is_its_first_instant_in_either_style(day: dt.date) -> None:
    first = dt.datetime.combine(day, dt.time(), tzinfo=LONDON)
    for told in (day.isoformat(), day.strftime("%d/%m/%Y")):
        meant = instant({"at": told}, "at")
        assert meant is not None
        assert dt.datetime.fromisoformat(meant) == first


@pytest.mark.parametrize(("told", "meant"), [READ[5], READ[6], READ[8], READ[18]])
def test_the_instants_of_an_application_are_read_so(shop: Shop, told: str, meant: str) -> None:
    applied = shop.vendor.record("/api/v1/candidate/60301")["appliedJobs"][0]
    applied["applicationSubmitedOn"] = applied["createdOnDate"] = told
    row = shop.row("applications")
    assert (row["applied_at"], row["created_at"]) == (meant, meant)


def test_a_day_alone_is_not_taken_for_the_instant_of_an_application(shop: Shop) -> None:
    """The list of a job's candidates tells no more, and is all there is of a person who is gone."""
    del shop.vendor.answers["/api/v1/candidate/60301"]
    row = shop.row("applications")
    assert (row["id"], row["applied_at"], row["created_at"]) == ("70501", None, None)


def test_an_unreadable_time_costs_no_row_and_makes_no_other(shop: Shop) -> None:
    shop.vendor.record("/api/v1/candidate/60301")["appliedJobs"][0]["createdOnDate"] = "soon"
    assert shop.row("applications")["created_at"] is None
    assert shop.row("candidates")["created_at"] is None
