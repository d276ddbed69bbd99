"""
Measure how long one tenant's requests wait while a large world of another one is worked on.

The control plane is called from a thread; the requests are one after the other, a few
milliseconds apart.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import httpx

LARGE = 10_000
APART_S = 0.003


def waits_s(client: httpx.Client, url: str, work: Callable[[], Any]) -> list[float]:
    """Give how long each request for *url* took, in seconds, while *work* was under way."""
    worker, waits = threading.Thread(target=work), []
    worker.start()
    while worker.is_alive():
        begun = time.perf_counter()
        client.get(url).raise_for_status()
        waits.append(time.perf_counter() - begun)
        time.sleep(APART_S)
    return sorted(waits)


def longest_waits(told: Mapping[str, Any], provider: str) -> Iterator[tuple[str, list[float]]]:
    """Give, for each kind of work on a tenant of *provider*, the waits of another tenant."""
    tenant = next(t for t in told["tenants"] if t["provider"] == "nexivohr")
    url = f"{tenant['base_url']}/ats/api/v1/candidates/30"
    bearer = {"Authorization": f"Bearer {tenant['credentials']['token']}"}
    control = f"{told['base_url']}/_sim/tenants"
    with (
        httpx.Client(trust_env=False, headers=bearer) as client,
        httpx.Client(trust_env=False, timeout=600) as owner,
    ):
        owner.post(f"{control}/{tenant['id']}/limits", json={"enabled": False})
        large: dict[str, Any] = {"provider": provider, "id": "large", "size": LARGE}
        yield "nothing", waits_s(client, url, lambda: time.sleep(1))
        yield "create", waits_s(client, url, lambda: owner.post(control, json=large))
        job = owner.get(f"{control}/large/truth/jobs?limit=1").json()["records"][0]["id"]
        owner.put(f"{control}/large/truth/jobs/{job}", json={"updated_at": "2026-11-01T00:00:00Z"})
        for work, path, body in (
            ("snapshot", "snapshots", {"name": "kept"}),
            ("restore", "snapshots/kept/restore", None),
            ("reset", "reset", None),
        ):
            address = f"{control}/large/{path}"
            yield work, waits_s(client, url, partial(owner.post, address, json=body))
        yield "remove", waits_s(client, url, lambda: owner.delete(f"{control}/large"))
