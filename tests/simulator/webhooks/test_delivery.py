"""What is due, what becomes of it, and that nothing is sent twice at a time or lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import orjson
import pytest

from ats_simulator import tenants, turning
from ats_simulator.app import Sandbox
from ats_simulator.errors import NotFound
from ats_simulator.provider import Tenant
from ats_simulator.services import Services, services_for
from ats_simulator.signing import hmac_sha256_hex
from ats_simulator.store.database import Database
from ats_simulator.tenants import TenantSpec
from ats_simulator.webhooks import delivery
from ats_simulator.webhooks.senders import deliver_due, send_with
from tests.simulator.acme import ACME

SECRET = "whsec_of_acme"
URL = "http://127.0.0.1:9/hook"
START = "2026-11-01T00:00:00.000Z"


class Receiver:
    """A webhook receiver behind an httpx client: it answers as told and remembers."""

    def __init__(self) -> None:
        self.status = 200
        self.error: Exception | None = None
        self.seen: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.seen.append(request)
        if self.error is not None:
            raise self.error
        return httpx.Response(self.status, headers={"Location": "http://elsewhere.test/"})


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    database = Database()
    yield Sandbox(database, {"acme": ACME}, wall=lambda: 1_000_000)
    database.close()


@pytest.fixture
def tenant(sandbox: Sandbox) -> Tenant:
    return a_tenant(sandbox, "one")


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def deliver(sandbox: Sandbox, receiver: Receiver) -> Iterator[Callable[[], int]]:
    with httpx.Client(transport=httpx.MockTransport(receiver)) as client:
        yield lambda: deliver_due(sandbox, send_with(client))


def a_tenant(sandbox: Sandbox, name: str, *, url: str = URL) -> Tenant:
    spec = TenantSpec(provider="acme", id=name, size=1, clock_mode="manual", now=START)
    tenant = tenants.create(sandbox, spec)
    register(sandbox, tenant, url)
    return tenant


def register(sandbox: Sandbox, tenant: Tenant, url: str = URL) -> None:
    with sandbox.transaction() as con:
        hook = orjson.dumps({"url": url, "events": [], "secret": SECRET})
        con.execute("INSERT INTO webhooks VALUES (?, 1, 'hook', ?)", (tenant.n, hook.decode()))


def rename(sandbox: Sandbox, tenant: Tenant, name: str = "new", n: int = 1) -> None:
    with sandbox.transaction() as con:
        services: Services = services_for(sandbox, con, sandbox.tenant(con, tenant.n))
        tag = services.truth_at("tags", n) or {}
        services.put("tags", n, tag | {"name": name})


def advance(sandbox: Sandbox, tenant: Tenant, seconds: int) -> None:
    with sandbox.transaction() as con:
        clock = sandbox.tenant(con, tenant.n).clock
        later = clock.advance(seconds * 1000, real_ms=sandbox.wall())
        tenants.set_clock(sandbox, con, tenant, later)


def listed(sandbox: Sandbox, tenant: Tenant) -> list[dict[str, Any]]:
    with sandbox.transaction() as con:
        return delivery.listing(con, tenant)


Deliver = Callable[[], int]


def test_what_is_owed_is_sent_signed_over_the_very_bytes(
    sandbox: Sandbox, tenant: Tenant, receiver: Receiver, deliver: Deliver
) -> None:
    rename(sandbox, tenant)
    assert deliver() == 1
    (sent,) = receiver.seen
    assert (sent.method, str(sent.url)) == ("POST", URL)
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.headers["X-Acme-Signature"] == hmac_sha256_hex(SECRET, sent.content)
    assert orjson.loads(sent.content)["event"] == "tag.renamed"


def test_a_delivered_one_is_not_sent_again_and_says_how_it_went(
    sandbox: Sandbox, tenant: Tenant, receiver: Receiver, deliver: Deliver
) -> None:
    rename(sandbox, tenant)
    assert [deliver(), deliver()] == [1, 0]
    (one,) = listed(sandbox, tenant)
    (attempt,) = one["attempts"]
    assert (one["state"], one["next_at"]) == ("delivered", None)
    assert (attempt["at"], attempt["status"], attempt["error"]) == (START, 200, None)
    assert attempt["headers"]["X-Acme-Delivery"] == attempt["id"]
    assert attempt["headers"]["X-Acme-Signature"] == hmac_sha256_hex(SECRET, one["body"].encode())


def test_a_failed_one_is_retried_on_the_tenants_clock_and_then_dead(
    sandbox: Sandbox, tenant: Tenant, receiver: Receiver, deliver: Deliver
) -> None:
    receiver.status = 500
    rename(sandbox, tenant)
    made = [deliver()]
    for seconds in (59, 1, 299, 1, 86_400):
        advance(sandbox, tenant, seconds)
        made.append(deliver())
    assert made == [1, 0, 1, 0, 1, 0]
    (one,) = listed(sandbox, tenant)
    assert one["state"] == "dead"
    assert [a["status"] for a in one["attempts"]] == [500, 500, 500]


def test_every_attempt_has_the_same_body_and_an_id_of_its_own(
    sandbox: Sandbox, tenant: Tenant, receiver: Receiver, deliver: Deliver
) -> None:
    receiver.status = 503
    rename(sandbox, tenant)
    deliver()
    rename(sandbox, tenant, "newer")
    advance(sandbox, tenant, 60)
    deliver()
    first, _, again = sorted(receiver.seen, key=lambda r: b"newer" in r.content)[0:3]
    assert len({r.content for r in receiver.seen}) == 2
    assert len({r.headers["X-Acme-Delivery"] for r in receiver.seen}) == 3
    assert first.content != again.content


def test_back_off_counts_from_the_end_of_the_attempt(
    sandbox: Sandbox, tenant: Tenant, receiver: Receiver
) -> None:
    rename(sandbox, tenant)
    (due,) = delivery.claim(sandbox)
    advance(sandbox, tenant, 7)
    delivery.settle(sandbox, due, delivery.Outcome(error="slow"))
    assert listed(sandbox, tenant)[0]["next_at"] == "2026-11-01T00:01:07.000Z"


@pytest.mark.parametrize("status", [301, 302, 307, 404, 503])
def test_only_2xx_is_success_and_no_redirect_is_followed(
    sandbox: Sandbox, tenant: Tenant, receiver: Receiver, deliver: Deliver, status: int
) -> None:
    receiver.status = status
    rename(sandbox, tenant)
    assert deliver() == 1
    assert len(receiver.seen) == 1
    assert listed(sandbox, tenant)[0]["state"] == "owed"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (httpx.ConnectError("connection refused"), "ConnectError: connection refused"),
        (httpx.ReadTimeout("late"), "no answer within 0.5 s"),
    ],
)
def test_a_receiver_that_cannot_be_reached_is_an_attempt_that_failed(
    sandbox: Sandbox,
    tenant: Tenant,
    receiver: Receiver,
    deliver: Deliver,
    error: Exception,
    said: str,
) -> None:
    receiver.error = error
    rename(sandbox, tenant)
    assert deliver() == 1
    (attempt,) = listed(sandbox, tenant)[0]["attempts"]
    assert (attempt["status"], attempt["error"]) == (None, said)


def test_what_is_under_way_is_not_claimed_again(sandbox: Sandbox, tenant: Tenant) -> None:
    rename(sandbox, tenant)
    (due,) = delivery.claim(sandbox)
    assert delivery.claim(sandbox) == []
    delivery.release(sandbox, due)
    assert [d.n for d in delivery.claim(sandbox)] == [due.n]


def test_what_a_dead_process_had_claimed_is_sent_by_the_next(
    sandbox: Sandbox, tenant: Tenant
) -> None:
    rename(sandbox, tenant)
    (due,) = delivery.claim(sandbox)
    successor = Sandbox(sandbox.database, sandbox.providers, wall=sandbox.wall)
    assert [d.attempt_id for d in delivery.claim(successor)] == [due.attempt_id]


def test_one_tenants_many_deliveries_leave_room_for_another(sandbox: Sandbox) -> None:
    many, few = a_tenant(sandbox, "many"), a_tenant(sandbox, "few")
    for k in range(30):
        rename(sandbox, many, f"name {k}")
    rename(sandbox, few)
    claimed = [due.tenant.id for due in delivery.claim(sandbox)]
    assert (claimed.count("many"), claimed.count("few")) == (delivery.AT_ONCE, 1)


def test_many_deliveries_are_all_sent(
    sandbox: Sandbox, tenant: Tenant, receiver: Receiver, deliver: Deliver
) -> None:
    for k in range(30):
        rename(sandbox, tenant, f"name {k}")
    assert deliver() == 30
    assert sandbox.sending == set()


def test_each_tenant_is_served_on_its_own_clock(
    sandbox: Sandbox, receiver: Receiver, deliver: Deliver
) -> None:
    receiver.status = 500
    one, two = a_tenant(sandbox, "one"), a_tenant(sandbox, "two")
    for tenant in (one, two):
        rename(sandbox, tenant)
    assert deliver() == 2
    advance(sandbox, two, 60)
    assert deliver() == 1


def test_a_replay_takes_the_same_way_as_a_first_send(
    sandbox: Sandbox, tenant: Tenant, receiver: Receiver, deliver: Deliver
) -> None:
    rename(sandbox, tenant)
    deliver()
    receiver.status = 500
    with sandbox.transaction() as con:
        delivery.replay(sandbox, con, tenant, listed(sandbox, tenant)[0]["id"])
    assert deliver() == 1
    advance(sandbox, tenant, 60)
    assert deliver() == 1
    one = listed(sandbox, tenant)[0]
    assert [a["status"] for a in one["attempts"]] == [200, 500, 500]
    assert len({r.content for r in receiver.seen}) == 1


def test_a_replay_asked_for_while_an_attempt_is_under_way_is_not_swallowed(
    sandbox: Sandbox, tenant: Tenant, deliver: Deliver
) -> None:
    rename(sandbox, tenant)
    (due,) = delivery.claim(sandbox)
    with sandbox.transaction() as con:
        delivery.replay(sandbox, con, tenant, listed(sandbox, tenant)[0]["id"])
    delivery.settle(sandbox, due, delivery.Outcome(status=200))
    assert deliver() == 1
    assert len(listed(sandbox, tenant)[0]["attempts"]) == 2


def test_replaying_what_is_not_there_says_so(sandbox: Sandbox, tenant: Tenant) -> None:
    with sandbox.transaction() as con, pytest.raises(NotFound, match="no delivery 'dlv_x'"):
        delivery.replay(sandbox, con, tenant, "dlv_x")


def test_a_receiver_that_is_not_allowed_is_never_called(
    sandbox: Sandbox, receiver: Receiver, deliver: Deliver
) -> None:
    tenant = a_tenant(sandbox, "far", url="http://example.org/hook")
    rename(sandbox, tenant)
    deliver()
    assert receiver.seen == []
    (one,) = listed(sandbox, tenant)
    assert one["state"] == "dead"
    assert "--webhook-host example.org" in one["attempts"][0]["error"]


def test_a_webhook_that_was_removed_ends_its_deliveries(
    sandbox: Sandbox, tenant: Tenant, receiver: Receiver, deliver: Deliver
) -> None:
    rename(sandbox, tenant)
    with sandbox.transaction() as con:
        con.execute("DELETE FROM webhooks")
    deliver()
    assert receiver.seen == []
    assert listed(sandbox, tenant)[0]["attempts"][0]["error"] == "the webhook was removed"


def test_an_attempt_that_outlives_its_tenant_is_forgotten(sandbox: Sandbox, tenant: Tenant) -> None:
    rename(sandbox, tenant)
    (due,) = delivery.claim(sandbox)
    turning.reset(sandbox, tenant)
    delivery.settle(sandbox, due, delivery.Outcome(status=200))
    assert listed(sandbox, tenant) == []
    assert sandbox.sending == set()


def test_an_attempt_from_before_a_reset_is_none_of_what_is_owed_after_it(
    sandbox: Sandbox, tenant: Tenant
) -> None:
    rename(sandbox, tenant)
    (before,) = delivery.claim(sandbox)
    turning.reset(sandbox, tenant)
    register(sandbox, tenant)
    rename(sandbox, tenant)
    (after,) = delivery.claim(sandbox)
    delivery.settle(sandbox, before, delivery.Outcome(status=200))
    (owed,) = listed(sandbox, tenant)
    assert (after.n, owed["state"], owed["attempts"]) == (before.n, "owed", [])
    assert sandbox.sending == {after.key}


def test_a_sender_that_breaks_leaves_the_delivery_owed(sandbox: Sandbox, tenant: Tenant) -> None:
    def broken(due: delivery.Due) -> delivery.Outcome:
        raise KeyboardInterrupt

    rename(sandbox, tenant)
    with pytest.raises(KeyboardInterrupt):
        deliver_due(sandbox, broken)
    assert sandbox.sending == set()
    assert listed(sandbox, tenant)[0]["state"] == "owed"


def test_a_provider_without_back_off_gives_up_at_once(receiver: Receiver) -> None:
    assert ACME.webhooks is not None
    hasty = replace(ACME, webhooks=replace(ACME.webhooks, retry_after_s=()))
    database = Database()
    sandbox = Sandbox(database, {"acme": hasty}, wall=lambda: 1_000_000)
    tenant = a_tenant(sandbox, "one")
    rename(sandbox, tenant)
    (due,) = delivery.claim(sandbox)
    delivery.settle(sandbox, due, delivery.Outcome(status=500))
    assert listed(sandbox, tenant)[0]["state"] == "dead"
    database.close()
