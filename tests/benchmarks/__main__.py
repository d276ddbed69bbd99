"""
`make bench`: the figures of the design's bars, as ratios measured in one run.

Machines are noisy: requests/s are measured in turn with a bare Flask route behind the same
server and given as the median of the pairwise ratios. Nothing here asserts; a missed bar is
printed as missed. Takes some four minutes, most of them for the large worlds.
"""

from __future__ import annotations

import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from ats_simulator.providers import REGISTRY
from ats_simulator.store.database import remove_files
from tests.benchmarks.fairness import longest_waits

SECONDS, ROUNDS, CONNECTIONS = 2.0, 5, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured quality against its bar."""

    name: str
    value: str
    bar: str
    met: bool


@contextlib.contextmanager
def started(*command: str) -> Iterator[subprocess.Popen[str]]:
    """Run a program for the length of the block."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextlib.contextmanager
def sandbox(folder: Path, *options: str) -> Iterator[dict[str, Any]]:
    """Serve on a free port; give the ready file and the time to NexivoHR's first answer."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    begun = time.perf_counter()
    command = [str(Path(sys.executable).with_name("ats-sandbox")), "serve", "--port", "0"]
    command += ["--ready-file", str(ready), *options]
    with started(*command):
        while not ready.exists():
            time.sleep(0.002)
        told = json.loads(ready.read_text())
        tenant = next(t for t in told["tenants"] if t["provider"] == "nexivohr")
        answer = httpx.get(
            f"{tenant['base_url']}/ats/api/v1/candidates",
            headers=bearer(tenant["credentials"]["token"]),
            trust_env=False,
        )
        answer.raise_for_status()
        yield told | {"first_200_s": time.perf_counter() - begun}


def bearer(token: str) -> dict[str, str]:
    """Make the header of a bearer token."""
    return {"Authorization": f"Bearer {token}"}


def load(url: str, headers: dict[str, str]) -> float:
    """Give requests/s of one URL. Raises: RuntimeError if any answer was not a 200."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"GET {path or '/'} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    job = {
        "host": parts.hostname,
        "port": parts.port,
        "request": "\r\n".join([*lines, "", ""]),
        "seconds": SECONDS,
        "connections": CONNECTIONS,
    }
    command = [sys.executable, "-m", "tests.benchmarks.load"]
    done = subprocess.run(
        command, input=json.dumps(job), capture_output=True, text=True, check=True
    )
    outcome = json.loads(done.stdout)
    if set(outcome["statuses"]) != {"200"}:
        raise RuntimeError(f"{url} answered {outcome['statuses']}")
    return float(outcome["requests_per_s"])


def against_bare(folder: Path, url: str, headers: dict[str, str]) -> tuple[float, float, float]:
    """Measure a URL and a bare route with the same bytes in turn: ours, bare, median ratio."""
    body = folder / "body"
    body.write_bytes(httpx.get(url, headers=headers, trust_env=False).raise_for_status().content)
    ours, bare = [], []
    with started(sys.executable, "-m", "tests.benchmarks.bare", str(body)) as process:
        assert process.stdout is not None
        bare_url = f"http://127.0.0.1:{process.stdout.readline().strip()}/"
        for _ in range(ROUNDS):
            ours.append(load(url, headers))
            bare.append(load(bare_url, {}))
    ratios = [a / b for a, b in zip(ours, bare, strict=True)]
    return statistics.median(ours), statistics.median(bare), statistics.median(ratios)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """What is read of one vendor: how a request is signed, and the paths by name."""

    sign: Callable[[Mapping[str, Any]], dict[str, str]]
    paths: Mapping[str, str]
    plan: str | None = None


READS: Mapping[str, Reads] = {
    "nexivohr": Reads(
        sign=lambda credentials: bearer(credentials["token"]),
        paths={
            "one record": "/ats/api/v1/candidates/30",
            "page of 100": "/ats/api/v1/candidates?per_page=100&page=2",
        },
        plan="enterprise",
    ),
    "jobvite": Reads(
        sign=lambda c: {"x-jvi-api": c["api_key"], "x-jvi-sc": c["secret"]},
        paths={"page of 500": "/api/v2/candidate?start=1&count=500"},
    ),
}
"""The vendors whose reads are measured, where they are registered."""


def throughput(folder: Path) -> Iterator[Figure]:
    """Measure reads with journal, limiter, authentication and store on."""
    with sandbox(folder, "--size", "60") as told:
        for provider in [name for name in READS if name in REGISTRY]:
            yield from reads_of(provider, READS[provider], told["base_url"], folder)


def reads_of(provider: str, reads: Reads, root: str, folder: Path) -> Iterator[Figure]:
    """Measure one vendor on a tenant whose limits count and never bite."""
    wanted: dict[str, Any] = {"provider": provider, "size": 500}
    if reads.plan is not None:
        wanted["plan"] = reads.plan
    tenant = httpx.post(f"{root}/_sim/tenants", json=wanted, trust_env=False).json()
    limits = f"{root}/_sim/tenants/{tenant['id']}/limits"
    window = [{"name": "minute", "requests": 10_000_000, "seconds": 60}]
    httpx.post(limits, json={"windows": window}, trust_env=False).raise_for_status()
    for name, path in reads.paths.items():
        signed = reads.sign(tenant["credentials"])
        ours, bare, ratio = against_bare(folder, tenant["base_url"] + path, signed)
        yield Figure(
            name=f"requests/s, {provider}, {name}",
            value=f"{ours:,.0f} / bare {bare:,.0f} = {ratio:.2f}",
            bar=">= 0.60",
            met=ratio >= 0.6,
        )


def start_time(folder: Path) -> Iterator[Figure]:
    """Measure from the command to the first authenticated 200, environment warm."""
    times = []
    for _ in range(3):
        with sandbox(folder, "--provider", "nexivohr") as told:
            times.append(told["first_200_s"])
    median = statistics.median(times)
    yield Figure(
        name="first 200 after serve", value=f"{median:.2f} s", bar="<= 1 s", met=median <= 1
    )


def worlds(folder: Path) -> Iterator[Figure]:
    """Measure every vendor's tenant for one test, and its large world."""
    for provider in REGISTRY:
        yield from worlds_of(provider, folder / f"{provider}.sqlite")


def worlds_of(provider: str, state: Path) -> Iterator[Figure]:
    """Measure one vendor's worlds, and the flatness of the large one's pages."""
    command = [sys.executable, "-m", "tests.benchmarks.worlds", provider, str(state)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    remove_files(str(state))
    told = json.loads(done.stdout)
    for name, key, unit, bar in (
        ("tenant with 60 candidates", "small_ms", "ms", 20),
        ("world of 100,000 candidates", "large_s", "s", 10),
        ("resident memory after it", "resident_mb", "MB", 300),
    ):
        yield Figure(
            name=f"{provider}, {name}",
            value=f"{told[key]:.1f} {unit}",
            bar=f"<= {bar} {unit}",
            met=told[key] <= bar,
        )
    if "last_page_us" in told:
        first, last = told["first_page_us"], told["last_page_us"]
        yield Figure(
            name=f"{provider}, last page of 100 against the first",
            value=f"{last:.0f} / {first:.0f} us = {last / first:.2f}",
            bar="<= 2",
            met=last / first <= 2,
        )


def fairness(folder: Path) -> Iterator[Figure]:
    """Measure how long other tenants wait while a large one is worked on."""
    for provider in REGISTRY:
        with sandbox(folder, "--size", "60") as told:
            for work, waits in longest_waits(told, provider):
                middle, longest = statistics.median(waits) * 1000, waits[-1] * 1000
                yield Figure(
                    name=f"others' wait, {provider} 10,000, {work}",
                    value=f"{middle:.1f} ms, at most {longest:.0f} ms",
                    bar="<= 50 ms",
                    met=longest <= 50,
                )


def main() -> None:
    """Print each figure as soon as it is there."""
    print(f"{'quality':<46} {'measured':<28} {'bar':<10}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in (start_time, throughput, fairness, worlds):
            for figure in part(folder):
                met = "met" if figure.met else "MISSED"
                print(f"{figure.name:<46} {figure.value:<28} {figure.bar:<10} {met}", flush=True)


if __name__ == "__main__":
    main()
