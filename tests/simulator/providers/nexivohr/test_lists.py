"""Lists: every row exactly once, whatever the page size; filters; envelopes of odd pages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.providers.nexivohr.desk import Desk, a_candidate


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(size=130)


def walk(desk: Desk, path: str, per_page: int, query: str = "") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    page, pages = 1, 1
    while page <= pages:
        got = desk.get(path, f"page={page}&per_page={per_page}&{query}").body
        rows += got["data"]
        page, pages = page + 1, got["meta"]["total_pages"]
    return rows


@pytest.mark.parametrize("per_page", [1, 2, 24, 25, 26, 49, 50, 51, 99, 100])
def test_a_walk_sees_every_row_once_in_order(desk: Desk, per_page: int) -> None:
    with desk.services() as services:
        listed = [
            int(record["id"])
            for n in range(1, 131)
            if (record := services.truth_at("candidates", n)) and record["status"] != "inactive"
        ]
    assert [row["id"] for row in walk(desk, "/candidates", per_page)] == listed


def test_a_page_has_25_rows_unless_asked_otherwise(desk: Desk) -> None:
    got = desk.get("/candidates").body
    assert len(got["data"]) == 25
    assert got["meta"]["page"] == 1
    assert got["meta"]["per_page"] == 25
    assert got["meta"]["total_pages"] == -(-got["meta"]["total"] // 25)


@pytest.mark.parametrize("page", [50, 10**9, 2**53 - 1])
def test_a_page_past_the_end_is_empty_with_the_true_total(desk: Desk, page: int) -> None:
    total = desk.get("/candidates").body["meta"]["total"]
    got = desk.get("/candidates", f"page={page}")
    assert got.status == 200
    assert got.body["data"] == []
    assert got.body["meta"]["total"] == total
    assert got.body["meta"]["page"] == page


@pytest.mark.parametrize("name", ["page", "per_page"])
@pytest.mark.parametrize(
    "value",
    [
        "0",
        "-1",
        "abc",
        "",
        "1.5",
        "1e3",
        "+1",
        "%20",
        "0x1",
        "٣",
        "9" * 20,
        "9" * 5000,
        "%00",
        "%ff",
    ],
)
@pytest.mark.parametrize(
    "path", ["/candidates", "/jobs", "/jobs/1/submissions", "/jobs/0/submissions"]
)
def test_a_bad_page_is_named(desk: Desk, path: str, name: str, value: str) -> None:
    got = desk.get(path, f"{name}={value}")
    assert got.status == 400
    assert list(got.errors) == [name]


def test_all_bad_parameters_are_named_at_once(desk: Desk) -> None:
    got = desk.get("/candidates", "page=0&per_page=x&q=((&status=nope")
    assert got.status == 400
    assert sorted(got.errors) == ["page", "per_page", "q", "status"]


def test_unknown_parameters_are_ignored(desk: Desk) -> None:
    odd = "updated_since=2026-01-01&sort=-id&page[]=7&&=&%zz&a=b=c;d"
    assert desk.get("/candidates", odd).body == desk.get("/candidates").body


@pytest.mark.parametrize("status", ["new", "screening", "available", "placed", "inactive"])
def test_a_status_filters_candidates(desk: Desk, status: str) -> None:
    rows = walk(desk, "/candidates", 100, f"status={status}")
    assert rows
    assert {row["status"] for row in rows} == {status}


def test_the_statuses_share_out_all_candidates(desk: Desk) -> None:
    statuses = ["new", "screening", "available", "placed", "inactive"]
    rows = [row for s in statuses for row in walk(desk, "/candidates", 100, f"status={s}")]
    assert sorted(row["id"] for row in rows) == list(range(1, 131))


@pytest.mark.parametrize("status", ["open", "closed", "draft"])
def test_a_status_filters_jobs(desk: Desk, status: str) -> None:
    rows = walk(desk, "/jobs", 100, f"status={status}")
    assert rows
    assert {row["status"] for row in rows} == {status}


def test_an_unknown_status_is_refused_with_the_known_ones(desk: Desk) -> None:
    got = desk.get("/candidates", "status=hired")
    assert got.status == 400
    assert "new, screening, available, placed, inactive" in got.errors["status"][0]
    assert desk.get("/jobs", "status=pending").status == 400


def test_submissions_are_those_of_the_job(desk: Desk) -> None:
    rows = walk(desk, "/jobs/1/submissions", 7)
    assert len(rows) > 25
    assert {row["job_id"] for row in rows} == {1}
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert desk.get("/jobs/4/submissions").body["data"] == []


def test_the_submissions_of_all_jobs_are_all_submissions(desk: Desk) -> None:
    jobs = [row["id"] for row in walk(desk, "/jobs", 100)]
    ids = [row["id"] for job in jobs for row in walk(desk, f"/jobs/{job}/submissions", 100)]
    with desk.sandbox.transaction() as con:
        described = desk.sandbox.describe(con, desk.tenant)
    assert len(set(ids)) == len(ids) == described["world"]["counts"]["applications"]
    assert 2**53 + 1 in ids


def test_an_unknown_job_has_no_submissions_to_list(desk: Desk) -> None:
    assert desk.get("/jobs/999/submissions").status == 404


def test_an_empty_world_lists_nothing() -> None:
    got = Desk(size=0).get("/candidates").body
    assert got == {"data": [], "meta": {"page": 1, "per_page": 25, "total": 0, "total_pages": 0}}


def test_page_sizes_are_settings_of_the_tenant() -> None:
    desk = Desk(size=20, settings={"per_page": 3, "per_page_max": 5})
    assert len(desk.get("/candidates").body["data"]) == 3
    assert desk.get("/candidates", "per_page=99").body["meta"]["per_page"] == 5


def test_a_list_shows_what_was_just_written() -> None:
    desk = Desk(size=3)
    before = desk.get("/candidates").body["meta"]["total"]
    key = desk.post("/candidates", a_candidate()).body["id"]
    after = desk.get("/candidates").body
    assert after["meta"]["total"] == before + 1
    assert after["data"][-1] == desk.get(f"/candidates/{key}").body
