"""A simulator, the reference in front of it, and a client that speaks the unified API."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from flask import Flask
from werkzeug.serving import make_server

from ats_contracts.reference import PARTS, Parts, close, create_app
from ats_simulator.account import Account
from ats_simulator.doors.inprocess import InProcess
from ats_simulator.simulator import Simulator

Json = Any


@dataclass
class Clock:
    """Seconds that pass only when somebody sleeps."""

    at: float = 1_800_000_000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


class Unified:
    """The reference, seen by a client that is linked to one account."""

    def __init__(self, app: Flask, account: Account, name: str = "acc") -> None:
        self.account = account
        self.name = name
        self.http = httpx.Client(
            transport=InProcess(app),
            base_url="http://reference.test",
            headers={"Authorization": "Bearer api-token"},
        )
        self.link(account.credentials)

    def link(self, credentials: Json, /, **changes: Json) -> httpx.Response:
        body = {
            "provider": self.account.provider,
            "base_url": self.account.base_url,
            "credentials": credentials,
            "id": self.name,
        }
        return self.http.post("/integrated-account", json=body | changes)

    def call(self, method: str, path: str, *, json: Json = None, **query: Json) -> httpx.Response:
        headers = query.pop("headers", None)
        params = {"integrated_account_id": self.name, **query}
        return self.http.request(
            method, f"/unified/ats/{path}", params=params, json=json, headers=headers
        )

    def get(self, path: str, **query: Json) -> httpx.Response:
        return self.call("GET", path, **query)

    def walk(self, resource: str, *, between: Any = None, **query: Json) -> list[Json]:
        """Read all pages; *between* runs after the first."""
        rows: list[Json] = []
        cursor: str | None = ""
        cursors: set[str] = set()
        while cursor is not None:
            answer = self.get(resource, next_cursor=cursor, **query)
            assert answer.status_code == 200, answer.text
            body = answer.json()
            assert body["result_count"] == len(body["result"])
            assert body["result"] or body["next_cursor"] is None
            rows += body["result"]
            cursor = body["next_cursor"]
            assert cursor not in cursors
            cursors.add(cursor or "")
            if between is not None:
                between()
                between = None
        return rows

    def sent(self) -> list[Json]:
        """What the provider saw, oldest first."""
        return sorted(self.account.journal(limit=10_000), key=lambda exchange: exchange["n"])


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(providers=["nexivohr"]) as found:
        yield found


@pytest.fixture
def clock() -> Clock:
    return Clock()


Make = Callable[..., Unified]


@pytest.fixture
def make(simulator: Simulator, clock: Clock) -> Make:
    """Make a tenant and a reference of its own that is linked to it."""

    def build(
        *, parts: Parts = PARTS, size: int = 60, limits: str = "off", **tenant: Json
    ) -> Unified:
        account = simulator.create_tenant("nexivohr", size=size, limits=limits, **tenant)
        app = create_app(
            transport=simulator.transport(), sleep=clock.sleep, now=clock.now, parts=parts
        )
        return Unified(app, account)

    return build


@pytest.fixture
def unified(make: Make) -> Unified:
    return make()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an app on loopback in a thread while the context is open; give its base URL."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.daemon = True
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
        close(app)
