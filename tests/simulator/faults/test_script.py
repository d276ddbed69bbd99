"""Which fault fires when: counted first, chance second, both repeatable."""

import json
import sqlite3
from collections.abc import Iterator

import pytest

from ats_simulator import faults
from ats_simulator.errors import NotFound, UnknownName, UsageError
from ats_simulator.provider import Request
from ats_simulator.store.database import Database

TENANT = 1


@pytest.fixture
def con() -> Iterator[sqlite3.Connection]:
    database = Database()
    with database.transaction() as connection:
        yield connection
    database.close()


def a_request(method: str = "GET", path: str = "/v1/candidates", mount: str = "/acme") -> Request:
    return Request(method=method, path=path, mount=mount)


def fired(con: sqlite3.Connection, request: Request, credential: str = "token") -> str | None:
    taken = faults.take(con, TENANT, credential, request)
    return taken.id if taken else None


def pattern(con: sqlite3.Connection, count: int) -> str:
    return "".join("x" if fired(con, a_request()) else "." for _ in range(count))


def test_a_fault_fires_once_unless_told_otherwise(con: sqlite3.Connection) -> None:
    faults.add(con, TENANT, {"kind": "reset"})
    assert pattern(con, 3) == "x.."


def test_times_counts_the_firings_from_the_nth_matching_request(con: sqlite3.Connection) -> None:
    faults.add(con, TENANT, {"kind": "reset", "match": {"nth": 3}, "times": 2})
    assert pattern(con, 6) == "..xx.."


def test_a_listed_fault_says_how_often_it_fired_and_will(con: sqlite3.Connection) -> None:
    added = faults.add(con, TENANT, {"kind": "answer", "status": 503, "times": 3})
    pattern(con, 1)
    (listed,) = faults.listing(con, TENANT)
    assert listed == added | {"seen": 1, "consumed": 1, "remaining": 2}
    assert listed["status"] == 503


def test_the_same_seed_gives_the_same_pattern(con: sqlite3.Connection) -> None:
    spec = {"kind": "reset", "probability": 0.4, "seed": 7}
    patterns = []
    for _ in range(2):
        faults.add(con, TENANT, spec)
        patterns.append(pattern(con, 40))
        faults.clear(con, TENANT)
    assert patterns[0] == patterns[1]
    assert 0 < patterns[0].count("x") < 40


def test_another_seed_gives_another_pattern(con: sqlite3.Connection) -> None:
    patterns = set()
    for seed in range(5):
        faults.add(con, TENANT, {"kind": "reset", "probability": 0.5, "seed": seed})
        patterns.add(pattern(con, 40))
        faults.clear(con, TENANT)
    assert len(patterns) == 5


def test_probability_fires_for_ever_unless_times_bounds_it(con: sqlite3.Connection) -> None:
    faults.add(con, TENANT, {"kind": "reset", "probability": 1, "times": 4})
    assert pattern(con, 6) == "xxxx.."
    faults.clear(con, TENANT)
    added = faults.add(con, TENANT, {"kind": "reset", "probability": 1})
    assert added["times"] is None
    assert added["remaining"] is None
    assert pattern(con, 6) == "xxxxxx"


def test_the_first_fault_that_matches_and_fires_wins(con: sqlite3.Connection) -> None:
    first = faults.add(con, TENANT, {"kind": "reset", "match": {"method": "post"}})["id"]
    second = faults.add(con, TENANT, {"kind": "answer", "status": 500})["id"]
    third = faults.add(con, TENANT, {"kind": "answer", "status": 429})["id"]
    post = a_request("POST")
    assert [fired(con, post) for _ in range(4)] == [first, second, third, None]


@pytest.mark.parametrize(
    ("match", "hit", "miss"),
    [
        ({"method": "POST"}, a_request("POST"), a_request("PUT")),
        ({"path": "/v1/jobs"}, a_request(path="/v1/jobs"), a_request(path="/v1/jobs/1")),
        ({"path": "/v1/jobs*"}, a_request(path="/v1/jobs/1"), a_request(path="/v1/job")),
        ({"path": "/acme/v1/jobs"}, a_request(path="/v1/jobs"), a_request(path="/jobs")),
    ],
)
def test_match_names_the_requests_meant(
    con: sqlite3.Connection, match: dict[str, str], hit: Request, miss: Request
) -> None:
    faults.add(con, TENANT, {"kind": "reset", "match": match})
    assert fired(con, miss) is None
    assert fired(con, hit) is not None


def test_a_fault_may_be_for_one_credential(con: sqlite3.Connection) -> None:
    faults.add(con, TENANT, {"kind": "reset", "match": {"credential": "read_only"}})
    assert fired(con, a_request(), "token") is None
    assert fired(con, a_request(), "read_only") is not None


def test_a_fault_of_another_tenant_never_fires(con: sqlite3.Connection) -> None:
    faults.add(con, TENANT + 1, {"kind": "reset"})
    assert fired(con, a_request()) is None


def test_an_id_is_never_used_twice(con: sqlite3.Connection) -> None:
    first = faults.add(con, TENANT, {"kind": "reset"})["id"]
    faults.clear(con, TENANT, first)
    assert faults.listing(con, TENANT) == []
    assert faults.add(con, TENANT, {"kind": "reset"})["id"] != first


def test_clearing_a_fault_that_is_not_there_says_so(con: sqlite3.Connection) -> None:
    with pytest.raises(NotFound, match="no fault 'flt_99'"):
        faults.clear(con, TENANT, "flt_99")


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ({}, "kind"),
        ({"kind": "answr", "status": 500}, "kind"),
        ({"kind": ["reset"]}, "kind"),
        ({"kind": "answer"}, "status"),
        ({"kind": "answer", "status": "500"}, "status"),
        ({"kind": "answer", "status": 99}, "status"),
        ({"kind": "answer", "status": True}, "status"),
        ({"kind": "answer", "status": 204, "body": "x"}, "body"),
        ({"kind": "answer", "status": 500, "headers": []}, "headers"),
        ({"kind": "answer", "status": 500, "headers": {"a b": "c"}}, "headers.a b"),
        ({"kind": "answer", "status": 500, "headers": {"A": "c\r\nB: d"}}, "headers.A"),
        ({"kind": "answer", "status": 500, "headers": {"A": "snow ☃"}}, "headers.A"),
        ({"kind": "answer", "status": 500, "headers": {"Content-Length": 1}}, None),
        ({"kind": "delay", "seconds": -1}, "seconds"),
        ({"kind": "delay", "seconds": float("nan")}, "seconds"),
        ({"kind": "delay", "seconds": 1e9}, "seconds"),
        ({"kind": "truncate", "bytes": 1.5}, "bytes"),
        ({"kind": "reset", "after": "yes"}, "after"),
        ({"kind": "reset", "bytes": 3}, "bytes"),
        ({"kind": "html_page", "status": 700}, "status"),
        ({"kind": "reset", "match": "GET"}, "match"),
        ({"kind": "reset", "match": {"verb": "GET"}}, "match.verb"),
        ({"kind": "reset", "match": {"path": 3}}, "match.path"),
        ({"kind": "reset", "match": {"nth": 0}}, "match.nth"),
        ({"kind": "reset", "times": 0}, "times"),
        ({"kind": "reset", "times": 10**30}, "times"),
        ({"kind": "reset", "probability": 1.5}, "probability"),
        ({"kind": "reset", "seed": "x"}, "seed"),
    ],
    ids=json.dumps,
)
def test_a_bad_fault_is_refused_by_the_name_of_its_field(
    con: sqlite3.Connection, spec: dict[str, object], field: str | None
) -> None:
    with pytest.raises(UsageError) as caught:
        faults.add(con, TENANT, spec)
    assert caught.value.field == (field or "headers.Content-Length")
    assert faults.listing(con, TENANT) == []


def test_a_mistyped_name_is_answered_with_the_nearest(con: sqlite3.Connection) -> None:
    with pytest.raises(UnknownName, match="did you mean 'malformed_json'"):
        faults.add(con, TENANT, {"kind": "malformed-json"})
    with pytest.raises(UnknownName, match="did you mean 'probability'"):
        faults.add(con, TENANT, {"kind": "reset", "probabilty": 0.5})


def test_what_cannot_be_written_as_json_is_refused(con: sqlite3.Connection) -> None:
    with pytest.raises(UsageError, match="must be JSON"):
        faults.add(con, TENANT, {"kind": "answer", "status": 500, "body": "\ud800"})
