"""Tokens: who gets one, how long it is good, and what refuses it."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest

from tests.simulator.providers.jobtrain.desk import Desk


def with_token(desk: Desk, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return desk.get("/Jobs/list", None, headers=headers).status_code


def test_a_token_is_a_signed_jwt_that_says_when_it_ends() -> None:
    desk = Desk()
    answer = desk.log_in().json()
    said = jwt.decode(answer["access_token"], options={"verify_signature": False})
    assert jwt.get_unverified_header(answer["access_token"])["alg"] == "HS256"
    assert said["exp"] - said["iat"] == answer["expires_in"] == 3600
    assert with_token(desk, answer["access_token"]) == 200


def test_a_token_ends_with_its_time_on_the_tenants_clock() -> None:
    desk = Desk()
    token = desk.token()
    desk.account.advance(3599.999)
    assert with_token(desk, token) == 200
    desk.account.advance(0.001)
    refused = desk.get("/Jobs/list")
    assert (refused.status_code, refused.content) == (401, b"")
    assert refused.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    renewed = desk.log_in().json()["access_token"]
    assert (with_token(desk, renewed), with_token(desk, token)) == (200, 401)


def test_a_read_that_was_answered_before_is_refused_after_the_end_all_the_same() -> None:
    desk = Desk()
    for _ in range(3):
        assert desk.get("/Department").status_code == 200
    desk.account.advance(4000)
    assert desk.get("/Department").status_code == 401


def test_the_lifetime_is_a_setting() -> None:
    desk = Desk(settings={"token_lifetime_s": 5})
    assert desk.log_in().json()["expires_in"] == 5
    token = desk.token()
    desk.account.advance(5)
    assert with_token(desk, token) == 401


@pytest.mark.parametrize("name", ["clientId", "clientSecret", "username", "password"])
def test_each_of_the_four_secrets_has_to_be_right(name: str) -> None:
    desk = Desk()
    refused = desk.log_in(**{name: "wrong"})
    assert refused.status_code == 401
    assert refused.json()["message"] == "Invalid client credentials"


@pytest.mark.parametrize("name", ["clientId", "clientSecret", "username", "password"])
@pytest.mark.parametrize("value", [None, "", "  ", 7, [], {}])
def test_each_of_the_four_secrets_has_to_be_there(name: str, value: Any) -> None:
    refused = Desk().log_in(**{name: value})
    assert refused.status_code == 400
    assert refused.headers["Content-Type"].startswith("application/problem+json")
    assert set(refused.json()["errors"]) == {name}


def test_wrong_credentials_may_be_an_oauth_error() -> None:
    desk = Desk(assumptions={"token_error_style": "oauth"})
    refused = desk.log_in(password="wrong")
    assert (refused.status_code, refused.json()) == (400, {"error": "invalid_client"})


@pytest.mark.parametrize("style", ["oauth", "string", "envelope"])
def test_the_token_comes_in_three_forms(style: str) -> None:
    desk = Desk(assumptions={"token_response_style": style})
    body = desk.log_in().json()
    token = {"oauth": lambda: body["access_token"], "string": lambda: body}.get(
        style, lambda: body["resultData"]
    )()
    assert with_token(desk, token) == 200
    assert token not in json.dumps(desk.account.journal())


def test_no_secret_reaches_the_journal() -> None:
    desk = Desk()
    desk.get("/Jobs/list")
    written = json.dumps(desk.account.journal())
    for secret in (desk.token(), *desk.secrets().values()):
        assert secret not in written


def test_a_secret_under_the_name_of_oauth_is_refused_and_not_kept() -> None:
    desk = Desk()
    own = desk.secrets()
    sent = {**own, "client_secret": own["clientSecret"], "client_id": own["clientId"]}
    del sent["clientSecret"], sent["clientId"]
    assert desk.http.post("/connect/token", data=sent).status_code == 400
    with desk.sim.sandbox.transaction() as con:
        written = repr(con.execute("SELECT * FROM journal").fetchall())
    assert "client_secret=[redacted]" in written
    assert not [secret for secret in own.values() if secret in written]


def test_names_of_the_body_have_no_case_and_more_fields_are_ignored() -> None:
    desk = Desk()
    body = {name.upper(): value for name, value in desk.secrets().items()}
    assert desk.http.post("/connect/token", json={**body, "apiKey": "x"}).status_code == 200
    assert desk.http.post("/CONNECT/Token/", json=body).status_code == 200
    assert desk.http.post("/openapi/connect/token", json=body).status_code == 200


def test_a_form_is_taken_as_well_and_text_is_not() -> None:
    desk = Desk()
    assert desk.http.post("/connect/token", data=desk.secrets()).status_code == 200
    refused = desk.http.post("/connect/token", content=b"x", headers={"Content-Type": "text/plain"})
    assert refused.status_code == 415


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 5000, b"1" * 70_000])
def test_a_login_that_is_no_object_is_refused(body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    refused = Desk().http.post("/connect/token", content=body, headers=headers)
    assert refused.status_code in {400, 413}


def test_a_login_is_a_post() -> None:
    refused = Desk().http.get("/connect/token")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")


def test_without_a_token_there_is_nothing() -> None:
    refused = Desk().get("/Jobs/list", None)
    assert (refused.status_code, refused.content) == (401, b"")
    assert refused.headers["WWW-Authenticate"] == "Bearer"


def forged(token: str) -> list[str]:
    """Change a token in ways that nobody with the key would."""
    head, body, signature = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    other = jwt.encode(said, "k" * 40, algorithm="HS256")
    none = jwt.encode(said, "", algorithm="none")
    return [f"{head}.{body}", f"{head}.{body}.{signature[::-1]}", other, none, "x", "", "a.b.c"]


def test_a_forged_token_is_refused() -> None:
    desk = Desk()
    for token in [*forged(desk.token()), "x" * 5000, "ü.ü.ü".encode("latin-1").decode("latin-1")]:
        headers = [(b"Authorization", f"Bearer {token}".encode("latin-1"))]
        answer = desk.http.get("/api/v1/Jobs/list", headers=headers)
        assert answer.status_code == 401, token


def test_another_scheme_is_refused() -> None:
    desk = Desk()
    headers = {"Authorization": f"Basic {desk.token()}"}
    assert desk.get("/Jobs/list", None, headers=headers).status_code == 401
    headers = {"Authorization": f"bearer {desk.token()}"}
    assert desk.get("/Jobs/list", None, headers=headers).status_code == 200


def test_an_inactive_user_gets_no_token_and_keeps_the_one_that_is_out() -> None:
    desk = Desk()
    token = desk.token()
    desk.account.revoke("superuser")
    assert desk.log_in().status_code == 401
    assert with_token(desk, token) == 200
    assert desk.log_in("shortlister").status_code == 200


def test_a_new_api_password_ends_the_old_one_but_not_its_tokens() -> None:
    desk = Desk()
    token, old = desk.token(), desk.secrets()["password"]
    desk.account.rotate("superuser")
    assert desk.log_in(password=old).status_code == 401
    assert desk.log_in().status_code == 200
    assert with_token(desk, token) == 200


def test_a_new_api_key_counts_for_every_user() -> None:
    desk = Desk()
    old = desk.secrets()["clientSecret"]
    desk.account.rotate("client")
    for user in ("superuser", "shortlister"):
        assert desk.log_in(user, clientSecret=old).status_code == 401
        assert desk.log_in(user).status_code == 200


def test_tokens_can_be_made_to_expire_and_new_ones_be_had() -> None:
    desk = Desk()
    first = desk.token()
    for _ in range(2):
        desk.account.expire("superuser")
        assert with_token(desk, first) == 401
        second = desk.log_in().json()["access_token"]
        assert (with_token(desk, second), with_token(desk, first)) == (200, 401)
        first = second


def test_a_client_that_is_revoked_logs_nobody_in() -> None:
    desk = Desk()
    desk.account.revoke("client")
    assert desk.log_in().status_code == 401


def test_tenants_do_not_see_each_other() -> None:
    desk = Desk()
    other = desk.open(id="other")
    body = {**desk.secrets(), "clientId": other.credentials["clientId"]}
    assert desk.http.post("/connect/token", json=body).status_code == 401
    desk.account.put_truth("departments", "9011", {"name": "Only here"})
    names = [r["departmentname"] for r in desk.records("/Department")]
    assert "Only here" in names
    known = other.credentials
    login = {n: known[n] for n in ("clientId", "clientSecret", "username", "password")}
    token = desk.http.post("/connect/token", json=login).json()["access_token"]
    theirs = desk.get("/Department", None, headers={"Authorization": f"Bearer {token}"})
    assert "Only here" not in theirs.text


def test_the_site_belongs_to_one_tenant_and_asks_for_no_token() -> None:
    desk = Desk()
    site = desk.account.credentials["site"]
    assert site.startswith(desk.account.base_url + "/")
    params = {"JobId": "900001"}
    assert desk.http.get(f"{site}/Indeed/GetQuestions", params=params).status_code == 200
    assert desk.http.get(f"{site}/INDEED/getquestions?jobid=900001").status_code == 200
    assert desk.http.get("/nobody/Indeed/GetQuestions", params=params).status_code == 404
    assert desk.http.post(f"{site}/Indeed/GetQuestions").status_code == 405
    assert desk.http.get(f"{site}/Indeed/GetQuestions").status_code == 400
    assert desk.http.get(f"{site}/Indeed/GetQuestions?JobId=x").status_code == 400
    assert desk.http.get(f"{site}/Indeed/GetQuestions?JobId=7").status_code == 404


def test_the_site_can_move_and_be_closed() -> None:
    desk = Desk()
    old = desk.account.credentials["site"]
    new = desk.account.rotate("site")["credentials"]["site"]
    assert new != old
    assert desk.http.get(f"{old}/Indeed/GetQuestions?JobId=900001").status_code == 404
    assert desk.http.get(f"{new}/Indeed/GetQuestions?JobId=900001").status_code == 200
    desk.account.revoke("site")
    assert desk.http.get(f"{new}/Indeed/GetQuestions?JobId=900001").status_code == 404
