"""
Measure worlds in a process of their own: a small tenant, a large one, its pages, its memory.

Usage: python -m tests.benchmarks.worlds STATE_FILE   (prints JSON; times are medians)
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time

from ats_simulator import Simulator
from ats_simulator.exchange import answer
from ats_simulator.provider import Request

LARGE = 100_000


def small_ms() -> float:
    """Give the median time to create a tenant with 60 candidates, in milliseconds."""
    times = []
    with Simulator() as sim:
        for seed in range(30):
            begun = time.perf_counter()
            sim.create_tenant("nexivohr", seed=seed, size=60)
            times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def page_us(sim: Simulator, token: str, page: int) -> float:
    """Give the median time of one page of 100 through the core, in microseconds."""
    provider = sim.sandbox.providers["nexivohr"]
    times = []
    for k in range(50):
        request = Request(
            method="GET",
            path="/ats/api/v1/candidates",
            query=f"per_page=100&page={page}&unique={k}",
            headers={"authorization": f"Bearer {token}"},
        )
        begun = time.perf_counter()
        reply = answer(sim.sandbox, provider, request)
        times.append(time.perf_counter() - begun)
        if reply.status != 200:
            raise RuntimeError(f"page {page} answered {reply.status}")
    return statistics.median(times) * 1e6


def main() -> None:
    """Measure and print."""
    told = {"small_ms": small_ms()}
    with Simulator(state=sys.argv[1]) as sim:
        begun = time.perf_counter()
        account = sim.create_tenant("nexivohr", size=LARGE, limits="off")
        told["large_s"] = time.perf_counter() - begun
        told["resident_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        token = account.credentials["token"]
        told["first_page_us"] = page_us(sim, token, 1)
        told["last_page_us"] = page_us(sim, token, 950)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
