"""London time without saying so: a spring and an autumn day, closing days, windows."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ats_simulator.lens import project
from ats_simulator.providers.jobtrain import dates, lens, readings
from ats_simulator.world.instants import from_instant, to_instant
from tests.simulator.providers.jobtrain.desk import Desk
from tests.simulator.providers.jobtrain.scenario import a_scenario

LONDON = ZoneInfo("Europe/London")
EXPORT = "/Candidate/GetRecentlyUpdatedApplications"
SPRING = {  # 29 March 2026: 00:59 GMT is followed by 02:00 BST
    "2026-03-28T23:59:59.999Z": ("2026-03-28", "2026-03-28T23:59:59"),
    "2026-03-29T00:59:59.999Z": ("2026-03-29", "2026-03-29T00:59:59"),
    "2026-03-29T01:00:00.000Z": ("2026-03-29", "2026-03-29T02:00:00"),
    "2026-03-29T22:59:59.000Z": ("2026-03-29", "2026-03-29T23:59:59"),
    "2026-03-29T23:00:00.000Z": ("2026-03-30", "2026-03-30T00:00:00"),
}
AUTUMN = {  # 25 October 2026: 01:59 BST is followed by 01:00 GMT
    "2026-10-24T22:59:59.000Z": ("2026-10-24", "2026-10-24T23:59:59"),
    "2026-10-24T23:00:00.000Z": ("2026-10-25", "2026-10-25T00:00:00"),
    "2026-10-25T00:30:00.000Z": ("2026-10-25", "2026-10-25T01:30:00"),
    "2026-10-25T01:30:00.000Z": ("2026-10-25", "2026-10-25T01:30:00"),
    "2026-10-25T02:00:00.000Z": ("2026-10-25", "2026-10-25T02:00:00"),
    "2026-10-25T23:59:59.000Z": ("2026-10-25", "2026-10-25T23:59:59"),
    "2026-10-26T00:00:00.000Z": ("2026-10-26", "2026-10-26T00:00:00"),
}


def british(day: str) -> str:
    return "/".join(reversed(day.split("-")))


def a_desk(instant: str, **assumptions: str) -> Desk:
    """A scenario in which everything about the application happened at *instant*."""
    desk = a_scenario(assumptions=assumptions)
    times = ("created_at", "applied_at", "updated_at")
    desk.account.put_truth("applications", "70501", dict.fromkeys(times, instant))
    return desk


def applied(desk: Desk) -> Any:
    return desk.data("/candidate/60301")["appliedJobs"][0]


@pytest.mark.parametrize(("instant", "shown"), [*SPRING.items(), *AUTUMN.items()])
def test_the_day_on_which_the_clocks_change_is_shown_as_in_london(
    instant: str, shown: tuple[str, str]
) -> None:
    day, moment = shown
    desk = a_desk(instant)
    (listed,) = desk.records("/Jobs/listCandidate/900101")
    assert (listed["createdOnDate"], listed["applicationSubmitedOn"]) == (day, day)
    assert applied(desk)["createdOnDate"] == moment
    assert applied(desk)["applicationSubmitedOn"] == moment
    one = desk.data("/GetCandidateApplicationById/70501")
    assert (one["createdOn"], one["appliedOn"]) == (day, day)
    detail = desk.data("/Candidate/GetCandidateApplicationDetailByJobId/60301/900101")
    assert detail["candidateStatusCreatedDate"] == day
    desk.account.set_clock(now=to_instant(from_instant(instant) + 1000))
    (exported,) = _export(desk)
    assert exported["applicationStatusCreatedDate"] == day


def _export(desk: Desk) -> list[Any]:
    """Read the export with a token of the present time."""
    token = desk.log_in().json()["access_token"]
    answer = desk.get(EXPORT, None, headers={"Authorization": f"Bearer {token}"})
    return list(answer.json()["resultData"]["records"])


@pytest.mark.parametrize(("instant", "shown"), [*SPRING.items(), *AUTUMN.items()])
def test_the_same_days_in_the_other_styles(instant: str, shown: tuple[str, str]) -> None:
    day, moment = shown
    uk = applied(a_desk(instant, date_style="uk"))["createdOnDate"]
    assert uk == f"{british(day)} {moment[11:]}"
    fraction = applied(a_desk(instant, datetime_format="local_fraction"))["createdOnDate"]
    assert fraction == moment + instant[19:23]
    utc = applied(a_desk(instant, datetime_format="utc_z"))["createdOnDate"]
    assert utc == instant[:19] + "Z"


def read_back(moment: str) -> str:
    """Read what the vendor shows as a client does that knows it is London."""
    local = dt.datetime.fromisoformat(moment).replace(tzinfo=LONDON)
    utc = local.astimezone(dt.UTC)
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.mark.parametrize("instant", [*SPRING, *AUTUMN])
def test_what_is_shown_is_read_back_as_the_lens_expects(instant: str) -> None:
    desk = a_desk(instant)
    truth = desk.account.truth_of("applications", "70501")
    expected = project(lens.APPLICATIONS, truth, desk.account.describe()["assumptions"])
    shown = applied(desk)
    assert read_back(shown["applicationSubmitedOn"]) == expected["applied_at"]
    (listed,) = desk.records("/Jobs/listCandidate/900101")
    assert read_back(f"{listed['createdOnDate']}T00:00:00") == expected["updated_at"]
    if instant != "2026-10-25T01:30:00.000Z":  # the second 01:30 of that night
        assert expected["applied_at"] == instant[:19] + ".000Z"


@given(
    ms=st.integers(from_instant("1980-01-01T00:00:00Z"), from_instant("2037-12-31T00:00:00Z")),
)
@settings(max_examples=300, deadline=None)
def test_a_london_clock_and_back_is_the_same_second_or_an_hour_less(ms: int) -> None:
    instant = to_instant(ms)
    shown = read_back(dates.date_time(instant, "local_seconds", "documented"))
    gone = from_instant(instant[:19] + "Z") - from_instant(shown)
    assert gone in (0, 3_600_000)
    assert readings.london_second(instant) == shown
    assert read_back(dates.day(instant, "documented") + "T00:00:00") == readings.london_day(instant)


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"])
def test_the_ends_of_the_calendar_are_shown_somehow(instant: str) -> None:
    desk = a_scenario()
    desk.account.put_truth("jobs", "900101", {"opened_at": instant, "created_at": instant})
    assert desk.data("/Job/900101")["createdOnDate"] == instant[:10]


@pytest.mark.parametrize("ms", [-(10**14), 4 * 10**14])
def test_a_clock_beyond_the_calendar_is_no_clock_a_tenant_can_have(ms: int) -> None:
    with pytest.raises((OverflowError, ValueError)):
        dates.today(ms)


@pytest.mark.parametrize(
    ("closing", "last", "first_after"),
    [
        ("2026-03-29T12:00:00Z", "2026-03-29T22:59:59Z", "2026-03-29T23:00:00Z"),
        ("2026-10-25T12:00:00Z", "2026-10-25T23:59:59Z", "2026-10-26T00:00:00Z"),
        ("2026-06-30T23:30:00Z", "2026-07-01T22:59:59Z", "2026-07-01T23:00:00Z"),
    ],
)
def test_a_job_is_advertised_to_the_end_of_its_closing_day_in_london(
    closing: str, last: str, first_after: str
) -> None:
    desk = a_scenario()
    desk.account.put_truth("jobs", "900101", {"closed_at": closing})
    for now, total in ((last, 1), (first_after, 0)):
        desk.account.set_clock(now=now)
        token = desk.log_in().json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        answer = desk.get("/Jobs/list", None, headers=headers)
        assert answer.json()["resultData"]["total"] == total


def changed_at(desk: Desk, instant: str) -> None:
    desk.account.put_truth("applications", "70501", {"updated_at": instant})


def test_the_export_reaches_back_24_hours_to_the_millisecond() -> None:
    desk = a_scenario()
    changed_at(desk, "2026-11-19T13:00:00.000Z")
    assert len(desk.records(EXPORT)) == 1
    desk.account.advance(0.001)
    assert desk.records(EXPORT) == []


def test_the_export_does_not_see_the_future() -> None:
    desk = a_scenario()
    changed_at(desk, "2026-11-20T13:00:00.001Z")
    assert desk.records(EXPORT) == []
    desk.account.advance(0.001)
    assert len(desk.records(EXPORT)) == 1


def test_who_polls_less_than_daily_loses_a_change() -> None:
    desk = a_scenario(settings={"token_lifetime_s": 1_000_000})
    changed_at(desk, "2026-11-20T13:30:00Z")
    desk.account.advance(26 * 3600)
    assert desk.records(EXPORT) == []


def test_the_export_may_reach_back_to_the_midnight_before_last() -> None:
    desk = a_scenario(assumptions={"export_window": "previous_midnight"})
    changed_at(desk, "2026-11-19T00:00:00.000Z")
    assert len(desk.records(EXPORT)) == 1
    changed_at(desk, "2026-11-18T23:59:59.999Z")
    assert desk.records(EXPORT) == []


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        ("2026-03-30T12:00:00Z", "2026-03-29T00:00:00.000Z"),
        ("2026-03-31T12:00:00Z", "2026-03-29T23:00:00.000Z"),
        ("2026-10-26T12:00:00Z", "2026-10-24T23:00:00.000Z"),
        ("2026-10-27T12:00:00Z", "2026-10-26T00:00:00.000Z"),
    ],
)
def test_that_midnight_is_londons(now: str, midnight: str) -> None:
    assert to_instant(dates.midnight_ms(from_instant(now), 1)) == midnight


def test_the_newest_change_comes_first() -> None:
    desk = Desk(clock={"mode": "manual", "now": "2026-10-31T18:00:00Z"})
    applications = desk.account.truth("applications")[:5]
    for nth, application in enumerate(applications):
        at = f"2026-10-31T17:0{nth}:00.000Z"
        desk.account.put_truth("applications", application["id"], {"updated_at": at})
    shown = [r["candidateApplicationId"] for r in desk.records(EXPORT)]
    assert shown[:5] == [int(a["id"]) for a in reversed(applications)]


def test_starters_keep_their_recorded_dates_whatever_is_assumed() -> None:
    for style in ("documented", "uk"):
        desk = a_scenario(assumptions={"date_style": style})
        (starter,) = desk.records("/Integration/GetRecentlyCompletedStarters")
        assert starter["starterDataCreatedDate"] == "20/11/2026 12:46:40"
        assert starter["bankDetail"]["birthDate"] == "01/02/1990"
        desk.account.put_truth("starter_forms", "1", {"created_at": "2026-06-30T23:30:00Z"})
        (starter,) = desk.records("/Integration/GetRecentlyCompletedStarters")
        assert starter["starterDataCreatedDate"] == "01/07/2026 00:30:00"
