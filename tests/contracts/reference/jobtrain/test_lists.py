"""Against the simulated vendor: complete, each once, as the lens expects, under every reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from ats_contracts.compare import compare, is_nothing
from ats_contracts.model import RESOURCES
from ats_simulator.lens import fed, listed, project
from ats_simulator.providers.jobtrain import PROVIDER
from ats_simulator.providers.jobtrain.lens import LENS
from tests.contracts.reference.conftest import Unified
from tests.contracts.reference.jobtrain.conftest import Make

LISTED = sorted(fed(LENS))
COSTS = {
    "applications": (2, 1, 3),
    "attachments": (1, 1, 3),
    "candidates": (4, 1, 3),
    "departments": (0, 0, 2),
    "eeocs": (2, 1, 3),
    "job_form_fields": (0, 1, 3),
    "job_interview_stages": (0, 0, 2),
    "jobs": (0, 1, 4),
    "offices": (0, 0, 2),
}
"""At most so many requests per application, per job, and besides."""


def expected(unified: Unified, resource: str) -> dict[str, Any]:
    """What a faultless integration lists."""
    values = unified.account.describe()["assumptions"]
    lens = fed(LENS)[resource]
    truths = listed(LENS, resource, unified.account.truth, values)
    shown = (project(lens, truth, values) for truth in truths)
    return {str(record["id"]): record for record in shown}


def differences(resource: str, wanted: Any, row: Any) -> list[Any]:
    """
    Compare a row with what is expected: embedded records by their ids, optional fields if told.
    """
    found: list[Any] = []
    for name, shape in RESOURCES[resource].items():
        cell, actual = fed(LENS)[resource].fields[name], row[name]
        if cell.embeds:
            have = sorted(each["id"] for each in actual or ())
            if actual is not None and have != sorted(each["id"] for each in wanted[name]):
                found.append((row["id"], name, wanted[name], actual))
        elif not (cell.optional and is_nothing(actual)):
            done = compare(name, wanted[name], actual, shape=shape)
            found += [(row["id"], d.where, d.expected, d.actual) for d in done.divergences]
    return found


def assert_right(unified: Unified, resource: str, **query: Any) -> None:
    wanted = expected(unified, resource)
    rows = unified.walk(resource, **query)
    assert sorted(row["id"] for row in rows) == sorted(wanted)
    wrong = [each for row in rows for each in differences(resource, wanted[row["id"]], row)]
    assert not wrong


@pytest.mark.parametrize("limit", [1, 7, 100])
@pytest.mark.parametrize("resource", LISTED)
def test_every_record_is_listed_once_and_right(unified: Unified, resource: str, limit: int) -> None:
    assert_right(unified, resource, limit=limit)


READINGS = [{a.name: a.values[-n] for a in PROVIDER.assumptions} for n in (1, 2)]
"""Every value but the defaults, many at once: they must not be read through one another."""


@pytest.mark.parametrize("reading", READINGS, ids=["last", "last but one"])
def test_no_readings_of_the_documents_change_what_is_meant(
    make: Make, reading: Mapping[str, str]
) -> None:
    unified = make(size=12, assumptions=reading)
    for resource in LISTED:
        assert_right(unified, resource)


def test_every_value_is_in_some_reading() -> None:
    tried = {(name, value) for reading in READINGS for name, value in reading.items()}
    every = {(a.name, value) for a in PROVIDER.assumptions for value in a.values}
    assert every - tried == {(a.name, a.default) for a in PROVIDER.assumptions if len(a.values) > 2}


@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize("resource", LISTED)
def test_other_worlds_are_read_as_well(make: Make, resource: str, seed: int) -> None:
    assert_right(make(seed=seed, size=60), resource)


@pytest.mark.parametrize("resource", LISTED)
def test_a_get_equals_the_row_of_the_list(unified: Unified, resource: str) -> None:
    for row in unified.walk(resource, truto_ignore_remote_data="true")[::5]:
        path = f"{resource}/{row['id']}"
        assert unified.get(path, truto_ignore_remote_data="true").json() == row


@pytest.mark.parametrize("resource", ["candidates", "applications", "jobs", "attachments", "eeocs"])
@pytest.mark.parametrize("key", ["0", "1", "999999", "abc", "../Jobs", "9" * 40, "-1", "1-2-cv"])
def test_an_id_that_nobody_has_is_not_found(unified: Unified, resource: str, key: str) -> None:
    assert unified.get(f"{resource}/{key}").status_code == 404


@pytest.mark.parametrize("resource", LISTED)
def test_a_walk_costs_what_is_declared(make: Make, resource: str) -> None:
    unified = make(size=60)
    per_application, per_job, more = COSTS[resource]
    jobs = len(expected(unified, "jobs"))
    applications = len(expected(unified, "applications"))
    unified.account.clear_journal()
    unified.walk(resource, limit=100)
    pages = 1 + len(unified.sent()) // 20
    allowed = per_application * applications + per_job * jobs + (more + 2) * pages
    assert len(unified.sent()) <= allowed


def test_no_page_costs_more_than_its_budget_and_one_row(make: Make) -> None:
    unified = make(size=60)
    unified.account.clear_journal()
    unified.get("applications", limit=100)
    assert len(unified.sent()) <= 25


@pytest.mark.parametrize("limit", [1, 5])
def test_a_job_that_closes_in_the_middle_of_a_walk_makes_nobody_appear_twice_or_not_at_all(
    make: Make, limit: int
) -> None:
    unified = make(size=60)
    before = set(expected(unified, "candidates"))
    first = min(expected(unified, "jobs"), key=int)

    def close() -> None:
        unified.account.put_truth("jobs", first, {"status": "closed"})

    rows = [row["id"] for row in unified.walk("candidates", limit=limit, between=close)]
    assert len(rows) == len(set(rows))
    assert before == set(rows)


def test_filters_choose_the_shortest_way(unified: Unified) -> None:
    rows = unified.walk("applications")
    row = rows[0]
    for name, value, most in (
        ("job_id", row["job"]["id"], 100),
        ("candidate_id", row["candidate"]["id"], 20),
        ("stage_id", row["current_stage"]["id"], 80),
        ("id", row["id"], 20),
    ):
        unified.account.clear_journal()
        found = {each["id"] for each in unified.walk("applications", **{name: value})}
        assert len(unified.sent()) <= most
        assert row["id"] in found
        same = {each["id"] for each in rows if str(value) in flat(each, name)}
        assert same <= found
        assert name == "candidate_id" or same == found


def flat(row: Any, name: str) -> set[str]:
    """Give the value that a filter is about."""
    place = {"job_id": "job", "candidate_id": "candidate", "stage_id": "current_stage"}.get(name)
    return {row["id"] if place is None else row[place]["id"]}


def test_attachments_can_be_asked_for_by_application(unified: Unified) -> None:
    row = unified.walk("attachments")[-1]
    key = row["application"]["id"]
    unified.account.clear_journal()
    rows = unified.walk("attachments", application_id=key)
    assert row in rows
    assert {each["application"]["id"] for each in rows} == {key}
    assert len(unified.sent()) <= 20


def test_proxy_lists_the_vendors_own_records(unified: Unified) -> None:
    params = {"integrated_account_id": "acc", "limit": "3"}
    body = unified.http.get("/integrated-account/acc/capabilities?type=proxy").json()
    for entry in body["proxy"]:
        answer = unified.http.get(f"/proxy/{entry['resource']}", params=params)
        assert answer.status_code == 200, answer.text
    row = unified.http.get("/proxy/Salaries", params=params).json()["result"][0]
    assert "salaryBandId" in row
    found = unified.http.get("/proxy/Jobs", params={**params, "TextToSearch": "0"})
    assert found.status_code == 200
    refused = unified.http.get("/proxy/Jobs", params={**params, "pageno": "2"})
    assert refused.status_code == 400


def test_a_cursor_says_nothing_of_credentials_and_fits_an_address(unified: Unified) -> None:
    for resource in LISTED:
        cursor = unified.get(resource, limit=1).json()["next_cursor"]
        assert re.fullmatch(r"[\w-]{1,8000}", cursor)
