"""Webhooks in the kit: handed over in every way of reaching a target, forged, and read back."""

from __future__ import annotations

import base64
import hmac
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from ats_contracts import profiles
from ats_contracts.announcing import forgeries
from ats_contracts.consumer import Beside, Consumer, Inbox, Post
from ats_contracts.errors import TargetFileError
from ats_contracts.reference import create_app
from ats_contracts.run import Outcome, Selection, verify
from ats_contracts.target import TenantInfo, Told, WebhookRequest
from ats_contracts.targets import Link
from ats_contracts.targets.file import parse
from ats_contracts.targets.http import HttpTarget, open_client
from ats_contracts.targets.subscribed import Subscribed
from tests.contracts.kit import a_spec, finished, verdicts

HOOKS = Selection(providers=("nexivohr",), patterns=("webhooks.**",))
CONNECT = """
[connect]
path = "/integrated-account"
[connect.json]
provider = "{provider}"
base_url = "{base_url}"
credentials = "{credentials}"
"""
CLAIMED = f'{CONNECT}webhook_secret = "{{webhook_secret}}"\n[supports]\n"webhooks.*" = "yes"\n'

app = create_app(
    token="t",
    transport=httpx.HTTPTransport(
        trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
    ),
)
"""A WSGI application that a target file can name."""


def a_run(target: str, more: str, selection: Selection = HOOKS) -> Outcome:
    text = f'name = "a"\ntoken = "t"\ntarget = "{target}"\n{more}'
    return verify(parse(text, given="a.target.toml", folder=Path.cwd()), selection)


def test_webhooks_reach_a_target_over_sockets_and_what_it_tells_comes_back() -> None:
    outcome = a_run("wsgi:tests.contracts.test_webhooks:app", CLAIMED)
    assert set(verdicts(outcome).values()) == {"pass"}
    assert len(verdicts(outcome)) == 8


def a_target(consumer: Consumer, wsgi: Any, connect: str) -> HttpTarget:
    text = f'name = "a"\ntarget = "http://127.0.0.1:9"\n{connect}'
    spec = parse(text, given="a.target.toml", folder=Path.cwd())
    return HttpTarget(
        client=open_client("http://in", timeout_s=5, transport=httpx.WSGITransport(app=wsgi)),
        profile=profiles.load("truto"),
        connection=spec.connect,
        token="t",
        consumer=consumer,
    )


def test_a_subscription_ends_with_the_run_and_its_secret_is_in_no_exchange() -> None:
    def subscribed() -> int:
        http = httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://in")
        return len(http.get("/webhook", headers={"Authorization": "Bearer t"}).json()["result"])

    anyone = '[connect]\naccount_id = "{tenant.id}"\nmethod = "GET"\npath = "/webhook"\n'
    target = a_target(Consumer(), app, anyone)
    adapter = target.connect(TenantInfo(id="a", provider="nexivohr", base_url="", credentials={}))
    before = subscribed()
    assert adapter.told() == []  # type: ignore[attr-defined]
    assert subscribed() == before + 1
    assert all(b"secret" not in exchange.body for exchange in adapter.take_exchanges())
    target.close()
    assert subscribed() == before


class Later:
    """
    The reference, as one that acknowledges first and tells 300 ms later, and tells ids only. One
    that is *forgetful* tells of each webhook under a number of its own.
    """

    def __init__(self, link: Link, *, forgetful: bool = False) -> None:
        consumer = Consumer(base_url="http://later.localhost")
        way = Beside(consumer, link.transport)
        made = create_app(token="t", transport=way, now=link.now, sleep=link.sleep)
        self.link, self.forgetful = link, forgetful
        self.target = a_target(consumer, made, CLAIMED)
        self.due = 0.0
        self.shown: list[Told] = []
        self.numbers: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.adapter, name)

    def connect(self, tenant: TenantInfo) -> Later:
        self.adapter: Any = self.target.connect(tenant)
        self.shown, self.numbers = [], []
        return self

    def receive(self, request: WebhookRequest) -> None:
        self.adapter.receive(request)
        self.due = self.link.now() + 0.3
        self.numbers.append(len(self.numbers))

    def told(self) -> list[Told]:
        if self.link.now() >= self.due:
            every = [replace(event, record=None) for event in self.adapter.told()]
            if self.forgetful:
                every = [replace(every[0], id=str(number)) for number in self.numbers]
            self.shown = every
        return self.shown


def later_found(*, forgetful: bool, patterns: tuple[str, ...]) -> dict[str, str]:
    spec = a_spec(more='[supports]\n"webhooks.*" = "yes"\n')
    made = spec.with_factory(lambda link: Later(link, forgetful=forgetful))
    return verdicts(verify(made, replace(HOOKS, patterns=patterns)))


def test_who_acknowledges_first_and_tells_later_is_waited_for() -> None:
    found = later_found(forgetful=False, patterns=("webhooks.change.told", "webhooks.[do]*.*"))
    assert set(found.values()) == {"pass"}
    assert len(found) == 4


def test_what_is_told_twice_is_seen_however_late_it_is_told() -> None:
    found = later_found(forgetful=True, patterns=("webhooks.duplicate.once",))
    assert found == {"webhooks.duplicate.once": "fail"}


def test_what_a_target_calls_its_resources_is_translated() -> None:
    named = replace(profiles.load("truto"), event_resources={"applicant": "candidates"})
    inbox = Inbox("http://in")
    for resource in ("applicant", "jobs"):
        payload = {"integrated_account_id": "a", "resource": resource, "resource_id": 1}
        body = json.dumps({"id": "1", "event": "record:updated", "payload": payload}).encode()
        inbox.posts.append(Post(headers={}, body=body, status=200))
    told = Subscribed(inbox=inbox, profile=named, secret="s").told("a")
    assert [(one.resource, one.key) for one in told] == [("candidates", "1"), ("jobs", "1")]


def test_a_program_is_handed_webhooks_too() -> None:
    code = (
        "import os; from ats_contracts.reference import create_app; "
        "create_app().run(port=int(os.environ['PORT']))"
    )
    target = f'cmd:{sys.executable} -c \\"{code}\\"'
    outcome = a_run(target, CLAIMED, replace(HOOKS, patterns=("webhooks.change.told",)))
    assert set(verdicts(outcome).values()) == {"pass"}


def test_a_target_whose_file_does_not_claim_webhooks_is_not_asked_about_them() -> None:
    outcome = a_run("wsgi:tests.contracts.test_webhooks:app", CONNECT)
    assert set(verdicts(outcome).values()) == {"unsupported"}
    reason = finished(outcome, "webhooks.duplicate.once")["reason"]
    assert '"webhooks.events" = "yes" in [supports]' in reason


def test_a_claim_without_a_secret_to_verify_with_is_a_mistake_in_the_file() -> None:
    with pytest.raises(TargetFileError, match=r"put \{webhook_secret\} into its json"):
        a_run("http://127.0.0.1:9", f'{CONNECT}[supports]\n"webhooks.*" = "yes"\n')


class Deaf:
    """A target made in Python whose adapter has no way in for webhooks."""

    account_id = "a"

    def connect(self, tenant: Any) -> Deaf:
        return self

    def take_exchanges(self) -> list[Any]:
        return []


def test_an_adapter_without_a_way_in_is_told_what_it_lacks() -> None:
    spec = a_spec(more='[supports]\n"webhooks.*" = "yes"\n').with_factory(lambda link: Deaf())
    outcome = verify(spec, HOOKS)
    done = finished(outcome, "webhooks.duplicate.once")
    assert done["verdict"] == "error"
    assert "the adapter has no receive()" in done["reason"]


def test_each_forgery_differs_from_what_was_signed_and_from_the_others() -> None:
    request = WebhookRequest(
        headers=(("X-Some-Signature", "QUJDREVGRw=="), ("X-Id", "7")), body=b'{"id": 7}'
    )
    made = list(forgeries(request).values())
    assert len(made) == 6
    assert len({*made, request}) == 7


def test_what_is_not_signed_cannot_be_forged() -> None:
    assert forgeries(WebhookRequest(headers=(("X-Id", "7"),), body=b"{}")) == {}


def test_a_consumer_keeps_what_comes_in_and_fails_as_often_as_it_is_told_to() -> None:
    consumer = Consumer()
    inbox = consumer.open()
    http = httpx.Client(transport=httpx.WSGITransport(app=consumer.wsgi))
    consumer.failing = 1
    statuses = [http.post(url, content=b"x").status_code for url in (inbox.url, inbox.url)]
    assert statuses == [503, 200]
    assert [post.status for post in inbox.posts] == [503, 200]
    assert http.get(inbox.url).status_code == 200
    assert len(inbox.posts) == 2
    assert http.post(consumer.sink, content=b"x").status_code == 200
    assert http.post(f"{consumer.base_url}/nobody", content=b"x").status_code == 404


@pytest.mark.parametrize(
    ("spelled", "spell"),
    [
        ("v={hmac_sha256_hex}", lambda digest: f"v={digest.hex()}"),
        ("{hmac_sha256_base64}", lambda digest: base64.b64encode(digest).decode()),
        ("{hmac_sha256_base64url}", lambda digest: base64.urlsafe_b64encode(digest).decode()),
    ],
)
def test_what_is_told_is_verified_in_the_spelling_of_the_profile(
    spelled: str, spell: Callable[[bytes], str]
) -> None:
    profile = replace(profiles.load("truto"), signature=spelled)
    inbox, body = Consumer().open(), b'{"payload": {"integrated_account_id": "a"}}'
    subscribed = Subscribed(inbox=inbox, profile=profile, secret="s3cret")
    for secret in (b"s3cret", b"other"):
        given = spell(hmac.digest(secret, body, "sha256"))
        inbox.posts.append(Post(headers={"x-truto-signature": given}, body=body, status=200))
    assert [told.is_signed for told in subscribed.told("a")] == [True, False]
