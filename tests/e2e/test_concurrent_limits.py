"""Exactly as many requests pass as the plan allows, whatever the number of clients and workers."""

import threading
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.servers import serving

CLIENTS = 64
REQUESTS = 200


def a_professional_tenant(ready: dict[str, Any]) -> dict[str, Any]:
    clock = {"mode": "manual", "now": "2026-11-01T00:00:10Z"}
    body = {"provider": "nexivohr", "plan": "professional", "size": 5, "clock": clock}
    reply = httpx.post(f"{ready['base_url']}/_sim/tenants", json=body)
    assert reply.status_code == 201, reply.text
    tenant: dict[str, Any] = reply.json()
    return tenant


def storm(url: str, headers: dict[str, str]) -> list[httpx.Response]:
    """Send REQUESTS requests from CLIENTS clients, all at once."""
    replies: list[httpx.Response] = []
    tickets = iter(range(REQUESTS))
    ready = threading.Barrier(CLIENTS)

    def client() -> None:
        with httpx.Client(headers=headers, timeout=20) as http:
            ready.wait(20)
            while next(tickets, None) is not None:
                replies.append(http.get(url))

    threads = [threading.Thread(target=client, daemon=True) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return replies


@pytest.mark.parametrize("workers", [1, 2])
def test_exactly_the_plans_requests_pass(tmp_path: Path, workers: int) -> None:
    with serving(tmp_path, workers=workers, size=5) as (_, ready):
        tenant = a_professional_tenant(ready)
        url = f"{tenant['base_url']}/ats/api/v1/candidates?per_page=1"
        headers = {"Authorization": f"Bearer {tenant['credentials']['token']}"}
        replies = storm(url, headers)
        assert Counter(reply.status_code for reply in replies) == {200: 60, 429: 140}
        waits = {r.headers["Retry-After"] for r in replies if r.status_code == 429}
        assert len(waits) == 1
        assert httpx.get(url, headers=headers).status_code == 429
        clock = f"{ready['base_url']}/_sim/tenants/{tenant['id']}/clock"
        httpx.post(clock, json={"advance_s": int(waits.pop())}).raise_for_status()
        assert httpx.get(url, headers=headers).status_code == 200
