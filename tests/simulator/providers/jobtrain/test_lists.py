"""Lists: paging, search, order, the envelope; and paths whose case does not matter."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulator.providers.jobtrain.desk import Desk

CROWDED = "/Jobs/listCandidate/900001"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


def page(desk: Desk, path: str = CROWDED, **params: Any) -> tuple[int, int, list[int]]:
    data = desk.data(path, **params)
    ids = [r.get("applicationId", r.get("id")) for r in data["records"]]
    return data["total"], data["result"], ids


@given(size=st.integers(1, 130))
@settings(max_examples=12, deadline=None)
def test_pages_joined_are_the_whole_list_in_order_of_ids(desk: Desk, size: int) -> None:
    total, _, whole = page(desk, PageSize=100)
    pages = range(1, total // min(size, 100) + 3)
    joined = [i for n in pages for i in page(desk, PageNo=n, PageSize=size)[2]]
    assert joined == whole == sorted(whole)
    assert len(whole) == total


def test_twenty_are_a_page_unless_asked_otherwise(desk: Desk) -> None:
    assert page(desk)[1] == 20
    assert page(desk, PageSize=7)[1] == 7


@pytest.mark.parametrize("size", ["0", "-5", "", " "])
def test_a_size_below_one_is_the_usual_one(desk: Desk, size: str) -> None:
    assert page(desk, PageSize=size)[1] == 20


@pytest.mark.parametrize("number", ["0", "-1", ""])
def test_a_page_below_the_first_is_the_first(desk: Desk, number: str) -> None:
    assert page(desk, PageNo=number) == page(desk)


def test_a_page_past_the_end_is_empty(desk: Desk) -> None:
    total, result, ids = page(desk, PageNo=2_147_483_647)
    assert (total > 0, result, ids) == (True, 0, [])


@pytest.mark.parametrize("name", ["PageNo", "PageSize"])
@pytest.mark.parametrize("value", ["x", "1.5", "1e3", "2147483648", "9" * 30, "١", "1;2"])
def test_what_is_no_integer_is_a_problem(desk: Desk, name: str, value: str) -> None:
    refused = desk.get(CROWDED, params={name: value})
    assert refused.status_code == 400
    assert refused.json()["errors"] == {name: [f"The value '{value}' is not valid."]}


def test_a_size_above_the_maximum_is_cut_down_or_refused() -> None:
    desk = Desk(settings={"page_size_max": 10})
    assert page(desk, PageSize=11)[1] == 10
    strict = Desk(assumptions={"page_size_over_max": "400"})
    assert strict.get(CROWDED, params={"PageSize": 101}).status_code == 400
    assert strict.get(CROWDED, params={"PageSize": 100}).status_code == 200


def test_names_of_parameters_have_no_case_and_the_first_of_equal_ones_counts(desk: Desk) -> None:
    assert page(desk, pagesize=3) == page(desk, PAGESIZE=3) == page(desk, PageSize=3)
    answer = desk.get(f"{CROWDED}?PageSize=3&pageSize=4&PAGESIZE=5")
    assert answer.json()["resultData"]["result"] == 3


def test_unknown_parameters_are_ignored(desk: Desk) -> None:
    assert page(desk, page=2, q="x") == page(desk)


def test_search_finds_text_in_any_case_and_counts_what_it_finds(desk: Desk) -> None:
    whole = desk.records(CROWDED)
    wanted = [r["applicationId"] for r in whole if "linkedin" in r["source"].casefold()]
    total, result, ids = page(desk, TextToSearch="LINKEDin", PageSize=100)
    assert wanted
    assert (ids, total, result) == (wanted, len(wanted), len(wanted))


@pytest.mark.parametrize("text", ["%", "_", "'", "\\", "*", "zzzz"])
def test_a_search_knows_no_wildcards(desk: Desk, text: str) -> None:
    whole = desk.records(CROWDED)
    strings = [[v for v in r.values() if isinstance(v, str)] for r in whole]
    expected = sum(any(text in v for v in values) for values in strings)
    assert page(desk, TextToSearch=text)[0] == expected


def test_search_reaches_the_lists_that_are_not_kept_rendered(desk: Desk) -> None:
    found = desk.records("/Locations", TextToSearch="münchen")
    assert [r["locationName"] for r in found] == ["München"]


def test_order_follows_a_top_level_field_either_way(desk: Desk) -> None:
    path = "/Jobs/list"
    titles = [r["jobTitle"].casefold() for r in desk.records(path, SortColumn="JOBTITLE")]
    assert titles == sorted(titles)
    params = {"SortColumn": "jobTitle", "SortDirection": "DESC"}
    assert [r["jobTitle"].casefold() for r in desk.records(path, **params)] == sorted(
        titles, reverse=True
    )
    by_id = [r["id"] for r in desk.records(path, SortColumn="id", SortDirection="desc")]
    assert by_id == sorted(by_id, reverse=True)


@pytest.mark.parametrize("column", ["nonsense", "location", "location.city", "", "jobStatus"])
def test_what_cannot_be_ordered_by_is_ignored(desk: Desk, column: str) -> None:
    plain = page(desk, "/Jobs/list", PageSize=100)
    assert page(desk, "/Jobs/list", PageSize=100, SortColumn=column) == plain
    assert page(desk, "/Jobs/list", PageSize=100, SortDirection="sideways") == plain


def test_order_comes_before_the_cut(desk: Desk) -> None:
    whole = desk.records("/Jobs/list", SortColumn="jobTitle")
    second = desk.data("/Jobs/list", SortColumn="jobTitle", PageNo=2, PageSize=5)
    assert second["records"] == whole[5:10]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/Department",
        "/API/V1/DEPARTMENT",
        "/api/v1.0/department/",
        "/openapi/Api/v1/Department",
    ],
)
def test_a_path_has_no_case_and_several_ways(desk: Desk, path: str) -> None:
    headers = {"Authorization": f"Bearer {desk.token()}"}
    assert desk.http.get(path, headers=headers).json() == desk.get("/Department").json()


@pytest.mark.parametrize("path", ["/Jobs/list", "/Jobs/List/", "/Job", "/JOB/"])
def test_the_list_of_jobs_answers_at_both_paths(desk: Desk, path: str) -> None:
    assert desk.data(path) == desk.data("/Jobs/list")


@pytest.mark.parametrize(
    ("assumed", "there", "gone"),
    [("jobs_list", "/Jobs/list", "/Job"), ("job", "/Job", "/Jobs/list")],
)
def test_the_list_of_jobs_may_answer_at_one_path_alone(assumed: str, there: str, gone: str) -> None:
    desk = Desk(assumptions={"jobs_list_path": assumed})
    assert desk.get(there).status_code == 200
    assert desk.get(gone).status_code == 404
    assert desk.get("/Job/900001").status_code == 200


GETS = ("/Jobs/list", "/candidate/60001", "/Integration/GetRecentlyCompletedStarters")


@pytest.mark.parametrize(
    ("assumed", "shapes"),
    [
        ("on", ("envelope", "envelope", "envelope")),
        ("lists_only", ("envelope", "bare", "envelope")),
        ("off", ("list", "bare", "envelope")),
    ],
)
def test_the_envelope_can_be_left_out_but_for_completed_starters(
    assumed: str, shapes: tuple[str, ...]
) -> None:
    desk = Desk(assumptions={"envelope": assumed})

    def shape(body: Any) -> str:
        if isinstance(body, list):
            return "list"
        return "envelope" if "resultData" in body else "bare"

    assert tuple(shape(desk.get(path).json()) for path in GETS) == shapes


def test_the_page_count_has_two_names_but_one_for_completed_starters() -> None:
    desk = Desk(assumptions={"page_count_key": "results"})
    assert list(desk.data("/Jobs/list")) == ["total", "results", "records"]
    assert list(desk.data("/Integration/GetRecentlyCompletedStarters")) == [
        "total",
        "result",
        "records",
    ]


def test_a_list_shows_a_change_at_once(desk: Desk) -> None:
    desk = Desk()
    before = desk.data("/Jobs/list")["total"]
    desk.account.put_truth("jobs", "900001", {"status": "closed"})
    assert desk.data("/Jobs/list")["total"] == before - 1
    desk.account.put_truth("job_statuses", "9204", {"name": "Open for applications"})
    assert {r["jobStatus"]["name"] for r in desk.records("/Jobs/list")} == {"Open for applications"}
    desk.account.put_truth("adverts", "900004", {"division": "Elsewhere"})
    shown = {r["id"]: r["vacancyDivision"] for r in desk.records("/Jobs/list")}
    assert shown[900004] == "Elsewhere"
    desk.account.put_truth("stage_roles", "9101", {"public_name": "Thank you"})
    names = {
        r["applicationStatus"]["statusNameForCandidates"]
        for r in desk.records(CROWDED)
        if r["applicationStatus"]["id"] == 9101
    }
    assert names == {"Thank you"}


def test_a_record_that_is_gone_is_gone_everywhere() -> None:
    desk = Desk()
    desk.account.delete_truth("candidates", "60001")
    assert desk.get("/candidate/60001").status_code == 404
    assert all(r["candidateId"] != 60001 for r in desk.records(CROWDED))
