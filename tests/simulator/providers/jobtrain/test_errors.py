"""Error answers: which status, which body, under each style."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ats_simulator.providers.jobtrain import PROVIDER
from tests.simulator.providers.jobtrain.desk import Desk, form_of

GOOD_ID = "/candidate/60001"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


CASES: dict[str, tuple[str, str, str | None, dict[str, Any], int]] = {
    "bad id": ("GET", "/Job/abc", "superuser", {}, 400),
    "bad query": ("GET", "/Jobs/list?PageNo=x", "superuser", {}, 400),
    "missing query": ("GET", "/StarterForm/GetNewStarterFormDetail", "superuser", {}, 400),
    "bad field": ("POST", "/Jobs/UpdateDBSStatus", "superuser", {"json": {}}, 400),
    "rule": (
        "POST",
        "/Jobs/UpdateDBSStatus",
        "superuser",
        {"json": {"applicationId": 70001}},
        400,
    ),
    "no token": ("GET", "/Jobs/list", None, {}, 401),
    "hidden post": (
        "POST",
        "/Jobs/UpdateDBSUniqueId",
        "hiring_manager",
        {"json": {"applicationId": 70002}},
        403,
    ),
    "unknown id": ("GET", "/Job/1", "superuser", {}, 404),
    "unknown path": ("GET", "/Nothing", "superuser", {}, 404),
    "method": ("DELETE", "/Job/1", "superuser", {}, 405),
    "media": ("POST", "/Jobs/UpdateDBSStatus", "superuser", {"content": b"x"}, 415),
}


def ask(desk: Desk, case: str) -> Any:
    method, path, user, more, _ = CASES[case]
    return desk.call(method, path, user, **more)


FORMS = {
    "bad id": "problem",
    "bad query": "problem",
    "missing query": "problem",
    "bad field": "problem",
    "rule": "envelope",
    "no token": "empty",
    "hidden post": "empty",
    "unknown id": "envelope",
    "unknown path": "envelope",
    "method": "empty",
    "media": "problem",
}


@pytest.mark.parametrize("case", CASES)
def test_each_error_has_the_body_that_its_maker_would_give_it(desk: Desk, case: str) -> None:
    answer = ask(desk, case)
    assert answer.status_code == CASES[case][-1]
    assert form_of(answer) == FORMS[case]
    assert answer.headers["api-supported-versions"] == "1.0"


@pytest.mark.parametrize("style", ["empty", "envelope"])
def test_all_errors_may_be_empty_or_in_the_envelope(style: str) -> None:
    desk = Desk(assumptions={"error_style": style})
    for case in CASES:
        answer = ask(desk, case)
        assert answer.status_code == CASES[case][-1]
        if case != "no token":  # nobody knows whose error style that would be
            assert form_of(answer) == style
    assert desk.log_in(password="x").json()["message"] == "Invalid client credentials"


def test_headers_stay_whatever_the_body_is() -> None:
    desk = Desk(assumptions={"error_style": "envelope"})
    assert desk.call("PUT", "/Job/1").headers["Allow"] == "GET"
    desk.token()
    desk.account.advance(4000)
    expired = desk.get("/Job/1")
    assert expired.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert form_of(expired) == "envelope"


@pytest.mark.parametrize("key", ["9" * 18, "9223372036854775807", "-1", "0", "+7", "00900001"])
def test_an_id_is_any_integer_of_64_bits(desk: Desk, key: str) -> None:
    expected = 200 if key == "00900001" else 404
    assert desk.get(f"/Job/{key}").status_code == expected


@pytest.mark.parametrize(
    "key", ["abc", "9223372036854775808", "1.0", "1e5", "%20", "60001'", "١", "%00", "NaN", "0x1"]
)
def test_an_id_that_is_none_is_a_problem(desk: Desk, key: str) -> None:
    for path in ("Job", "candidate", "GetCandidateApplicationById", "Jobs/listCandidate"):
        answer = desk.get(f"/{path}/{key}")
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["Id"]
    detail = desk.get(f"/Candidate/GetCandidateApplicationDetailByJobId/60001/{key}")
    assert list(detail.json()["errors"]) == ["jobId"]
    assert list(desk.get(f"/Department/{key}").json()["errors"]) == ["id"]


def test_a_problem_shows_an_id_as_it_was_sent(desk: Desk) -> None:
    assert desk.get("/Job/é١").json()["errors"] == {"Id": ["The value 'é١' is not valid."]}


@pytest.mark.parametrize("version", ["v2", "v1.1", "v0", "v10", "V2"])
def test_another_version_of_a_known_path_is_unsupported(desk: Desk, version: str) -> None:
    answer = desk.http.get(f"/api/{version}/Jobs/list")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "UnsupportedApiVersion"
    assert desk.http.get(f"/api/{version}/Nothing").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v1//Jobs/list",
        "/api/vx/Jobs/list",
        "/api/v1/Jobs/list/1/2",
        "/api/v1/candidate/1/2",
        "/connect",
        "/openapi",
        "/openapi/openapi/connect/token",
        "/api/v1/Onboarding/GetReferences",
        "/%2e%2e/etc/passwd",
    ],
)
def test_there_is_nothing_anywhere_else(desk: Desk, path: str) -> None:
    headers = {"Authorization": f"Bearer {desk.token()}"}
    assert desk.http.get(path, headers=headers).status_code == 404


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "X"])
def test_other_methods_are_refused_with_those_there_are(desk: Desk, method: str) -> None:
    answer = desk.call(method, GOOD_ID)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    answer = desk.call(method, "/Candidate/DirectApplyData")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_a_literal_wins_over_an_id(desk: Desk) -> None:
    assert desk.get("/Candidate/DirectApplyData").status_code == 405
    assert desk.get("/candidate/GetRecentlyUpdatedApplications").status_code == 200


def test_an_injected_fault_answers_once_and_is_gone() -> None:
    desk = Desk()
    desk.token()
    desk.account.add_fault("answer", status=500, times=1)
    broken = desk.get(GOOD_ID)
    assert broken.content == PROVIDER.server_error(500).body
    assert broken.status_code == 500
    assert desk.get(GOOD_ID).status_code == 200


def test_what_breaks_of_itself_is_an_envelope_with_a_general_sentence() -> None:
    answer = PROVIDER.server_error(500)
    body = json.loads(answer.body)
    assert (answer.status, body["status"], body["resultData"]) == (500, 500, None)
