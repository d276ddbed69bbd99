"""Limits that the vendor tells nobody: never exceeded, and waited for or passed on."""

from __future__ import annotations

import datetime as dt

import pytest

from ats_contracts.reference import PARTS, patient
from tests.contracts.reference.conftest import Clock, Unified
from tests.contracts.reference.jobvite.conftest import Front
from tests.contracts.reference.jobvite.vendor import Vendor, a_row, ok


def test_the_sixteenth_request_of_a_minute_is_not_sent(
    front: Front, vendor: Vendor, clock: Clock
) -> None:
    unified = front()
    answers = [unified.get("departments") for _ in range(16)]
    assert [answer.status_code for answer in answers] == [200] * 15 + [429]
    assert answers[-1].headers["retry-after"] == "61"
    assert "truto_is_remote_error" not in answers[-1].json()
    assert len(vendor.asked) == 15
    clock.at += 61
    assert unified.get("departments").status_code == 200


def test_a_call_waits_if_it_may(front: Front, vendor: Vendor, clock: Clock) -> None:
    unified = front(parts=patient(PARTS, 60.6))
    for _ in range(31):
        assert unified.get("departments").status_code == 200
    assert clock.slept == pytest.approx([60.5, 60.5], abs=0.1)


def test_an_hour_and_a_day_have_limits_too(front: Front, vendor: Vendor, clock: Clock) -> None:
    clock.at = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC).timestamp()
    unified = front(parts=patient(PARTS, 61))
    for _ in range(500):
        assert unified.get("jobs").status_code == 200
    refused = unified.get("jobs")
    midnight = dt.datetime(2026, 11, 3, 8, tzinfo=dt.UTC).timestamp()
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) == pytest.approx(midnight - clock.at, abs=1)
    for _ in range(350):
        assert unified.get("departments").status_code == 200
    hour = unified.get("departments")
    assert (hour.status_code, len(vendor.asked)) == (429, 850)
    assert int(hour.headers["retry-after"]) > 60


def test_accounts_with_one_key_pair_share_its_limits(front: Front) -> None:
    unified = front()
    unified.link(unified.account.credentials, id="twin")
    twin = {"integrated_account_id": "twin"}
    for _ in range(15):
        assert unified.get("departments").status_code == 200
    assert unified.http.get("/unified/ats/departments", params=twin).status_code == 429


def test_a_page_that_costs_many_requests_ends_when_the_limit_does(
    front: Front, vendor: Vendor, clock: Clock
) -> None:
    vendor.rows = [a_row(n) for n in range(40)]
    for row in vendor.rows:
        row["application"]["workflowState"] = "Offer Sent"
    letter = {"eSignature": {"offerLetterCreated": 1}, "status": {"code": 200, "messages": []}}
    unified = front()

    vendor.answer = lambda request: ok(letter) if "offerLetter" in str(request.url) else None
    rows: list[str] = []
    pages = 0
    cursor: str | None = ""
    while cursor is not None:
        page = unified.get("offers", next_cursor=cursor, limit=100)
        if page.status_code == 429:
            clock.at += int(page.headers["retry-after"])
            continue
        pages += 1
        rows += [row["id"] for row in page.json()["result"]]
        cursor = page.json()["next_cursor"]
    assert rows == [f"p{n:04d}fwA" for n in range(40)]
    assert pages == 3


def test_a_limit_never_counts_what_was_not_sent(small: Unified, vendor: Vendor) -> None:
    for _ in range(40):
        assert small.get("candidates", limit="nonsense").status_code == 400
    assert not vendor.asked
