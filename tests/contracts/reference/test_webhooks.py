"""What providers announce: verified, read anew, told once, and sent again if nobody took it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Thread
from typing import Any

import httpx
import pytest

from ats_contracts.consumer import Beside, Consumer, Inbox
from ats_contracts.reference import PARTS, create_app
from ats_contracts.reference.connectors.jobtrain.hooks import HOOKS as JOBTRAIN
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.signatures import hmac_sha256
from ats_contracts.reference.subscriptions import GIVEN_UP_AFTER, SIGNATURE
from ats_contracts.reference.webhooks import Seen
from ats_simulator.simulator import Simulator
from tests.contracts.reference.conftest import Clock, Unified

SECRET = "whsec_for-this-account"
Json = Any


@dataclass
class Scene:
    """A provider that announces, the reference, and a consumer that is told."""

    unified: Unified
    consumer: Consumer
    inbox: Inbox
    secret: str
    clock: Clock

    def change(self, name: str = "Zoë") -> tuple[dict[str, str], bytes]:
        """Change a candidate; give what the provider posts about it."""
        account = self.unified.account
        account.put_truth("candidates", "3", {"first_name": name})
        sent = account.deliveries()[-1]
        body = sent["body"].encode()
        return {"X-NexivoHR-Signature": hmac_sha256(SECRET, body).hex()}, body

    def post(self, headers: Mapping[Any, Any], body: bytes, name: str = "acc") -> httpx.Response:
        path = f"/integrated-account-webhook/{name}"
        return httpx.Client(
            transport=self.unified.http._transport, base_url="http://reference.test"
        ).post(path, content=body, headers=headers)

    def told(self) -> list[Json]:
        return [json.loads(post.body) for post in self.inbox.posts if post.status == 200]


@pytest.fixture
def scene(clock: Clock) -> Iterator[Scene]:
    with a_scene(clock, PARTS) as made:
        yield made


@contextmanager
def a_scene(clock: Clock, parts: Parts) -> Iterator[Scene]:
    consumer = Consumer()
    with Simulator(providers=["nexivohr"]) as simulator:
        account = simulator.create_tenant("nexivohr", size=6, limits="off")
        account.add_webhook(consumer.sink, secret=SECRET)
        way = Beside(consumer, simulator.transport())
        app = create_app(transport=way, sleep=clock.sleep, now=clock.now, parts=parts)
        unified = Unified(app, account)
        assert unified.link(account.credentials, webhook_secret=SECRET).status_code == 201
        inbox = consumer.open()
        made = unified.http.post("/webhook", json={"target_url": inbox.url})
        assert made.status_code == 201
        yield Scene(unified, consumer, inbox, made.json()["secret"], clock)


def test_a_change_is_told_signed_with_the_record_as_it_is_now(scene: Scene) -> None:
    headers, body = scene.change("Ann")
    scene.change("Zoë")
    assert scene.post(headers, body).json() == {"received": True, "told": 1}
    (event,) = scene.told()
    assert event["event"] == "record:updated"
    assert event["payload"]["record"]["first_name"] == "Zoë"
    assert (
        event["payload"]["record"]
        == scene.unified.get("candidates/3", truto_ignore_remote_data="true").json()
    )
    (post,) = scene.inbox.posts
    signed = hmac_sha256(scene.secret, post.body).hex()
    assert post.headers[SIGNATURE.lower()] == f"format=sha256,v={signed}"


def test_a_signature_holds_in_each_of_its_spellings(scene: Scene) -> None:
    _, body = scene.change()
    digest = hmac_sha256(SECRET, body)
    spellings = (digest.hex(), f"sha256={digest.hex()}", base64.b64encode(digest).decode())
    answers = [scene.post({"X-NexivoHR-Signature": each}, body) for each in spellings]
    assert [answer.status_code for answer in answers] == [200] * 3


def test_what_is_not_signed_for_this_account_is_refused_and_told_to_nobody(scene: Scene) -> None:
    headers, body = scene.change()
    other = {"X-NexivoHR-Signature": hmac_sha256("whsec_of-somebody-else", body).hex()}
    refused = [
        scene.post({}, body),
        scene.post(other, body),
        scene.post(headers, body + b" "),
        scene.post({b"X-NexivoHR-Signature": b"\xe9"}, body),
    ]
    assert [answer.status_code for answer in refused] == [401] * 4
    assert scene.post(headers, body, "nobody").status_code == 404
    assert scene.told() == []


def test_an_account_without_a_secret_believes_nothing(scene: Scene) -> None:
    scene.unified.link(scene.unified.account.credentials)
    _, body = scene.change()
    empty = {"X-NexivoHR-Signature": hmac_sha256("", body).hex()}
    assert scene.post(empty, body).status_code == 401


def test_a_secret_that_is_none_is_refused_with_the_name_of_the_field(scene: Scene) -> None:
    answer = scene.unified.link(scene.unified.account.credentials, webhook_secret="short")
    assert answer.status_code == 400
    assert "webhook_secret" in answer.json()["message"]


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'{"event": "candidate.updated"}', b'{"event": "job.created", "data": {}}'],
)
def test_what_is_signed_and_cannot_be_read_is_refused(scene: Scene, body: bytes) -> None:
    signed = {"X-NexivoHR-Signature": hmac_sha256(SECRET, body).hex()}
    assert scene.post(signed, body).status_code == 400
    assert scene.post(signed, body).status_code == 400


def test_an_event_that_nobody_knows_is_taken_and_told_to_nobody(scene: Scene) -> None:
    body = b'{"event": "invoice.paid", "data": {"id": 1}}'
    signed = {"X-NexivoHR-Signature": hmac_sha256(SECRET, body).hex()}
    assert scene.post(signed, body).json() == {"received": True, "told": 0}


def test_a_record_that_is_gone_is_told_as_deleted(scene: Scene) -> None:
    headers, body = scene.change()
    scene.unified.account.delete_truth("candidates", "3")
    scene.post(headers, body)
    (event,) = scene.told()
    assert event["event"] == "record:deleted"
    assert event["payload"]["record"] is None


def test_if_the_record_cannot_be_read_the_provider_has_to_send_again(scene: Scene) -> None:
    headers, body = scene.change()
    match = {"path": "/ats/api/v1/candidates/*"}
    scene.unified.account.add_fault("answer", match=match, times=10, status=500)
    assert scene.post(headers, body).status_code == 503
    scene.unified.account.clear_faults()
    assert scene.post(headers, body).json()["told"] == 1


def test_a_consumer_that_fails_once_is_told_again_at_once(scene: Scene) -> None:
    headers, body = scene.change()
    scene.consumer.failing = 1
    assert scene.post(headers, body).json()["told"] == 1
    first, second = scene.inbox.posts
    assert first.body == second.body
    assert scene.clock.slept == [1.0]


def test_a_consumer_that_stays_down_is_told_when_the_provider_sends_again(scene: Scene) -> None:
    headers, body = scene.change()
    scene.consumer.failing = 4
    assert scene.post(headers, body).status_code == 503
    assert scene.post(headers, body).json()["told"] == 1
    assert len({json.loads(post.body)["id"] for post in scene.inbox.posts}) == 1


def test_what_comes_again_while_it_is_being_told_is_not_taken_for_told(clock: Clock) -> None:
    answers: list[int] = []

    def insist(post: Callable[[], bool], sleep: Callable[[float], None]) -> bool:
        if second.is_alive() or answers:
            return post()
        second.start()
        second.join(0.2)
        return False

    with a_scene(clock, replace(PARTS, insist=insist)) as scene:
        headers, body = scene.change()
        second = Thread(target=lambda: answers.append(scene.post(headers, body).json()["told"]))
        assert scene.post(headers, body).status_code == 503
        second.join(10)
        assert answers == [len(scene.told())] == [1]


def test_a_consumer_that_never_answers_is_switched_off_in_sight(scene: Scene) -> None:
    scene.consumer.failing = 10_000
    for n in range(GIVEN_UP_AFTER):
        assert scene.post(*scene.change(f"Name {n}")).status_code == 503
    (shown,) = scene.unified.http.get("/webhook").json()["result"]
    assert shown["is_active"] is False
    assert scene.post(*scene.change("Last")).json()["told"] == 1


def test_the_secret_of_a_subscription_is_told_once(scene: Scene) -> None:
    (shown,) = scene.unified.http.get("/webhook").json()["result"]
    assert set(shown) == {"id", "target_url", "event_types", "is_active"}


def test_who_wants_other_events_or_has_unsubscribed_is_told_nothing(scene: Scene) -> None:
    http = scene.unified.http
    (first,) = http.get("/webhook").json()["result"]
    assert http.delete(f"/webhook/{first['id']}").status_code == 200
    assert http.delete(f"/webhook/{first['id']}").status_code == 404
    wanted = {"target_url": scene.inbox.url, "event_types": ["record:deleted"]}
    assert http.post("/webhook", json=wanted).status_code == 201
    assert scene.post(*scene.change()).status_code == 200
    assert scene.told() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("target_url", None),
        ("target_url", "http://example.com/hooks"),
        ("target_url", "https://user@example.com/hooks"),
        ("target_url", "file:///etc/hosts"),
        ("target_url", "http://127.0.0.256/hooks"),
        ("target_url", "https://xn--a/hooks"),
        ("event_types", ["record:sold"]),
        ("event_types", [["record:created"]]),
        ("is_active", "yes"),
    ],
)
def test_a_subscription_that_makes_no_sense_names_its_field(
    scene: Scene, name: str, value: Json
) -> None:
    body = {"target_url": "https://example.com/hooks", name: value}
    answer = scene.unified.http.post("/webhook", json=body)
    assert answer.status_code == 400
    assert name in answer.json()["message"]


def test_subscriptions_need_the_api_token(scene: Scene) -> None:
    answer = scene.unified.http.post("/webhook", json={}, headers={"Authorization": ""})
    assert answer.status_code == 401


def test_a_signature_that_tells_its_time_holds_for_five_minutes_either_way() -> None:
    body = b"{}"
    signed = hmac_sha256(SECRET, b"1800000000." + body).hex()
    headers = {"x-jobtrainmock-signature": f"t=1800000000,v1={signed}"}
    holds = [JOBTRAIN.holds(SECRET, headers, body, 1_800_000_000 + s) for s in (-301, 0, 300, 301)]
    assert holds == [False, True, True, False]


def test_the_memory_of_events_is_bounded_and_forgets_the_oldest() -> None:
    seen = Seen(most=2)
    assert [seen.is_new(key) for key in ("a", "b", "a", "c", "a")] == [
        True,
        True,
        False,
        True,
        True,
    ]


def test_every_vendor_that_the_reference_connects_has_its_announcements_read() -> None:
    assert all(connector.hooks is not None for connector in PARTS.connectors.values())
