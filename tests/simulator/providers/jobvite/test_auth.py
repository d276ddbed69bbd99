"""Key pairs: three ways to present one, permissions, and what is refused."""

from __future__ import annotations

import time

import pytest

from ats_simulator.providers.jobvite import auth
from tests.simulator.providers.jobvite.desk import NOW_MS, Desk, sample

NOW_S = NOW_MS // 1000
DENIED = "Invalid api/secret. Try again with a valid api/secret"


def signed(
    desk: Desk, epoch: int, *, key: str | None = None, secret: str | None = None
) -> dict[str, str]:
    given = desk.account.credentials
    api = key or given["api_key"]
    sign = auth.signature(api, secret or given["secret"], str(epoch))
    return {"X-JVI-API": api, "X-JVI-EPOCH": str(epoch), "X-JVI-SIGN": sign}


def status(desk: Desk, headers: dict[str, str]) -> int:
    return desk.client(headers).get("/api/v2/role").status_code


def test_the_vector_of_the_signature() -> None:
    vector = sample("auth-hmac-vector.json")
    assert vector["string_to_sign"] == f"{vector['api_key']}|{vector['epoch']}"
    made = auth.signature(vector["api_key"], vector["secret"], str(vector["epoch"]))
    assert made == vector["X-JVI-SIGN"]


def test_a_pair_of_headers_is_enough(reading: Desk) -> None:
    assert reading.http.get("/api/v2/role").status_code == 200


@pytest.mark.parametrize("shift", [-300, -1, 0, 30, 300])
def test_a_signature_is_good_near_its_time(reading: Desk, shift: int) -> None:
    assert status(reading, signed(reading, NOW_S + shift)) == 200


@pytest.mark.parametrize("shift", [-301, 301, -(10**6)])
def test_a_signature_is_stale_further_away(reading: Desk, shift: int) -> None:
    assert status(reading, signed(reading, NOW_S + shift)) == 401


def test_a_client_may_sign_by_the_machines_own_clock(reading: Desk) -> None:
    assert status(reading, signed(reading, int(time.time()))) == 200


def test_a_signature_may_be_used_again(reading: Desk) -> None:
    headers = signed(reading, NOW_S)
    assert [status(reading, headers) for _ in range(2)] == [200, 200]


def test_a_signature_of_another_secret_key_or_time_is_refused(reading: Desk) -> None:
    other = {**signed(reading, NOW_S), "X-JVI-EPOCH": str(NOW_S + 1)}
    assert status(reading, signed(reading, NOW_S, secret="wrong")) == 401
    assert status(reading, other) == 401
    assert status(reading, {**signed(reading, NOW_S), "X-JVI-EPOCH": "now"}) == 401
    assert status(reading, {**signed(reading, NOW_S), "X-JVI-EPOCH": "9" * 40}) == 401


@pytest.mark.parametrize("name", ["sc", "secret"])
def test_the_pair_may_come_in_the_query(reading: Desk, name: str) -> None:
    given = reading.account.credentials
    params = {"api": given["api_key"], name: given["secret"]}
    assert reading.anonymous().get("/api/v2/role", params=params).status_code == 200
    wrong = {**params, name: "wrong"}
    assert reading.anonymous().get("/api/v2/role", params=wrong).status_code == 401


def test_no_number_of_parameters_breaks_the_look_at_the_query(reading: Desk) -> None:
    given = reading.account.credentials
    pair = f"api={given['api_key']}&sc={given['secret']}"
    many = "&x=1" * 1500
    assert reading.anonymous().get(f"/api/v2/role?{pair}{many}").status_code == 200
    assert reading.anonymous().get(f"/api/v2/role?{many}&{pair}").status_code == 401
    assert reading.http.get(f"/api/v2/candidate?count=1{many}").json()["candidates"][1:] == []


def test_headers_count_when_both_come(reading: Desk) -> None:
    given = reading.account.credentials
    good = {"api": given["api_key"], "sc": given["secret"]}
    bad_header = {"x-jvi-api": given["api_key"], "x-jvi-sc": "wrong"}
    assert reading.client(bad_header).get("/api/v2/role", params=good).status_code == 401
    bad = {"api": "nobody", "sc": "nothing"}
    assert reading.http.get("/api/v2/role", params=bad).status_code == 200


@pytest.mark.parametrize("key", ["", "nobody", "x" * 5000, "ключ"])
def test_a_key_of_nobody_is_refused_as_a_wrong_secret_is(reading: Desk, key: str) -> None:
    headers = {b"x-jvi-api": key.encode(), b"x-jvi-sc": b"x"}
    answer = reading.anonymous().get("/api/v2/job", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["status"]["messages"] == [DENIED]


def test_http_basic_is_not_accepted(reading: Desk) -> None:
    given = reading.account.credentials
    pair = (given["api_key"], given["secret"])
    assert reading.anonymous().get("/api/v2/role", auth=pair).status_code == 401


def test_the_limited_pair_may_read_jobs_and_nothing_else(reading: Desk) -> None:
    client = reading.client(limited=True)
    assert client.get("/api/v2/job").status_code == 200
    refused = [
        client.get("/api/v2/candidate"),
        client.get("/api/v2/employee"),
        client.get("/api/v2/location"),
        client.post("/api/v2/contact", json={}),
        client.post("/api/v2/job", json={}),
        client.get("/api/v2/contact"),
    ]
    for answer in refused:
        assert answer.status_code == 401
        assert answer.json()["status"]["messages"] == [DENIED]
    assert client.get("/v1/candidate").text == DENIED


def test_a_revoked_or_expired_pair_is_refused_and_a_rotated_one_is_new(desk: Desk) -> None:
    old = dict(desk.account.credentials)
    desk.account.revoke("api_key")
    assert desk.http.get("/api/v2/role").status_code == 401
    assert desk.client(limited=True).get("/api/v2/job").status_code == 200
    desk.account.rotate("api_key")
    new = desk.account.credentials
    assert {new["api_key"], new["secret"]}.isdisjoint({old["api_key"], old["secret"]})
    assert (new["company_id"], new["user_email"]) == (old["company_id"], old["user_email"])
    assert desk.http.get("/api/v2/role").status_code == 401
    assert desk.client().get("/api/v2/role").status_code == 200
    desk.account.expire("limited")
    assert desk.client(limited=True).get("/api/v2/job").status_code == 401


def test_one_tenants_pair_shows_nothing_of_another(desk: Desk) -> None:
    first = desk.account
    other = desk.open(seed=2)
    pair = {"x-jvi-api": other.credentials["api_key"], "x-jvi-sc": first.credentials["secret"]}
    assert desk.client(pair).get("/api/v2/role").status_code == 401
    mine = {row["eId"] for row in desk.rows()}
    desk.account = other
    theirs = {row["eId"] for row in desk.client().get("/api/v2/candidate").json()["candidates"]}
    assert mine
    assert theirs
    assert mine.isdisjoint(theirs)


def test_secrets_are_hidden_in_the_journal(desk: Desk) -> None:
    given = desk.account.credentials
    desk.http.get("/api/v2/role")
    desk.anonymous().get("/api/v2/role", params={"api": given["api_key"], "sc": given["secret"]})
    desk.client(signed(desk, NOW_S)).get("/api/v2/role")
    exchanges = desk.account.journal()
    assert [e["credential"] for e in exchanges] == ["api_key"] * 3
    shown = str(exchanges)
    assert given["secret"] not in shown
    assert given["api_key"] not in shown
    assert auth.signature(given["api_key"], given["secret"], str(NOW_S)) not in shown


def test_credentials_are_the_same_for_the_same_tenant_and_seed() -> None:
    with Desk(id="one") as first, Desk(id="one") as second, Desk(id="two") as other:
        assert first.account.credentials == second.account.credentials
        assert first.account.credentials["secret"] != other.account.credentials["secret"]
        emails = {
            user["emails"][0]["email"] for user in first.account.truth("users") if user["emails"]
        }
        assert first.account.credentials["user_email"] in emails
        company = first.account.truth("organizations")[0]
        assert first.account.credentials["company_id"] == company["id"]
