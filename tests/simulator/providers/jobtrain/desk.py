"""A desk for these tests: one sandbox with Jobtrain alone, its tenants, and calls as users."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from ats_simulator.account import Account
from ats_simulator.providers.jobtrain import PROVIDER
from ats_simulator.services import Services, services_for
from ats_simulator.simulator import Simulator
from ats_simulator.world.instants import from_instant

NOW = "2026-11-20T13:00:00Z"
FIXTURES = Path(__file__).parents[4] / "fixtures" / "providers" / "jobtrain"
USERS = ("superuser", "hiring_manager", "shortlister")
API = "/api/v1"


def fixture(name: str) -> Any:
    """Read a golden payload."""
    return json.loads((FIXTURES / f"{name}.json").read_bytes())


def in_order(value: Any) -> str:
    """Write JSON so that two values are equal only with their keys in the same order."""
    return json.dumps(value, ensure_ascii=False)


class Desk:
    """One tenant on a manual clock that stands at NOW, limits off unless asked for."""

    def __init__(self, **spec: Any) -> None:
        self.wall_ms = from_instant(NOW)
        self.sim = Simulator(providers=[PROVIDER], wall=lambda: self.wall_ms)
        self.account = self.open(**spec)
        self.http = self.sim.client(self.account)
        self._tokens: dict[str, str] = {}

    def open(self, **spec: Any) -> Account:
        """Create a tenant."""
        defaults = {"limits": "off", "clock": {"mode": "manual", "now": NOW}}
        return self.sim.create_tenant("jobtrain", **{**defaults, **spec})

    def secrets(self, user: str = "superuser") -> dict[str, str]:
        """Give the four fields of a login."""
        known = self.account.credentials
        client = {name: known[name] for name in ("clientId", "clientSecret")}
        return {**client, **known["users"][user]}

    def log_in(self, user: str = "superuser", **fields: Any) -> httpx.Response:
        """Ask for a token."""
        return self.http.post("/connect/token", json={**self.secrets(user), **fields})

    def token(self, user: str = "superuser") -> str:
        """Give a token of *user*, asked for once."""
        if user not in self._tokens:
            self._tokens[user] = self.log_in(user).json()["access_token"]
        return self._tokens[user]

    def call(
        self, method: str, path: str, user: str | None = "superuser", **kwargs: Any
    ) -> httpx.Response:
        """Send one request below `/api/v1`."""
        sent: dict[str, str] = dict(kwargs.pop("headers", {}))
        if user is not None:
            sent = {"Authorization": f"Bearer {self.token(user)}", **sent}
        return self.http.request(method, API + path, headers=sent, **kwargs)

    def get(self, path: str, user: str | None = "superuser", **kwargs: Any) -> httpx.Response:
        return self.call("GET", path, user, **kwargs)

    def post(
        self, path: str, body: Any, user: str | None = "superuser", **kwargs: Any
    ) -> httpx.Response:
        return self.call("POST", path, user, json=body, **kwargs)

    def data(self, path: str, user: str = "superuser", **params: Any) -> Any:
        """GET and open the envelope; it must be a success."""
        answer = self.get(path, user, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()["resultData"]

    def records(self, path: str, user: str = "superuser", **params: Any) -> list[Any]:
        """GET a list, all of it on one page."""
        found = self.data(path, user, **{"PageSize": 100, **params})
        assert found["result"] == len(found["records"])
        return list(found["records"])

    @contextmanager
    def services(self) -> Iterator[Services]:
        """Open the tenant's services in a transaction, as the control plane does."""
        with self.sim.sandbox.transaction() as con:
            tenant = self.sim.sandbox.tenant_named(con, self.account.id)
            yield services_for(self.sim.sandbox, con, tenant)

    def put(self, resource: str, n: int, record: Mapping[str, Any]) -> None:
        """Write a truth record that no client could create, as it is."""
        with self.services() as services:
            services.put(resource, n, dict(record))


def an_application(**fields: Any) -> dict[str, Any]:
    """Build a direct apply of the later family, for the job in the first place of the list."""
    answers = {
        "firstName": "Nkechi",
        "lastName": "Obi",
        "email": "nkechi.obi@mail.example",
        "mobile": "07700900200",
    }
    answers.update(fields.pop("answers", {}))
    return {"id": "ext-1", "jobId": 900_004, "source": "Acme", "answers": answers, **fields}


def form_of(answer: httpx.Response) -> str:
    """Say which of the three forms an error answer has; it must be whole."""
    if not answer.content:
        return "empty"
    if answer.headers["Content-Type"].startswith("application/problem+json"):
        return "problem"
    body = answer.json()
    assert set(body) == {"status", "message", "resultData", "errors"}
    assert (body["status"], body["resultData"]) == (answer.status_code, None)
    assert isinstance(body["message"], str)
    return "envelope"
