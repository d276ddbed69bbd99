"""Whatever a client sends: JSON comes back, and never a 5xx of the reference's own."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ats_contracts.reference import create_app
from ats_simulator.simulator import Simulator
from tests.contracts.reference.conftest import Make, Unified

HOSTILE = [
    *("a/b", "a?b", "a#b", "50%", "%2F", " ", "..", "../jobs/1", "x" * 5000),
    *(
        "ü",
        "日本",
        "\x00",
        "\r\nX: y",
        "<script>",
        "1;drop",
        "00001",
        "+1",
        "-1",
        "9" * 30,
        "\u202e",
    ),
]


@pytest.mark.parametrize("key", HOSTILE, ids=ascii)
@pytest.mark.parametrize("resource", ["candidates", "jobs", "applications", "job_interview_stages"])
def test_hostile_ids_are_just_not_found(unified: Unified, resource: str, key: str) -> None:
    url = f"/unified/ats/{resource}/{quote(key, safe='')}?integrated_account_id=acc"
    answer = unified.http.get(url)
    assert answer.status_code == 404
    assert answer.json()["statusCode"] == 404
    assert unified.http.delete(url).status_code in (404, 405)
    assert unified.http.patch(url, json={}).status_code in (404, 405)


def test_a_hostile_id_reaches_the_provider_as_one_segment(unified: Unified) -> None:
    unified.account.clear_journal()
    unified.http.get("/unified/ats/candidates/a%3Fq%3D1%23x?integrated_account_id=acc")
    assert [e["path"] for e in unified.sent()] in (
        ["/ats/api/v1/candidates/a?q=1#x"],
        ["/nexivohr/ats/api/v1/candidates/a?q=1#x"],
        ["/ats/api/v1/candidates/a%3Fq%3D1%23x"],
    )


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"a": NaN}', b'{"a": 1e999}'),
        *(b"[" * 100_000, b'{"first_name": "\\ud800"}', b'{"id": 7}', b"9" * 10_000),
    ],
    ids=lambda body: ascii(body[:20]),
)
def test_hostile_bodies_are_refused_as_the_clients_fault(unified: Unified, body: bytes) -> None:
    url = "/unified/ats/candidates?integrated_account_id=acc"
    headers = {"Content-Type": "application/json"}
    answers = [
        unified.http.post(url, content=body, headers=headers),
        unified.http.patch(url, content=body, headers=headers),
        unified.http.post(url.replace("?", "/1?"), content=body, headers=headers),
        unified.http.post("/integrated-account", content=body, headers=headers),
    ]
    assert {answer.status_code // 100 for answer in answers} == {4}
    assert all("message" in answer.json() for answer in answers)


def test_a_body_that_is_too_large_is_refused(unified: Unified) -> None:
    url = "/unified/ats/candidates?integrated_account_id=acc"
    assert unified.http.post(url, content=b"x" * 10_000_001).status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/unified/crm/contacts", 404),
        ("GET", "/unified/ats/unicorns", 404),
        ("GET", "/unified/ats/candidates/", 404),
        ("PUT", "/unified/ats/candidates/1", 405),
        ("DELETE", "/unified/ats/candidates", 405),
        ("POST", "/proxy/candidates", 405),
        ("GET", "/proxy/unicorns", 405),
        ("GET", "/proxy/submissions", 200),
        ("POST", "/unified/ats/candidates/promote", 405),
    ],
)
def test_paths_and_methods_that_are_not_there(
    unified: Unified, method: str, path: str, status: int
) -> None:
    answer = unified.http.request(method, path, params={"integrated_account_id": "acc"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"


def test_the_account_has_to_be_named_and_known(unified: Unified) -> None:
    answer = unified.http.get("/unified/ats/candidates")
    assert answer.status_code == 400
    assert answer.json()["truto_error_insight"]["missing_required_query_parameters"]
    unknown = {"integrated_account_id": "nobody"}
    assert unified.http.get("/unified/ats/candidates", params=unknown).status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", "token"])
def test_without_a_bearer_token_nothing_works(unified: Unified, header: str) -> None:
    headers = {"Authorization": header}
    answer = unified.http.get("/integrated-account/acc", headers=headers)
    assert answer.status_code == 401
    assert "truto_is_remote_error" not in answer.json()


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with Simulator(providers=["nexivohr"]) as simulator:
        account = simulator.create_tenant("nexivohr", size=20, limits="off")
        yield Unified(create_app(transport=simulator.transport()), account).http


NAMES = st.sampled_from(
    [
        *("limit", "next_cursor", "updated_at[gt]", "id", "name", "sort_by[created_at]"),
        *("truto_key_by", "truto_exclude_fields[]", "truto_ignore_limit"),
        *("remote_query[q]", "remote_query[status]"),
    ]
) | st.text(max_size=12)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    query=st.lists(st.tuples(NAMES, st.text(max_size=20)), max_size=4),
    resource=st.sampled_from(["candidates", "jobs", "applications", "job_interview_stages"]),
)
def test_no_query_whatever_breaks_it(
    client: httpx.Client, query: list[tuple[str, str]], resource: str
) -> None:
    encoded = "&".join(
        f"{quote(name, safe='', errors='replace')}={quote(value, safe='', errors='replace')}"
        for name, value in query
    )
    answer = client.get(f"/unified/ats/{resource}?integrated_account_id=acc&{encoded}")
    assert answer.status_code in (200, 400)
    assert ("result" in answer.json()) == (answer.status_code == 200)


def test_hostile_text_survives_the_round_trip(make: Make) -> None:
    unified = make()
    text = '\u202eRTL 😀 <script> &amp; "quotes" \\ end'
    body = {"name": text, "description": text * 1000}
    job = unified.call("POST", "jobs", json=body).json()
    assert unified.get(f"jobs/{job['id']}").json()["description"] == text * 1000
