"""Lists and gets against the simulator: complete, exactly once, the same under every reading."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import pytest

from ats_simulator.simulator import Simulator
from tests.contracts.reference.conftest import Make, Unified

LISTED = ("candidates", "jobs", "applications", "job_interview_stages")


def ids(rows: list[Any]) -> list[str]:
    return [row["id"] for row in rows]


def visible(unified: Unified, resource: str) -> list[str]:
    hidden = "inactive" if resource == "candidates" else None
    return [
        str(record["id"])
        for record in unified.account.truth(resource)
        if record.get("status") != hidden or hidden is None
    ]


@pytest.mark.parametrize("limit", [None, 1, 7, 50, 100, 10_000])
@pytest.mark.parametrize("resource", ["candidates", "jobs", "applications"])
def test_a_walk_gives_every_record_exactly_once(
    unified: Unified, resource: str, limit: int | None
) -> None:
    query = {} if limit is None else {"limit": limit}
    found = ids(unified.walk(resource, **query))
    assert sorted(found) == sorted(visible(unified, resource))


def test_the_stages_are_the_documented_five_in_order(unified: Unified) -> None:
    found = ids(unified.walk("job_interview_stages", limit=2))
    assert found == ["screening", "interview", "offer", "placed", "rejected"]


@pytest.mark.parametrize("resource", LISTED)
def test_a_get_equals_the_row_of_the_list(unified: Unified, resource: str) -> None:
    for row in unified.walk(resource)[::9]:
        assert unified.get(f"{resource}/{row['id']}").json() == row


def test_every_field_of_the_model_is_there_and_ids_are_strings(unified: Unified) -> None:
    row = unified.walk("candidates")[0]
    assert row.keys() == {
        *("id", "first_name", "last_name", "name", "company", "title", "last_interaction_at"),
        *("is_private", "can_email", "locations", "phones", "emails", "urls", "tags"),
        *("applications", "attachments", "created_at", "updated_at", "remote_data"),
    }
    assert row["id"] == str(row["remote_data"]["id"])


def test_the_providers_record_is_passed_on_as_it_is(simulator: Simulator, unified: Unified) -> None:
    bearer = {"Authorization": f"Bearer {unified.account.credentials['token']}"}
    with simulator.client(unified.account, headers=bearer) as vendor:
        wire = vendor.get("/ats/api/v1/candidates", params={"per_page": 100}).json()["data"]
    rows = unified.walk("candidates", limit=100)
    assert [row["remote_data"] for row in rows] == wire


READINGS: list[Mapping[str, str]] = [
    {"list_envelope": "data_flat"},
    {"list_envelope": "named"},
    {"single_envelope": "data"},
    {"null_style": "omit"},
    {"timestamp_style": "offset"},
    {"per_page_over_max": "reject"},
    {"unknown_status_filter": "ignore"},
    {"rate_headers": "x_ratelimit"},
    {"retry_after_style": "http_date"},
]


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: "-".join(*reading.items()))
def test_readings_that_change_the_wire_change_no_unified_row(
    make: Make, reading: Mapping[str, str]
) -> None:
    plain, other = make(), make(assumptions=reading)
    for resource in ("candidates", "jobs", "applications"):
        expected = plain.walk(resource, truto_ignore_remote_data="true")
        assert other.walk(resource, truto_ignore_remote_data="true") == expected
        one = expected[0]
        got = other.get(f"{resource}/{one['id']}", truto_ignore_remote_data="true")
        assert got.json() == one


def test_milliseconds_are_kept_where_the_vendor_gives_them(make: Make) -> None:
    rows = make(assumptions={"timestamp_style": "utc_millis"}).walk("candidates")
    plain = make().walk("candidates")
    for row, other in zip(rows, plain, strict=True):
        told = dt.datetime.fromisoformat(row["remote_data"]["updated_at"])
        assert dt.datetime.fromisoformat(row["updated_at"]) == told
        assert row["updated_at"][:19] == other["updated_at"][:19]


def test_uuids_are_walked_and_got_like_numbers(make: Make) -> None:
    plain, other = make(), make(assumptions={"id_style": "uuid"})
    rows = other.walk("applications", limit=7)
    assert len(rows) == len(plain.walk("applications"))
    assert all(len(row["candidate"]["id"]) == 36 for row in rows)
    assert other.get(f"applications/{rows[-1]['id']}").json() == rows[-1]


def test_extended_fields_fill_company_links_and_tags(make: Make) -> None:
    rows = make(assumptions={"extended_fields": "on"}).walk("candidates")
    assert any(row["company"] for row in rows)
    assert any(row["urls"] for row in rows)
    assert any(row["tags"] for row in rows)


def test_a_vendor_with_smaller_pages_loses_nothing(make: Make) -> None:
    small = make(settings={"per_page_max": 9})
    assert sorted(ids(small.walk("candidates"))) == sorted(visible(small, "candidates"))


@pytest.mark.parametrize("limit", [1, 5, 20])
def test_changes_between_pages_lose_and_repeat_nothing(make: Make, limit: int) -> None:
    unified = make()
    before = visible(unified, "candidates")
    gone = before[0]

    def meddle() -> None:
        assert unified.call("DELETE", f"candidates/{gone}").status_code == 200
        new = {"first_name": "N", "last_name": "W", "emails": [{"email": "n.w@new.test"}]}
        assert unified.call("POST", "candidates", json=new).status_code == 201

    found = ids(unified.walk("candidates", limit=limit, between=meddle))
    assert len(found) == len(set(found))
    assert set(before) - {gone} <= set(found)


def test_a_page_of_fifty_candidates_costs_one_request(make: Make) -> None:
    unified = make(size=300)
    unified.account.clear_journal()
    rows = unified.walk("candidates")
    assert len(unified.sent()) == -(-len(rows) // 50)


def test_applications_cost_one_request_per_job_and_page(make: Make) -> None:
    unified = make()
    unified.account.clear_journal()
    unified.walk("applications", limit=100)
    jobs = len(unified.account.truth("jobs"))
    assert len(unified.sent()) <= 2 * (jobs + 2)


@pytest.mark.parametrize("wanted", ["unified", "raw", "normalized"])
def test_the_three_formats(unified: Unified, wanted: str) -> None:
    row = unified.get("jobs", limit=1, truto_response_format=wanted).json()["result"][0]
    assert ("remote_data" in row) == (wanted == "unified")
    assert ("title" in row) == (wanted == "raw")


@pytest.mark.parametrize(
    "query",
    [
        "truto_exclude_fields[]=id&truto_exclude_fields[]=name",
        "truto_exclude_fields[0]=id&truto_exclude_fields[1]=name",
        "truto_exclude_fields%5B%5D=id&truto_exclude_fields%5B%5D=name",
        "truto_exclude_fields=id,name",
    ],
)
def test_fields_are_excluded_in_every_dialect(unified: Unified, query: str) -> None:
    plain = unified.get("jobs", limit=1).json()["result"][0]
    url = f"/unified/ats/jobs?integrated_account_id=acc&limit=1&{query}"
    row = unified.http.get(url).json()["result"][0]
    assert row == {name: value for name, value in plain.items() if name not in ("id", "name")}


def test_rows_can_be_keyed(unified: Unified) -> None:
    body = unified.get("jobs", limit=3, truto_key_by="id").json()
    assert [row["id"] for row in body["result"].values()] == list(body["result"])
    assert unified.get("jobs", limit=100, truto_key_by="status").status_code == 400


def test_remote_query_goes_to_the_provider_untouched(unified: Unified) -> None:
    rows = unified.walk("candidates", **{"remote_query[status]": "inactive"})
    assert rows
    assert {row["remote_data"]["status"] for row in rows} == {"inactive"}
    assert unified.get("candidates", **{"remote_query[page]": "2"}).status_code == 400


# Cursors


def test_a_cursor_can_be_used_again(unified: Unified) -> None:
    cursor = unified.get("candidates", limit=5).json()["next_cursor"]
    first, second = (unified.get("candidates", limit=5, next_cursor=cursor) for _ in range(2))
    assert first.json() == second.json()


@pytest.mark.parametrize("cursor", ["x", "AAAA", "%00", "é", "A" * 9_000, "bnVsbA"])
def test_a_made_up_cursor_is_refused(unified: Unified, cursor: str) -> None:
    assert unified.get("candidates", next_cursor=cursor).status_code == 400


def test_a_cursor_belongs_to_its_account_resource_and_query(make: Make) -> None:
    unified = make()
    cursor = unified.get("candidates", limit=5).json()["next_cursor"]
    unified.link(unified.account.credentials, id="other")
    other = {"integrated_account_id": "other", "next_cursor": cursor}
    foreign = [
        unified.http.get("/unified/ats/candidates", params=other),
        unified.get("jobs", next_cursor=cursor),
        unified.get("candidates", next_cursor=cursor, **{"updated_at[gt]": "2024-01-01"}),
    ]
    assert {answer.status_code for answer in foreign} == {400}


def test_a_cursor_says_nothing_about_credentials(unified: Unified) -> None:
    body = unified.get("candidates", limit=5).text
    for secret in unified.account.credentials.values():
        assert secret not in body
    assert json.loads(body)["prev_cursor"] is None


def test_proxy_lists_and_gets_the_providers_own_records(unified: Unified) -> None:
    account = {"integrated_account_id": "acc", "limit": "2"}
    body = unified.http.get("/proxy/jobs", params=account).json()
    assert body["result_count"] == 2
    assert "title" in body["result"][0]
    key = body["result"][0]["id"]
    one = unified.http.get(f"/proxy/jobs/{key}", params={"integrated_account_id": "acc"}).json()
    assert one == body["result"][0]
    wanted = {"integrated_account_id": "acc", "status": "closed"}
    rows = unified.http.get("/proxy/jobs", params=wanted).json()["result"]
    assert {row["status"] for row in rows} == {"closed"}
