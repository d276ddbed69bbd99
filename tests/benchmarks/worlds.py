"""
Measure one vendor's worlds in a process of their own: a small tenant, a large one, its pages.

Memory is settled as `serve` does it.

Usage: python -m tests.benchmarks.worlds PROVIDER STATE_FILE   (prints JSON; times are medians)
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from ats_simulator import Simulator
from ats_simulator.exchange import answer
from ats_simulator.provider import Request
from ats_simulator.serve import settle

LARGE = 100_000
Credentials = Mapping[str, Any]
PAGES: Mapping[str, Callable[[Credentials, int, int], Request]] = {
    "nexivohr": lambda credentials, page, nonce: Request(
        method="GET",
        path="/ats/api/v1/candidates",
        query=f"per_page=100&page={page}&unique={nonce}",
        headers={"authorization": f"Bearer {credentials['token']}"},
    ),
    "jobvite": lambda credentials, page, nonce: Request(
        method="GET",
        path="/api/v2/candidate",
        query=f"count=100&start={100 * page - 99}&unique={nonce}",
        headers={"x-jvi-api": credentials["api_key"], "x-jvi-sc": credentials["secret"]},
    ),
}
"""Requests for page n of 100 candidates, each another one, so that none is repeated."""


def small_ms(provider: str) -> float:
    """Give the median time to create a tenant with 60 candidates, in milliseconds."""
    times = []
    with Simulator() as sim:
        for seed in range(30):
            begun = time.perf_counter()
            sim.create_tenant(provider, seed=seed, size=60)
            times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def page_us(sim: Simulator, provider: str, credentials: Credentials, page: int) -> float:
    """Give the median time of one page of 100 through the core, in microseconds."""
    times = []
    for nonce in range(50):
        request = PAGES[provider](credentials, page, nonce)
        begun = time.perf_counter()
        reply = answer(sim.sandbox, sim.sandbox.providers[provider], request)
        times.append(time.perf_counter() - begun)
        if reply.status != 200:
            raise RuntimeError(f"page {page} of {provider} answered {reply.status}")
    return statistics.median(times) * 1e6


def main() -> None:
    """Measure and print."""
    provider, state = sys.argv[1:]
    settle()
    told: dict[str, float] = {}
    with Simulator(state=state) as sim:
        begun = time.perf_counter()
        account = sim.create_tenant(provider, size=LARGE, limits="off")
        told["large_s"] = time.perf_counter() - begun
        told["resident_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        if provider in PAGES:
            told["first_page_us"] = page_us(sim, provider, account.credentials, 1)
            told["last_page_us"] = page_us(sim, provider, account.credentials, 950)
    told["small_ms"] = small_ms(provider)  # after the memory was looked at: it takes some, too
    print(json.dumps(told))


if __name__ == "__main__":
    main()
