"""A sandbox with one tenant, and a client of its control plane."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from ats_simulator import Account, Simulator
from tests.simulator.example import PROVIDER

MANUAL = {"mode": "manual", "now": "2026-11-01T00:00:00Z"}


@dataclass(frozen=True, slots=True)
class Desk:
    """*http* speaks to `/_sim`; *tenant* is the one tenant, *under* its path there."""

    sim: Simulator
    tenant: Account
    http: httpx.Client

    @property
    def under(self) -> str:
        return f"/tenants/{self.tenant.id}"

    def api(self, name: str = "token") -> httpx.Client:
        """Make a client of the vendor's API."""
        token = self.http.get(self.under).json()["credentials"][name]
        return self.sim.client(self.tenant, headers={"Authorization": f"Bearer {token}"})

    def call(self, method: str, path: str, body: Any = None, *, status: int) -> Any:
        """Call the control plane for the tenant and expect *status*; JSON comes back."""
        answer = self.http.request(method, self.under + path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def refused(self, method: str, path: str, body: Any = None, *, status: int = 400) -> Any:
        """Call and expect to be refused; the error comes back."""
        return self.call(method, path, body, status=status)["error"]


@contextmanager
def a_desk(*, size: int = 8) -> Iterator[Desk]:
    with Simulator(providers=[PROVIDER]) as sim:
        tenant = sim.create_tenant("example", id="one", size=size, clock=MANUAL)
        http = httpx.Client(transport=sim.transport(), base_url="http://sandbox.test/_sim")
        yield Desk(sim, tenant, http)
