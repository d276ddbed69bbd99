"""
A small loopback load generator: N keep-alive connections that repeat one prepared request.

Run as its own process, so that it does not share the server's interpreter. Bounded in time.
It reads responses by Content-Length and refuses anything else.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter


async def exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> int:
    """Send one request, read its whole response, give the status."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            length = int(line[15:])
    await reader.readexactly(length)
    return int(head[9:12])


async def repeat(host: str, port: int, request: bytes, until: float, seen: Counter[int]) -> None:
    """Repeat *request* on one connection until the deadline, counting statuses."""
    reader, writer = await asyncio.open_connection(host, port, limit=4 * 1024 * 1024)
    while time.perf_counter() < until:
        seen[await exchange(reader, writer, request)] += 1
    writer.close()


async def run(
    host: str, port: int, request: bytes, *, seconds: float, connections: int
) -> dict[str, object]:
    """Load the server. Shape: {"requests_per_s": float, "statuses": {status: count}}."""
    seen: Counter[int] = Counter()
    started = time.perf_counter()
    until = started + seconds
    await asyncio.gather(*(repeat(host, port, request, until, seen) for _ in range(connections)))
    took = time.perf_counter() - started
    return {"requests_per_s": sum(seen.values()) / took, "statuses": dict(seen)}


def main() -> None:
    """Read the job as JSON from standard input, print the outcome as JSON."""
    job = json.load(sys.stdin)
    outcome = asyncio.run(
        run(
            job["host"],
            job["port"],
            job["request"].encode(),
            seconds=job["seconds"],
            connections=job["connections"],
        )
    )
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
