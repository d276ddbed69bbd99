"""kill -9 in the middle of writes: nothing that was answered is lost, nothing owed is forgotten."""

import hashlib
import hmac
import json
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.servers import Receiver, Server, receiving, serving

LIST = "/ats/api/v1/candidates"
WRITERS = 4
ENOUGH = 60


class Writer(threading.Thread):
    """Creates candidates until the connection breaks, and remembers what was answered."""

    def __init__(self, tenant: dict[str, Any], name: str) -> None:
        super().__init__(daemon=True)
        self.tenant = tenant
        self.label = name
        self.answered: list[dict[str, Any]] = []

    def run(self) -> None:
        """Write."""
        headers = {"Authorization": f"Bearer {self.tenant['credentials']['token']}"}
        with httpx.Client(base_url=self.tenant["base_url"], headers=headers) as client:
            for n in range(10_000):
                email = f"{self.label}.{n}@mail.example"
                new = {"first_name": "Ada", "last_name": f"Nwosu {n}", "email": email}
                try:
                    reply = client.post(LIST, json=new)
                except httpx.TransportError:
                    return
                assert reply.status_code == 201, reply.text
                self.answered.append(reply.json())


def write_until_killed(server: Server, tenant: dict[str, Any]) -> list[dict[str, Any]]:
    """Kill the server in the middle of a stream of writes; give what it had answered."""
    writers = [Writer(tenant, f"writer{n}") for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    while sum(len(w.answered) for w in writers) < ENOUGH and any(w.is_alive() for w in writers):
        time.sleep(0.002)
    server.kill()
    for writer in writers:
        writer.join(10)
    return [record for writer in writers for record in writer.answered]


def register(ready: dict[str, Any], receiver: Receiver) -> str:
    """Register a webhook for new candidates; give its secret."""
    url = f"{ready['base_url']}/_sim/tenants/nexivohr-demo/webhooks"
    hook = httpx.post(url, json={"url": receiver.url, "events": ["candidate.created"]})
    assert hook.status_code == 201, hook.text
    secret: str = hook.json()["secret"]
    return secret


def turn_clock(ready: dict[str, Any], seconds: int) -> None:
    url = f"{ready['base_url']}/_sim/tenants/nexivohr-demo/clock"
    assert httpx.post(url, json={"advance_s": seconds}).status_code == 200


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_server_loses_no_answer_and_no_webhook(tmp_path: Path, workers: int) -> None:
    options = {"state": str(tmp_path / "state.db"), "size": 5, "limits": False, "workers": workers}
    with receiving() as receiver:
        receiver.status = 503  # everything stays owed until the restart
        with serving(tmp_path, **options) as (server, ready):
            secret = register(ready, receiver)
            answered = write_until_killed(server, ready["tenants"][0])
        assert len(answered) >= ENOUGH
        receiver.came.clear()
        receiver.status = 200
        with serving(tmp_path, **options) as (_, ready):
            for record in answered:
                assert fetch(ready["tenants"][0], record["id"]) == record
            turn_clock(ready, 24 * 3600)  # past every back-off
            wanted = {record["id"] for record in answered}
            receiver.wait_until(lambda: wanted <= told_by(receiver))
            assert wanted <= told_by(receiver)
            assert_signed(receiver, secret)


def fetch(tenant: dict[str, Any], candidate: int) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {tenant['credentials']['token']}"}
    reply = httpx.get(f"{tenant['base_url']}{LIST}/{candidate}", headers=headers)
    assert reply.status_code == 200
    record: dict[str, Any] = reply.json()
    return record


def told_by(receiver: Receiver) -> set[int]:
    """Name the candidates that webhooks came for; writes that nobody was told of may be among."""
    return {json.loads(body)["data"]["id"] for _, body in list(receiver.came)}


def assert_signed(receiver: Receiver, secret: str) -> None:
    """Every webhook carries the signature of its own bytes."""
    for headers, body in receiver.came:
        signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        assert headers["x-nexivohr-signature"] == signature
        assert headers["x-nexivohr-event"] == "candidate.created"
