"""The token: in three styles, bought once, renewed in time and when refused, and never shown."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest

from ats_contracts.reference.connectors.jobtrain.login import read_token
from ats_contracts.reference.errors import RemoteError
from tests.contracts.reference.conftest import Clock
from tests.contracts.reference.jobtrain.conftest import Make
from tests.contracts.reference.jobtrain.stub import CREDENTIALS, Shop, sample


def jwt(**claims: Any) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{payload}.sig"


LIVES = jwt(iat=1000, exp=4600)
STYLES: list[tuple[Any, tuple[str, float | None]]] = [
    ({"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 600}, ("a.b.c", 600)),
    ({"accessToken": LIVES}, (LIVES, 3600)),
    (LIVES, (LIVES, 3600)),
    ({"status": 200, "message": None, "resultData": LIVES, "errors": []}, (LIVES, 3600)),
    ({"status": 200, "resultData": {"access_token": "x", "expires_in": 9}}, ("x", 9)),
    ("opaque", ("opaque", None)),
    (jwt(exp=4600), (jwt(exp=4600), None)),
    ("e30.%%%.sig", ("e30.%%%.sig", None)),
]


@pytest.mark.parametrize(("answer", "meant"), STYLES, ids=lambda value: str(value)[:30])
def test_a_token_is_read_in_every_style(answer: Any, meant: tuple[str, float | None]) -> None:
    assert read_token(answer) == meant


@pytest.mark.parametrize(
    "answer", [None, {}, [], 7, "", "a b", "a\nb", {"resultData": None}], ids=repr
)
def test_an_answer_without_a_token_is_unreadable(answer: Any) -> None:
    with pytest.raises(RemoteError):
        read_token(answer)


def logins(shop: Shop) -> int:
    return sum(order.url.path == "/connect/token" for order in shop.vendor.orders)


def test_the_login_sends_the_four_fields_as_json_and_no_header(shop: Shop) -> None:
    shop.get("departments")
    assert shop.vendor.bodies[0] == sample("token_request")
    assert "authorization" not in shop.vendor.orders[0].headers
    assert shop.vendor.orders[1].headers["authorization"] == "Bearer a.b.c-the-token"


def test_one_token_serves_until_shortly_before_its_end(shop: Shop, clock: Clock) -> None:
    for passed in (0, 1, 3000, 500):
        clock.at += passed
        assert shop.get("departments").status_code == 200
    assert logins(shop) == 1
    clock.at += 60
    shop.get("departments")
    assert logins(shop) == 2


@pytest.mark.parametrize(
    "refusal",
    [(401, sample("error_401_token")), (400, {"error": "invalid_client"}), (401, None)],
    ids=str,
)
def test_refused_credentials_want_a_new_link_in_every_style(shop: Shop, refusal: Any) -> None:
    status, body = refusal
    shop.vendor.answers["/connect/token"] = lambda request: (
        httpx.Response(status, json=body, headers={}) if body else httpx.Response(status)
    )
    answer = shop.get("departments")
    assert answer.status_code == 401
    assert answer.json()["truto_error_insight"]["remote_error"]["value"] == "auth"
    assert shop.http.get("/integrated-account/acc").json()["status"] == "needs_reauth"
    assert logins(shop) == 1


def test_neither_token_nor_credentials_stand_in_an_answer_or_an_error(shop: Shop) -> None:
    def tell(request: httpx.Request) -> httpx.Response:
        told = f"{request.headers['authorization']} {CREDENTIALS['password']}"
        return httpx.Response(500, json={"message": told, "echo": told[::-1]})

    shop.vendor.answers["/api/v1/Locations"] = tell
    texts = [shop.get("offices").text, shop.get("departments").text]
    shop.link()
    shop.vendor.answers["/connect/token"] = lambda request: httpx.Response(
        200,
        content=b'{"access_token": "a.b.c-the-token',
        headers={"Content-Type": "application/json"},
    )
    texts += [shop.get("departments").text]
    for text in texts:
        assert "the-token" not in text
        assert CREDENTIALS["password"] not in text


def test_a_provider_is_named_in_errors_though_its_name_stands_in_the_sites_address(
    shop: Shop,
) -> None:
    shop.link(site="http://jobtrain.test/acmecare")
    assert shop.get("jobs/1").json()["message"] == "jobtrain answered 404"


@pytest.mark.parametrize(
    "change",
    [
        {"clientId": None},
        {"clientSecret": ""},
        {"username": 7},
        {"password": "a\r\nb"},
        {"site": "ftp://x.test"},
        {"site": 7},
        {"site": "http://u:p@x.test"},
        {"site": "http://x.test/?a"},
        {"site": "http://[::1"},
    ],
    ids=str,
)
def test_credentials_that_cannot_work_are_refused(shop: Shop, change: Any) -> None:
    assert shop.link(**change).status_code == 400


@pytest.mark.parametrize("style", ["oauth", "string", "envelope"])
def test_the_simulated_vendor_is_logged_in_to_in_every_style(make: Make, style: str) -> None:
    unified = make(assumptions={"token_response_style": style})
    for _ in range(3):
        assert unified.get("departments").status_code == 200
    paths = [exchange["path"] for exchange in unified.sent()]
    assert sum(path.endswith("/connect/token") for path in paths) == 1


@pytest.mark.parametrize("style", ["oauth", "string", "envelope"])
def test_a_token_that_ends_on_both_clocks_is_renewed_unasked(
    make: Make, clock: Clock, style: str
) -> None:
    unified = make(assumptions={"token_response_style": style})
    unified.get("departments")
    for _ in range(2):
        clock.at += 3590
        unified.account.advance(3590)
        assert unified.get("departments").status_code == 200
    assert [exchange["status"] for exchange in unified.sent()] == [200] * 6


def test_a_token_that_the_vendor_ends_early_is_renewed_once(make: Make) -> None:
    unified = make()
    unified.get("departments")
    unified.account.advance(4000)
    assert unified.get("departments").status_code == 200
    assert [exchange["status"] for exchange in unified.sent()] == [200, 200, 401, 200, 200]


@pytest.mark.parametrize("style", ["envelope", "oauth"])
def test_wrong_credentials_at_the_simulated_vendor(make: Make, style: str) -> None:
    unified = make(assumptions={"token_error_style": style})
    unified.link({**unified.account.credentials, "password": "wrong-password"})
    answer = unified.get("departments")
    assert answer.status_code == 401
    assert unified.get("departments").json()["truto_error_insight"]["needs_reauth"]
