"""Filters and sorting: exactly the rows asked for, or a refusal that says what there is."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.contracts.reference.conftest import Unified

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "eq": operator.eq,
}


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize("verb", OPERATORS)
@pytest.mark.parametrize("field", ["created_at", "updated_at"])
@pytest.mark.parametrize("resource", ["candidates", "jobs", "applications"])
def test_an_instant_filter_gives_exactly_the_rows_that_meet_it(
    unified: Unified, resource: str, field: str, verb: str
) -> None:
    rows = unified.walk(resource)
    pivot = sorted(row[field] for row in rows)[len(rows) // 2]
    expected = [row for row in rows if OPERATORS[verb](moment(row[field]), moment(pivot))]
    offset = moment(pivot).astimezone(dt.timezone(dt.timedelta(hours=-7))).isoformat()
    for spelling in (pivot, offset, pivot.replace("Z", ".000+00:00")):
        found = unified.walk(resource, limit=7, **{f"{field}[{verb}]": spelling})
        assert found == expected


def test_an_unencoded_plus_is_still_an_offset(unified: Unified) -> None:
    plus = "/unified/ats/jobs?integrated_account_id=acc&updated_at[gt]=2024-06-01T00:00:00+02:00"
    expected = unified.get("jobs", **{"updated_at[gt]": "2024-05-31T22:00:00Z"}).json()
    assert unified.http.get(plus).json()["result"] == expected["result"]


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_sorting_orders_the_whole_list_over_all_pages(unified: Unified, order: str) -> None:
    rows = unified.walk("candidates", limit=9, **{"sort_by[updated_at]": order})
    keys = [(row["updated_at"], row["id"]) for row in rows]
    assert keys == sorted(keys, reverse=order == "desc")
    assert {row["id"] for row in rows} == {row["id"] for row in unified.walk("candidates")}


def value_of(row: dict[str, Any], name: str) -> Any:
    if name == "emails[email]":
        return (row["emails"] or [{"email": None}])[0]["email"]
    inner = {"job_id": "job", "candidate_id": "candidate", "stage_id": "current_stage"}
    return row[inner[name]]["id"] if name in inner else row[name]


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        *(("candidates", name) for name in ("id", "name", "title", "emails[email]")),
        *(("jobs", name) for name in ("id", "name", "status")),
        *(("applications", name) for name in ("id", "job_id", "candidate_id", "stage_id")),
        *(("job_interview_stages", name) for name in ("id", "name")),
    ],
)
def test_a_text_filter_gives_exactly_the_rows_that_have_it(
    unified: Unified, resource: str, name: str
) -> None:
    rows = unified.walk(resource)
    wanted = next(value_of(row, name) for row in rows if value_of(row, name))
    expected = [row for row in rows if value_of(row, name) == wanted]
    assert unified.walk(resource, limit=3, **{name: wanted}) == expected


def test_a_filter_by_job_reads_only_that_job(unified: Unified) -> None:
    job_id = unified.walk("applications")[0]["job"]["id"]
    unified.account.clear_journal()
    assert unified.walk("applications", job_id=job_id)
    assert {e["path"].rsplit("/", 2)[-2] for e in unified.sent()} == {job_id}


def test_a_job_that_does_not_exist_has_no_applications(unified: Unified) -> None:
    assert unified.walk("applications", job_id="999999") == []


def test_several_values_mean_any_of_them(unified: Unified) -> None:
    first, second = (row["id"] for row in unified.walk("jobs")[:2])
    url = f"/unified/ats/jobs?integrated_account_id=acc&id[]={first}&id[]={second}"
    assert [row["id"] for row in unified.http.get(url).json()["result"]] == [first, second]


@pytest.mark.parametrize(
    "query",
    [
        {"tags": "x"},
        {"status": "open"},
        {"updated_at[in]": "2024-01-01"},
        {"updated_at[gt]": "yesterday"},
        {"updated_at[gt]": "2024-01-01T00:00:00"},
        {"updated_at": ""},
        {"name": ""},
        {"name[gt]": "A"},
        {"or[name]": "A"},
        {"sort_by[name]": "asc"},
        {"sort_by[updated_at]": "up"},
        {"sort_by": "updated_at"},
        {"limit": "0"},
        {"limit": "-1"},
        {"limit": "ten"},
        {"truto_response_format": "stream"},
        {"truto_super_query": "wnam"},
        {"truto_exclude_fields[]": "shoe_size"},
        {"truto_ignore_remote_data": "perhaps"},
        {"x]": "1"},
        {"[x]": "1"},
    ],
    ids=str,
)
def test_what_is_not_supported_is_refused_and_never_ignored(
    unified: Unified, query: dict[str, str]
) -> None:
    unified.account.clear_journal()
    answer = unified.get("candidates", **query)
    assert answer.status_code == 400
    assert answer.json()["truto_error_insight"]["invalid_query_parameters"]
    assert unified.sent() == []


def test_a_status_that_no_job_can_have_is_refused(unified: Unified) -> None:
    assert unified.get("jobs", status="paused").status_code == 400
    assert unified.get("jobs", status="archived").json()["result"] == []
