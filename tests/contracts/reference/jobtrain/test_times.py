"""Three families of dates, on clocks in London, in winter and summer and on the nights between."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ats_contracts.reference.connectors.jobtrain.reading import LONDON, instant
from ats_simulator.world.instants import from_instant
from tests.contracts.reference.conftest import Clock, Unified
from tests.contracts.reference.jobtrain.conftest import Make
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


# The two days on which the clocks change, through the simulated vendor and back

DAYS = {  # an instant, the second that a London clock means, and the first instant of its day
    "2026-03-28T23:59:59.250Z": ("2026-03-28T23:59:59Z", "2026-03-28T00:00:00Z"),
    "2026-03-29T00:59:59.999Z": ("2026-03-29T00:59:59Z", "2026-03-29T00:00:00Z"),
    "2026-03-29T01:00:00.000Z": ("2026-03-29T01:00:00Z", "2026-03-29T00:00:00Z"),
    "2026-03-29T22:59:59.000Z": ("2026-03-29T22:59:59Z", "2026-03-29T00:00:00Z"),
    "2026-03-29T23:00:00.000Z": ("2026-03-29T23:00:00Z", "2026-03-29T23:00:00Z"),
    "2026-10-24T22:59:59.000Z": ("2026-10-24T22:59:59Z", "2026-10-23T23:00:00Z"),
    "2026-10-24T23:00:00.000Z": ("2026-10-24T23:00:00Z", "2026-10-24T23:00:00Z"),
    "2026-10-25T00:30:00.000Z": ("2026-10-25T00:30:00Z", "2026-10-24T23:00:00Z"),
    "2026-10-25T01:30:00.000Z": ("2026-10-25T00:30:00Z", "2026-10-24T23:00:00Z"),
    "2026-10-25T02:00:00.000Z": ("2026-10-25T02:00:00Z", "2026-10-24T23:00:00Z"),
    "2026-10-25T23:59:59.000Z": ("2026-10-25T23:59:59Z", "2026-10-24T23:00:00Z"),
    "2026-10-26T00:00:00.000Z": ("2026-10-26T00:00:00Z", "2026-10-26T00:00:00Z"),
}


def shown_as(moment: str, form: str) -> str:
    """Give what a client can know of a moment, by its form on the wire."""
    second, fraction = DAYS[moment][0], moment[19:23].replace(".000", "")
    forms = {
        "local_seconds": second,
        "local_fraction": f"{second[:-1]}{fraction}Z",
        "utc_z": f"{moment[:19]}Z",
    }
    return forms[form]


def applied_on_those_days(make: Make, **assumptions: str) -> Unified:
    """Make a vendor to whom somebody applied at each of the instants."""
    unified = make(size=0, assumptions=assumptions)
    put = unified.account.put_truth
    put("jobs", "900001", {"name": "Porter", "status": "open"})
    for n, moment in enumerate(DAYS, start=1):
        put("candidates", str(60000 + n), {"first_name": "P", "last_name": str(n)})
        refs = {"candidate": {"id": str(60000 + n)}, "job": {"id": "900001"}}
        at = dict.fromkeys(("applied_at", "created_at", "updated_at"), moment)
        put("applications", str(70000 + n), {**refs, **at, "current_stage": {"id": "9101"}})
    return unified


@pytest.mark.parametrize("style", ["documented", "uk"])
@pytest.mark.parametrize("form", ["local_seconds", "local_fraction", "utc_z"])
def test_every_instant_of_those_days_is_read_and_filtered_as_it_was(
    make: Make, form: str, style: str
) -> None:
    unified = applied_on_those_days(make, datetime_format=form, date_style=style)
    rows = unified.walk("applications")
    expected = [shown_as(moment, form) for moment in DAYS]
    assert [row["applied_at"] for row in rows] == expected
    assert [row["created_at"] for row in rows] == expected
    assert [row["updated_at"] for row in rows] == [day for _, day in DAYS.values()]
    for since in (min(expected), expected[6], expected[9]):
        wanted = [
            e for e in expected if dt.datetime.fromisoformat(e) >= dt.datetime.fromisoformat(since)
        ]
        shown = unified.walk("applications", **{"created_at[gte]": since})
        assert [row["created_at"] for row in shown] == wanted


def test_an_application_made_on_those_days_is_kept_and_polled_as_of_its_instant(
    make: Make, clock: Clock
) -> None:
    unified = applied_on_those_days(make)
    for n, (moment, (second, day)) in enumerate(DAYS.items()):
        clock.at = from_instant(moment) / 1000
        unified.account.set_clock(now=moment)
        body = {
            "first_name": "Q",
            "last_name": str(n),
            "emails": [{"email": f"q{n}@mail.example"}],
            "applications": [{"job": {"id": "900001"}}],
        }
        made = unified.call("POST", "candidates", json=body).json()["applications"][0]
        truth = unified.account.truth_of("applications", made["id"])
        assert (truth["applied_at"], made["applied_at"]) == (moment, second)
        polled = unified.walk("applications", **{"updated_at[gte]": day})
        assert made["id"] in {row["id"] for row in polled}
