"""
Payloads that stand in the text of the specification and in no sample: each is answered or taken.

`SOURCES.md` lists them all, with the test that shows each; most of them are in this file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.providers.jobtrain.desk import FIXTURES, Desk, fixture, in_order
from tests.simulator.providers.jobtrain.scenario import (
    a_company,
    a_scenario,
    add_pre_start,
    move,
)

APPLY = "/Candidate/DirectApplyData"
COMPLETED = "/Integration/GetRecentlyCompletedStarters"


def test_a_token_in_the_envelope_is_all_its_result_data() -> None:
    body = a_company(assumptions={"token_response_style": "envelope"}).log_in().json()
    assert body["resultData"].count(".") == 2
    assert in_order({**body, "resultData": "…"}) == in_order(
        {"status": 200, "message": None, "resultData": "…", "errors": []}
    )


def test_an_oauth_token_has_three_members() -> None:
    assert set(a_company().log_in().json()) == {"access_token", "expires_in", "token_type"}


def test_an_extra_api_key_is_ignored() -> None:
    assert a_company().log_in(apiKey="short").status_code == 200


@pytest.mark.parametrize(
    ("header", "challenge"),
    [
        ({}, "Bearer"),
        ({"Authorization": "Basic eDp5"}, "Bearer"),
        ({"Authorization": "Bearer x.y.z"}, 'Bearer error="invalid_token"'),
    ],
)
def test_a_token_that_is_missing_or_bad_is_challenged_without_a_body(
    header: dict[str, str], challenge: str
) -> None:
    answer = a_company().get("/Jobs/list", None, headers=header)
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == challenge


def test_an_empty_list_is_an_envelope_of_nothing() -> None:
    desk = a_company()
    expected: Any = {
        "status": 200,
        "message": None,
        "resultData": {"total": 0, "result": 0, "records": []},
        "errors": [],
    }
    assert in_order(desk.get("/Jobs/listCandidate/900101").json()) == in_order(expected)
    assert in_order(desk.get(COMPLETED).json()) == in_order(expected)


def test_another_version_is_told_as_the_package_tells_it() -> None:
    answer = Desk(size=0).http.get("/api/v2/Jobs/list")
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert {**error, "message": "…"} == {
        "code": "UnsupportedApiVersion",
        "message": "…",
        "innerError": None,
    }
    assert list(answer.json()) == ["error"]


def test_the_members_that_requests_of_2026_add_are_ignored() -> None:
    body = fixture("direct_apply_request_v1")
    body["applicant"]["title"] = "Ms"
    body["applicant"]["address"]["NIN"] = "QQ123456C"
    body |= {
        "verified": True,
        "questionsAndAnswers": [{"question": "x", "answer": "y"}],
        "analytics": {"device": "mobile"},
        "locale": "en_GB",
        "ReedId": 17,
    }
    desk = a_company()
    assert desk.post(APPLY, body).status_code == 200
    (candidate,) = desk.account.truth("candidates")
    assert candidate["title"] is None
    assert "QQ123456C" not in str(candidate)


def test_a_field_of_a_starter_form_is_four_texts_named_by_its_id() -> None:
    desk = a_scenario()
    recorded = {"id": "72", "name": "Field72", "caption": "Proposed Start Date", "value": ""}
    field = {name: recorded[name] for name in ("id", "caption", "value")}
    desk.account.put_truth("starter_forms", "1", {"fields": [field]})
    (starter,) = desk.records(COMPLETED)
    assert in_order(starter["data"]) == in_order([recorded])


@pytest.mark.parametrize(
    "name", ["6. Compliance Started", "7.2 Onboarding Complete – Start Date Confirmed"]
)
def test_a_status_is_called_as_the_client_calls_it(name: str) -> None:
    desk = a_scenario()
    add_pre_start(desk)
    desk.account.put_truth("job_interview_stages", "9125", {"name": name})
    move(desk, "9125")
    (starter,) = desk.records(COMPLETED)
    assert in_order(starter["applicationStatus"]) == in_order(
        {"applicationStatusId": 9125, "applicationStatus": name}
    )


def test_the_labels_recorded_in_november_are_keys_of_a_starters_job() -> None:
    desk = a_scenario(assumptions={"starter_job_keys": "client_labels"})
    (starter,) = desk.records(COMPLETED)
    recorded = {"line Manager", "operations Director / Director", "reporting Name / Code"}
    assert recorded <= set(starter["jobDetail"])


def listed() -> list[tuple[str, str]]:
    """Read the list: the payload, and the test that shows it."""
    _, _, table = (FIXTURES / "SOURCES.md").read_text().partition("## In the text alone")
    rows = re.findall(r"^\| (.+) \| .+ \| `(test_\w+)` \|$", table, re.MULTILINE)
    return [(str(payload), str(test)) for payload, test in rows]


def test_every_payload_in_the_list_is_shown_by_a_test() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    assert len(listed()) > 20
    assert [test for _, test in listed() if f"def {test}(" not in tests] == []
