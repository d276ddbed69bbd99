"""Hostile and careless bodies: each gets a 400 that says what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ats_simulator.provider import Request
from tests.simulator.providers.nexivohr.desk import PROVIDER, Desk, a_candidate

WRITES = (
    ("POST", "/candidates"),
    ("PATCH", "/candidates/2"),
    ("POST", "/jobs"),
    ("PATCH", "/jobs/1"),
    ("POST", "/jobs/1/submissions"),
    ("PATCH", "/submissions/1"),
)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b"{",
        b"[]",
        b"null",
        b"1",
        b'"text"',
        b"{'a': 1}",
        b'{"a": NaN}',
        b'{"a": "\xff"}',
        b'{"first_name": "\\ud800"}',
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"first_name": "' + b"x" * 2**20 + b'"}',
        b"first_name=A&last_name=B",
        b"\x00",
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_a_body_that_is_no_object_is_refused(
    desk: Desk, method: str, path: str, raw: bytes
) -> None:
    got = desk.call(method, path, raw=raw, headers={"content-type": "application/json"})
    assert got.status == 400
    assert list(got.errors) == ["body"]


@pytest.mark.parametrize(
    "content_type", ["text/plain", "", "application/xml", "json", "é", "a" * 9999]
)
def test_another_media_type_is_refused(desk: Desk, content_type: str) -> None:
    got = desk.post("/candidates", a_candidate(), headers={"content-type": content_type})
    assert (got.status, list(got.errors)) == (400, ["body"])


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "APPLICATION/JSON", " application/json ;x"]
)
def test_parameters_of_the_media_type_do_not_matter(desk: Desk, content_type: str) -> None:
    got = desk.patch("/candidates/2", {}, headers={"content-type": content_type})
    assert got.status == 200


def test_a_body_of_exactly_one_mebibyte_is_read(desk: Desk) -> None:
    filler = {"ignored": ""}
    filler["ignored"] = "x" * (2**20 - len(json.dumps(filler)))
    assert desk.patch("/candidates/2", filler).status == 200
    filler["ignored"] += "x"
    assert list(desk.patch("/candidates/2", filler).errors) == ["body"]


@pytest.mark.parametrize(
    "value", [1, True, [], {}, 1.5, "x" * 5001, "a\x00b", 2**70, ["x"], {"a": {}}]
)
@pytest.mark.parametrize("name", ["first_name", "email", "phone", "current_title", "city", "state"])
def test_a_text_field_takes_text_only(desk: Desk, name: str, value: Any) -> None:
    got = desk.patch("/candidates/2", {name: value})
    assert (got.status, list(got.errors)) == (400, [name])


@pytest.mark.parametrize("name", ["first_name", "last_name", "email"])
@pytest.mark.parametrize("value", ["", "  ", "\t\n\u3000"])
def test_a_required_field_takes_more_than_blanks(desk: Desk, name: str, value: str) -> None:
    got = desk.post("/candidates", a_candidate(**{name: value}))
    assert got.errors == {name: [f"The {name} field is required."]}


@pytest.mark.parametrize(
    "email",
    [
        "a",
        "@",
        "a@",
        "@b.c",
        "a@b",
        "a b@c.d",
        "a@b@c.d",
        "a@b..c",
        "a@.b.c",
        "a@b.c\n",
        "x" * 65 + "@b.c",
    ],
)
def test_an_address_has_the_form_of_one(desk: Desk, email: str) -> None:
    got = desk.post("/candidates", a_candidate(email=email))
    assert got.errors == {"email": ["The email must be a valid email address."]}


@pytest.mark.parametrize(
    "email", ["a+b@c.d", "ünïcode@münchen.example", "o'neil@x.co.uk", "!#$%&'*@a.b"]
)
def test_odd_addresses_are_addresses(email: str) -> None:
    assert Desk(size=0).post("/candidates", a_candidate(email=email)).status == 201


@pytest.mark.parametrize(
    "text",
    ["", "0", "null", "<script>", "'; DROP TABLE", "{{7*7}}", "\u202e\u0007", "👩🏽‍💻" * 100],
)
def test_text_comes_back_as_it_was_sent(desk: Desk, text: str) -> None:
    got = desk.patch("/candidates/2", {"current_title": text})
    assert got.status == 200
    assert desk.get("/candidates/2").body["current_title"] == text


@pytest.mark.parametrize("status", ["hired", "", "Open", 1, None, "pending"])
def test_a_job_takes_one_of_three_statuses(desk: Desk, status: Any) -> None:
    assert list(desk.patch("/jobs/1", {"status": status}).errors) == ["status"]
    assert list(desk.post("/jobs", {"title": "x", "status": status}).errors) == ["status"]


def test_a_job_needs_a_title_and_known_words(desk: Desk) -> None:
    got = desk.post("/jobs", {"employment_type": "internship", "description": 5})
    assert sorted(got.errors) == ["description", "employment_type", "title"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
NAMES = st.sampled_from(
    [
        *("first_name", "last_name", "email", "phone", "status", "city", "title"),
        *("description", "stage", "candidate_id", "employment_type", "id", "created_at", "x"),
    ]
)


@settings(derandomize=True, database=None, max_examples=150, deadline=None)
@given(write=st.sampled_from(WRITES), body=st.dictionaries(NAMES, JSON, max_size=8))
def test_any_object_is_taken_or_refused(write: tuple[str, str], body: dict[str, Any]) -> None:
    raw = json.dumps(body, ensure_ascii=True).encode()
    got = _SHARED.call(*write, raw=raw)
    assert got.status in {200, 201, 400}
    assert got.status != 400 or got.errors


_SHARED = Desk()


@pytest.mark.parametrize(
    "odd",
    [
        {"path": "/candidates/\udce9"},
        {"path": "/candidates", "query": "q=\udce9&page=\ud800"},
        {"path": "/candidates", "headers": {"x-odd": "\udce9"}},
        {"path": "/candidates/\u0663"},
    ],
)
def test_bytes_that_are_no_text_break_nothing(desk: Desk, odd: dict[str, Any]) -> None:
    path = odd.pop("path")
    assert desk.get(path, **odd).status in {200, 400, 404}


def test_an_answer_to_nobody_is_journalled_against_the_provider(desk: Desk) -> None:
    assert desk.get("/candidates", token=None).status == 401
    with desk.sandbox.transaction() as con:
        row = con.execute(
            "SELECT status FROM journal WHERE owner=? ORDER BY n DESC",
            (f"provider:{PROVIDER.name}",),
        ).fetchone()
    assert row == (401,)
    assert Request(method="GET", path="/").headers == {}
