"""Sending as long as a server runs: soon, in time, and never in anybody's way."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ats_simulator.app import Sandbox
from ats_simulator.doors.threaded import serve_in_thread
from ats_simulator.provider import Tenant
from ats_simulator.signing import hmac_sha256_hex
from ats_simulator.store.database import Database
from ats_simulator.webhooks import delivery
from ats_simulator.webhooks.senders import deliver_forever
from tests.e2e.servers import receiving
from tests.simulator.acme import ACME
from tests.simulator.webhooks.test_delivery import SECRET, a_tenant, advance, rename


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    database = Database()
    yield Sandbox(database, {"acme": ACME})
    database.close()


def state_of(sandbox: Sandbox, tenant: Tenant) -> list[dict[str, Any]]:
    with sandbox.transaction() as con:
        return delivery.listing(con, tenant)


def wait_for(sandbox: Sandbox, tenant: Tenant, state: str) -> dict[str, Any]:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        (one,) = state_of(sandbox, tenant)
        if one["state"] == state:
            return one
        time.sleep(0.005)
    raise AssertionError(f"not {state}: {one}")


@contextmanager
def silent() -> Iterator[str]:
    """A port that accepts and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/hook"


def test_what_is_owed_is_sent_soon_and_signed(sandbox: Sandbox) -> None:
    with receiving() as receiver, serve_in_thread(sandbox):
        tenant = a_tenant(sandbox, "one", url=receiver.url)
        rename(sandbox, tenant)
        receiver.wait_for(1)
        headers, body = receiver.came[0]
        assert headers["x-acme-signature"] == hmac_sha256_hex(SECRET, body)
        assert headers["content-type"] == "application/json"
        wait_for(sandbox, tenant, "delivered")


def test_turning_the_clock_sends_the_retries(sandbox: Sandbox) -> None:
    with receiving() as receiver, serve_in_thread(sandbox):
        receiver.status = 500
        tenant = a_tenant(sandbox, "one", url=receiver.url)
        rename(sandbox, tenant)
        for count, seconds in ((1, 60), (2, 300)):
            receiver.wait_for(count)
            while len(state_of(sandbox, tenant)[0]["attempts"]) < count:
                time.sleep(0.005)
            advance(sandbox, tenant, seconds)
        receiver.wait_for(3)
        dead = wait_for(sandbox, tenant, "dead")
    assert [a["status"] for a in dead["attempts"]] == [500, 500, 500]
    assert len({body for _, body in receiver.came}) == 1


def test_a_receiver_that_never_answers_is_given_up_and_keeps_nobody_waiting(
    sandbox: Sandbox,
) -> None:
    with receiving() as receiver, silent() as url, serve_in_thread(sandbox):
        stuck = a_tenant(sandbox, "stuck", url=url)
        rename(sandbox, stuck)
        started = time.monotonic()
        rename(sandbox, a_tenant(sandbox, "well", url=receiver.url))
        receiver.wait_for(1)
        assert time.monotonic() - started < 0.5  # the silent one has 0.5 s to answer
        while not state_of(sandbox, stuck)[0]["attempts"]:
            time.sleep(0.005)
    (attempt,) = state_of(sandbox, stuck)[0]["attempts"]
    assert attempt["error"] == "no answer within 0.5 s"


def test_a_receiver_that_is_not_there_is_a_failed_attempt(sandbox: Sandbox) -> None:
    with serve_in_thread(sandbox):
        tenant = a_tenant(sandbox, "one", url="http://127.0.0.1:9/hook")
        rename(sandbox, tenant)
        while not state_of(sandbox, tenant)[0]["attempts"]:
            time.sleep(0.005)
    (attempt,) = state_of(sandbox, tenant)[0]["attempts"]
    assert attempt["status"] is None
    assert "Cannot connect" in attempt["error"]


def test_what_is_under_way_at_the_end_stays_owed(sandbox: Sandbox) -> None:
    tenant = a_tenant(sandbox, "one")
    rename(sandbox, tenant)
    begun = asyncio.Event()

    async def send(due: delivery.Due) -> delivery.Outcome:
        begun.set()
        await asyncio.sleep(60)
        return delivery.Outcome(status=200)

    async def a_while() -> None:
        task = asyncio.create_task(deliver_forever(sandbox, send, asyncio.Event()))
        await begun.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(a_while())
    assert state_of(sandbox, tenant)[0]["state"] == "owed"
    assert sandbox.sending == set()


def test_an_attempt_under_way_is_not_made_twice(sandbox: Sandbox) -> None:
    tenant = a_tenant(sandbox, "one")
    rename(sandbox, tenant)
    made: list[str] = []

    async def send(due: delivery.Due) -> delivery.Outcome:
        made.append(due.attempt_id)
        await asyncio.sleep(0.15)
        return delivery.Outcome(status=200)

    async def a_while() -> None:
        wake = asyncio.Event()
        task = asyncio.create_task(deliver_forever(sandbox, send, wake))
        for _ in range(30):
            wake.set()
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(a_while())
    assert len(made) == 1
    assert state_of(sandbox, tenant)[0]["state"] == "delivered"
