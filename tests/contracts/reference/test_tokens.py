"""Tokens: bought once, renewed in time, renewed once when refused, never shared and never shown."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from ats_contracts.reference import PARTS, Parts, create_app
from ats_contracts.reference.connector import Ask, Connector, Post, Resource, Session
from ats_contracts.reference.models import blank
from ats_contracts.reference.tokens import Token, is_fresh
from ats_contracts.reference.values import JsonObject, Position, Step
from tests.contracts.reference.conftest import Clock

SECRETS = ("first-secret", "other-secret")


@dataclass
class Vendor(httpx.BaseTransport):
    """Sells tokens, and takes those that are in `good`."""

    sold: int = 0
    good: set[str] = field(default_factory=set)
    orders: list[tuple[str, str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        with self.lock:
            self.orders.append((request.method, request.url.path, shown))
            if request.url.path == "/login":
                return self.sell(json.loads(request.read()))
        if request.url.path == "/open":
            return httpx.Response(200, json={"id": "open"})
        if shown not in self.good:
            return httpx.Response(401, json={"message": f"no such token {shown}"})
        return httpx.Response(200, json={"id": "7"})

    def sell(self, body: JsonObject) -> httpx.Response:
        if body["secret"] not in SECRETS:
            return httpx.Response(401, json={"message": f"who is {body['secret']}"})
        self.sold += 1
        token = f"{body['secret'][:5]}-token-number-{self.sold}"
        self.good.add(token)
        return httpx.Response(200, json={"token": token})

    def logins(self) -> int:
        return sum(path == "/login" for _, path, _ in self.orders)


def log_in(post: Post, credentials: Mapping[str, Any], now: float) -> Token:
    token = post("/login", {"secret": credentials["secret"]})["token"]
    headers = {"Authorization": f"Bearer {token}"}
    return Token(headers=headers, secret=token, bought_at=now, lifetime_s=3600)


def walk(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    for number in range(3):
        raw = session.read("/tags")
        yield Step({**raw, "id": f"{raw['id']}{number}"}, [number] if number < 2 else None)


TAGS = Resource(
    to_unified=lambda raw: blank("tags") | {"id": raw["id"]},
    walk=walk,
    get=lambda session, key, ask: session.read_open(session.public("site") or "", "/open"),
    to_wire=lambda body, verb: body,
    create=lambda session, wire: session.write("POST", "/tags", wire),
)
SELLER = Connector(
    name="seller",
    sign=lambda credentials: {},
    problem=lambda credentials: "",
    resources={"tags": TAGS},
    native={},
    log_in=log_in,
    public=frozenset({"site"}),
)


class Shop:
    """The reference in front of the vendor, with one account."""

    def __init__(self, clock: Clock, parts: Parts = PARTS) -> None:
        self.vendor = Vendor()
        app = create_app(
            transport=self.vendor,
            sleep=clock.sleep,
            now=clock.now,
            parts=replace(parts, connectors={"seller": SELLER}),
        )
        self.http = httpx.Client(
            transport=httpx.WSGITransport(app),
            base_url="http://r.test",
            headers={"Authorization": "Bearer t"},
        )
        self.link("acc", SECRETS[0])

    def link(self, name: str, secret: str) -> None:
        body = {
            "provider": "seller",
            "base_url": "http://seller.test",
            "credentials": {"secret": secret, "site": "http://site.test"},
            "id": name,
        }
        assert self.http.post("/integrated-account", json=body).status_code == 201

    def call(self, method: str = "GET", path: str = "tags", **query: Any) -> httpx.Response:
        params = {"integrated_account_id": "acc", **query}
        body: JsonObject | None = {} if method == "POST" else None
        return self.http.request(method, f"/unified/ats/{path}", params=params, json=body)


@pytest.fixture
def shop(clock: Clock) -> Shop:
    return Shop(clock)


def test_one_token_serves_many_calls(shop: Shop) -> None:
    for _ in range(3):
        assert shop.call().status_code == 200
    assert shop.vendor.logins() == 1


@pytest.mark.parametrize(("passed", "bought"), [(3539, 1), (3540, 2), (9999, 2)])
def test_a_token_is_renewed_shortly_before_it_ends(
    shop: Shop, clock: Clock, passed: float, bought: int
) -> None:
    shop.call()
    clock.at += passed
    assert shop.call().status_code == 200
    assert shop.vendor.logins() == bought


def test_a_short_life_has_a_short_margin_and_an_unknown_one_never_ends() -> None:
    token = Token(headers={}, secret="x", bought_at=100, lifetime_s=50)
    assert is_fresh(token, 144)
    assert not is_fresh(token, 146)
    assert is_fresh(replace(token, lifetime_s=None), 1e12)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_refused_token_is_renewed_once_and_the_order_sent_again(shop: Shop, method: str) -> None:
    shop.call()
    shop.vendor.good.clear()
    assert shop.call(method).status_code < 300
    assert shop.vendor.logins() == 2


class Deaf(set[str]):
    """Takes no token at all."""

    def __contains__(self, token: object) -> bool:
        return False


def test_a_token_that_is_refused_again_is_no_loop(shop: Shop) -> None:
    shop.vendor.good = Deaf()
    assert shop.call().status_code == 401
    assert len(shop.vendor.orders) == 4
    assert shop.call().json()["truto_error_insight"]["needs_reauth"]
    assert len(shop.vendor.orders) == 4


def test_a_call_renews_at_most_once_however_many_orders_it_sends(shop: Shop) -> None:
    shop.call()

    class Once(set[str]):
        def __contains__(self, token: object) -> bool:
            found = set.__contains__(self, token)
            self.discard(str(token))
            return found

    shop.vendor.good = Once()
    assert shop.call().status_code == 401
    assert shop.vendor.logins() == 2


def test_wrong_credentials_ask_for_a_new_link_and_are_not_repeated(shop: Shop) -> None:
    shop.link("acc", "wrong-secret")
    answer = shop.call()
    assert answer.status_code == 401
    assert "wrong-se" not in answer.text
    assert shop.http.get("/integrated-account/acc").json()["status"] == "needs_reauth"
    shop.link("acc", SECRETS[0])
    assert shop.call().status_code == 200


def test_tokens_are_not_shared_between_accounts_nor_kept_over_a_new_link(shop: Shop) -> None:
    shop.link("other", SECRETS[1])
    shop.call()
    shop.call(integrated_account_id="other")
    assert {token[:5] for _, path, token in shop.vendor.orders if path == "/tags"} == {
        "first",
        "other",
    }
    shop.link("acc", SECRETS[1])
    shop.call()
    assert shop.vendor.orders[-1][2].startswith("other-token-number-3")


def test_a_token_stands_in_no_error_and_no_cursor(shop: Shop) -> None:
    page = shop.call(limit=1)
    shop.vendor.good = Deaf()
    answer = shop.call()
    assert "no such token [redacted]" in answer.text
    texts = [page.text, answer.text, shop.http.get("/integrated-account/acc").text]
    assert not any("token-number" in text for text in texts)


def test_a_public_address_gets_no_credential(shop: Shop) -> None:
    shop.call()
    assert shop.call(path="tags/1").json()["id"] == "open"
    assert shop.vendor.orders[-1] == ("GET", "/open", "")


def test_concurrent_calls_buy_one_token(shop: Shop) -> None:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(shop.call().status_code)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert statuses == [200] * 8
    assert shop.vendor.logins() == 1


def test_whether_a_token_is_fresh_can_be_changed(clock: Clock) -> None:
    shop = Shop(clock, replace(PARTS, is_fresh=lambda token, now: False))
    shop.call()
    assert shop.vendor.logins() == 3
