"""A desk for these tests: one simulator, its tenants, and clients with credentials."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import orjson

from ats_simulator.account import Account
from ats_simulator.providers.jobvite import PROVIDER
from ats_simulator.simulator import Simulator

FIXTURES = Path(__file__).parents[4] / "fixtures" / "providers" / "jobvite"
NOW = "2026-11-01T12:00:00Z"
NOW_MS = 1_793_534_400_000
FULL: Mapping[str, int] = {"start": 1, "count": 500}


def sample(name: str) -> Any:
    """Read a golden payload."""
    return orjson.loads((FIXTURES / name).read_bytes())


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


class Desk:
    """A simulator of this one vendor, and a tenant on a manual clock without limits."""

    def __init__(self, **spec: Any) -> None:
        self.simulator = Simulator(providers=[PROVIDER])
        self.account = self.open(**spec)
        self.http = self.client()

    def open(self, **spec: Any) -> Account:
        """Create a tenant."""
        usual = {"limits": "off", "clock": {"mode": "manual", "now": NOW}}
        return self.simulator.create_tenant("jobvite", **{**usual, **spec})

    def client(
        self, headers: Mapping[str, str] | None = None, *, limited: bool = False
    ) -> httpx.Client:
        """Make a client with the usual headers, or with *headers* instead."""
        pair = self.account.credentials["limited"] if limited else self.account.credentials
        usual = {"x-jvi-api": pair["api_key"], "x-jvi-sc": pair["secret"]}
        return self.simulator.client(
            self.account, headers=usual if headers is None else dict(headers)
        )

    def anonymous(self) -> httpx.Client:
        """Make a client without credentials."""
        return self.simulator.client(self.account)

    def get(self, name: str, **params: Any) -> Any:
        """Read a v2 resource; it has to answer 200."""
        answer = self.http.get(f"/api/v2/{name}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rows(self, **params: Any) -> list[Any]:
        """List rows of `/candidate`, one page."""
        rows: list[Any] = self.get("candidate", **{**FULL, **params})["candidates"]
        return rows

    def row(self, application: str) -> Any:
        """Read one row."""
        (row,) = self.rows(applicationId=application)
        return row

    def jobs(self, **params: Any) -> list[Any]:
        """List requisitions in every state."""
        states = ["Open", "Closed", "Filled", "On Hold", "Awaiting Approval", "Approved"]
        states += ["Rejected", "Retracted", "Draft"]
        usual = {**FULL, "jobStatus": states}
        found: list[Any] = self.get("job", **{**usual, **params})["requisitions"]
        return found

    def truth(self, resource: str) -> dict[str, Any]:
        """List truth records by id."""
        return {record["id"]: record for record in self.account.truth(resource)}

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *error: object) -> None:
        self.http.close()
        self.simulator.close()


def an_open_job(desk: Desk) -> Any:
    """Give an open job with a requisition id."""
    return next(
        j for j in desk.account.truth("jobs") if j["status"] == "open" and j["requisition_id"]
    )


def a_creation(job: str, **person: Any) -> dict[str, Any]:
    """Make the body of a creation."""
    sent = {"email": "dana.cole@mail.example", "firstName": "Dana", "lastName": "Cole", **person}
    sent.setdefault("application", {"jobEId": job})
    return {"candidate": sent}
