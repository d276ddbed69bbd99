"""The journal: bounded, in order, and without secrets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ats_simulator.provider import Reply, Request
from ats_simulator.store import journal
from ats_simulator.store.database import Database

SECRETS = frozenset({"token", "x-key"})


@pytest.fixture
def database() -> Iterator[Database]:
    opened = Database()
    yield opened
    opened.close()


def an_entry(request: Request | None = None, reply: Reply | None = None) -> journal.Entry:
    return journal.Entry(
        at_ms=0,
        real_ms=0,
        duration_us=1500,
        request=request or Request(method="GET", path="/things"),
        reply=reply or Reply(status=200),
        credential="token",
        limited=False,
        fault=None,
    )


def kept(database: Database, **filters: Any) -> list[dict[str, Any]]:
    with database.transaction() as con:
        return journal.exchanges(con, "one", filters, 1000)[0]


def write(database: Database, *entries: journal.Entry, bound: int = 100) -> None:
    with database.transaction() as con:
        for entry in entries:
            journal.write(con, "one", entry, SECRETS, bound)


@given(writes=st.integers(0, 40), bound=st.integers(1, 20))
def test_the_journal_keeps_the_newest_up_to_its_bound(writes: int, bound: int) -> None:
    database = Database()
    write(database, *[an_entry()] * writes, bound=bound)
    numbers = [exchange["n"] for exchange in kept(database)]
    database.close()
    assert numbers == list(range(max(1, writes - bound + 1), writes + 1))


def test_owners_are_apart(database: Database) -> None:
    write(database, an_entry())
    with database.transaction() as con:
        journal.write(con, "two", an_entry(), SECRETS, 5)
        assert journal.clear(con, "two") == 1
    assert len(kept(database)) == 1


def test_filters_narrow_the_list_and_the_total_ignores_the_limit(database: Database) -> None:
    for method, path, status in (("GET", "/a", 200), ("POST", "/a/b", 201), ("GET", "/c%", 404)):
        request = Request(method=method, path=path)
        write(database, an_entry(request, Reply(status=status)))
    assert [e["n"] for e in kept(database, method="GET")] == [1, 3]
    assert [e["n"] for e in kept(database, path="/a")] == [1]
    assert [e["n"] for e in kept(database, path="/a*")] == [1, 2]
    assert [e["n"] for e in kept(database, path="/c%")] == [3]
    assert [e["n"] for e in kept(database, status=404)] == [3]
    assert [e["n"] for e in kept(database, since=2)] == [3]
    with database.transaction() as con:
        shown, total = journal.exchanges(con, "one", {"method": "GET"}, 1)
    assert ([e["n"] for e in shown], total) == ([3], 2)


@pytest.mark.parametrize(
    "request_",
    [
        Request(method="GET", path="/", headers={"authorization": "Bearer s3cret"}),
        Request(method="GET", path="/", headers={"x-key": "s3cret"}),
        Request(method="GET", path="/", headers={"cookie": "s3cret"}),
        Request(method="GET", path="/", query="a=1&token=s3cret&b"),
        Request(method="GET", path="/", query="%74oken=s3cret"),
        Request(method="GET", path="/", query="TOKEN=s3cret"),
        Request(method="POST", path="/", body=b'{"a": 1, "Token" : "s3cret"}'),
        Request(method="POST", path="/", body=b'{"token":"quoted \\" s3cret"}'),
        Request(method="POST", path="/", body=b' {"token":"s3cret cut o'),
        Request(method="POST", path="/", body=b"a=1&token=s3cret"),
    ],
)
def test_secrets_are_hidden_before_they_are_written(database: Database, request_: Request) -> None:
    write(database, an_entry(request_, Reply(status=200, body=request_.body)))
    (exchange,) = kept(database)
    assert "s3cret" not in str(exchange)
    assert "[redacted]" in str(exchange)


@given(before=st.binary(max_size=9000), secret=st.text(st.characters(codec="ascii"), min_size=8))
def test_a_secret_is_hidden_wherever_the_body_is_cut(before: bytes, secret: str) -> None:
    import orjson

    body = b'{"x":"' + before.replace(b'"', b"").replace(b"\\", b"") + b'","token":'
    body += orjson.dumps(secret) + b"}"
    hidden = journal.hide_in_body(body, SECRETS)
    assert len(hidden) <= journal.DEFAULT_BODY_BYTES + len(journal.HIDDEN) + 2
    _, _, shown = hidden.partition(b'"token":')
    assert shown in (b"", b'"[redacted]"', b'"[redacted]"}') or len(shown) < 2


def test_a_body_is_cut_and_its_true_size_told(database: Database) -> None:
    write(database, an_entry(reply=Reply(status=200, body=b"x" * 10_000)))
    (exchange,) = kept(database)
    assert (len(exchange["response_body"]), exchange["response_bytes"]) == (8192, 10_000)
    assert exchange["duration_ms"] == 1.5


@given(bound=st.integers(1, 12), again=st.lists(st.booleans(), max_size=40))
def test_a_repeated_body_is_kept_a_few_times_and_shown_every_time(
    bound: int, again: list[bool]
) -> None:
    database, body = Database(), b"x" * 600
    repeated = journal.Repeated(body)
    same = replace(an_entry(reply=Reply(status=200, body=body)), repeated=repeated)
    other = an_entry(reply=Reply(status=404, body=b"other"))
    write(database, *[same if each else other for each in again], bound=bound)
    shown = [exchange["response_body"] for exchange in kept(database)]
    with database.transaction() as con:
        (bodies,) = con.execute("SELECT count(*) FROM journal_bodies").fetchone()
    database.close()
    assert shown == ["x" * 600 if each else "other" for each in again[-bound:]]
    assert bodies <= 2 + bound // (bound // 4 + 1)


def test_a_fault_in_a_repeated_reply_is_shown_as_it_went_out(database: Database) -> None:
    repeated = journal.Repeated(b"x" * 600)
    entry = an_entry(reply=Reply(status=200, body=b"y" * 600))
    write(database, replace(entry, repeated=repeated))
    assert kept(database)[0]["response_body"] == "y" * 600


def test_a_body_that_is_no_text_is_shown_all_the_same(database: Database) -> None:
    write(database, an_entry(Request(method="POST", path="/", body=b"\xff\x00")))
    (exchange,) = kept(database)
    assert exchange["request_body"] == "\ufffd\x00"


@pytest.mark.parametrize(
    "body",
    [
        b'"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"',
        b'{"resultData":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl","errors":[]}',
        b'"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnb',
    ],
)
def test_a_web_token_is_hidden_under_any_key_and_under_none(body: bytes) -> None:
    hidden = journal.hide_in_body(body, SECRETS)
    assert b"eyJ" not in hidden
    assert journal.HIDDEN.encode() in hidden


@pytest.mark.parametrize("key", [r"tok\u0065n", r"\u0054OKEN", r"tok\u0065\u006e"])
def test_a_secret_key_is_known_however_it_is_escaped(key: str) -> None:
    body = b'{"a \\" b": "x", "' + key.encode() + b'" : "s3cret", "t\\u0065xt": "kept"}'
    hidden = journal.hide_in_body(body, SECRETS)
    assert b"s3cret" not in hidden
    assert b'"kept"' in hidden


def test_escapes_cost_no_more_than_they_are_long() -> None:
    body = b'"' + b'\\u0041\\"' * 1000
    assert journal.hide_in_body(body, SECRETS) == body[: journal.DEFAULT_BODY_BYTES]
