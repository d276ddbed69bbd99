"""Changes: today's from the export, older ones from a walk, and none lost in between."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest

from tests.contracts.reference.conftest import Clock, Unified
from tests.contracts.reference.jobtrain.conftest import Make
from tests.contracts.reference.jobtrain.stub import Shop

EXPORT = "/api/v1/Candidate/GetRecentlyUpdatedApplications"
TODAY = "2026-11-21T00:00:00Z"


def move(unified: Unified, key: str) -> None:
    """Move an application to the next status."""
    stages = [stage["id"] for stage in unified.account.truth("job_interview_stages")]
    now = unified.account.truth_of("applications", key)["current_stage"]["id"]
    after = stages[(stages.index(now) + 1) % len(stages)]
    unified.account.put_truth("applications", key, {"current_stage": {"id": after}})


def exports(unified: Unified) -> int:
    return sum(exchange["path"].endswith("Applications") for exchange in unified.sent())


@pytest.mark.parametrize("window", ["rolling_24h", "previous_midnight"])
def test_what_changed_today_is_read_from_the_export(make: Make, window: str) -> None:
    unified = make(assumptions={"export_window": window})
    keys = [row["id"] for row in unified.walk("applications")][::9]
    for key in keys:
        move(unified, key)
    unified.account.clear_journal()
    rows = unified.walk("applications", limit=2, **{"updated_at[gte]": TODAY})
    assert exports(unified) >= 1
    assert not [e for e in unified.sent() if "listCandidate" in e["path"]]
    assert sorted(row["id"] for row in rows) == sorted(keys)
    assert {row["updated_at"] for row in rows} == {TODAY}
    for row in rows:
        assert unified.get(f"applications/{row['id']}").json() == row


def test_the_people_behind_todays_changes_are_read_from_the_export_each_once(
    unified: Unified,
) -> None:
    moved = unified.walk("applications")[::7]
    for row in moved:
        move(unified, row["id"])
    unified.account.clear_journal()
    rows = unified.walk("candidates", limit=2, **{"updated_at[gte]": TODAY})
    assert not [e for e in unified.sent() if "listCandidate" in e["path"]]
    found = [row["id"] for row in rows]
    assert len(found) == len(set(found))
    assert set(found) == {row["candidate"]["id"] for row in moved}


@pytest.mark.parametrize("resource", ["applications", "candidates"])
@pytest.mark.parametrize("days", [0, 1, 2, 30, 900])
def test_a_filter_finds_the_same_as_the_whole_list_however_far_back(
    unified: Unified, clock: Clock, resource: str, days: int
) -> None:
    for row in unified.walk("applications")[::6]:
        move(unified, row["id"])
        unified.account.advance(7 * 3600)
        clock.at += 7 * 3600
    since = dt.datetime.fromtimestamp(clock.at, dt.UTC) - dt.timedelta(days=days)
    text = f"{since.date()}T00:00:00Z"
    whole = [row for row in unified.walk(resource) if (row["updated_at"] or "") >= text]
    rows = unified.walk(resource, limit=3, **{"updated_at[gte]": text})
    assert sorted(row["id"] for row in rows) == sorted(row["id"] for row in whole)


def test_the_export_is_trusted_only_with_an_overlap(make: Make, clock: Clock) -> None:
    for hours, asks_export in ((22.9, True), (23.1, False), (25, False), (-1, False)):
        unified = make(size=8)
        since = dt.datetime.fromtimestamp(clock.at - hours * 3600, dt.UTC)
        unified.account.clear_journal()
        unified.walk("applications", **{"updated_at[gte]": since.isoformat()})
        assert (exports(unified) > 0) is asks_export


def test_a_walk_that_outlives_the_export_is_refused_and_not_cut_short(
    unified: Unified, clock: Clock
) -> None:
    for row in unified.walk("applications")[:6]:
        move(unified, row["id"])
    query = {"updated_at[gte]": TODAY, "limit": 2}
    cursor = unified.get("applications", **query).json()["next_cursor"]
    clock.at += 13 * 3600
    unified.account.advance(13 * 3600)
    answer = unified.get("applications", next_cursor=cursor, **query)
    assert answer.status_code == 409


def test_a_change_in_the_middle_of_a_walk_is_in_this_one_or_the_next(unified: Unified) -> None:
    rows = unified.walk("applications")
    for row in rows[10:20]:
        move(unified, row["id"])

    def meddle() -> None:
        for row in (rows[0], rows[15], rows[25]):
            move(unified, row["id"])

    query: dict[str, Any] = {"limit": 3, "updated_at[gte]": TODAY}
    first = [row["id"] for row in unified.walk("applications", between=meddle, **query)]
    second = [row["id"] for row in unified.walk("applications", **query)]
    assert len(first) == len(set(first))
    assert {row["id"] for row in rows[10:20]} <= set(first)
    assert {row["id"] for row in [*rows[10:20], rows[0], rows[25]]} == set(second)


def test_an_application_to_a_job_that_no_list_shows_is_not_in_a_filtered_list(shop: Shop) -> None:
    shop.vendor.record(EXPORT)["jobDetail"]["jobId"] = 1
    answer = shop.get("applications", **{"updated_at[gte]": "2026-11-21"})
    assert answer.json()["result"] == []


@pytest.mark.parametrize("status", [400, 403, 500, 429])
def test_a_refused_export_is_told(shop: Shop, status: int) -> None:
    shop.vendor.answers[EXPORT] = lambda request: httpx.Response(status)
    answer = shop.get("applications", **{"updated_at[gte]": "2026-11-21"})
    assert answer.status_code == status
