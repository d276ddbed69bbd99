"""
Sending what is owed: once and now (`deliver_due`), or as long as a server runs (`deliver_forever`).

Each attempt is one POST of the same bytes, bounded in time, no redirect followed, no proxy used;
only the status of the answer is read. Refuses to decide what an outcome means: see `delivery`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from ats_simulator.webhooks.delivery import Due, Outcome, claim, release, settle

if TYPE_CHECKING:
    import httpx

    from ats_simulator.app import Sandbox

log = logging.getLogger(__name__)

POLL_S = 0.1
"""How soon a delivery is noticed that became due by time alone, or in another worker."""

Send = Callable[[Due], Outcome]
SendLater = Callable[[Due], Awaitable[Outcome]]


def deliver_due(sandbox: Sandbox, send: Send) -> int:
    """Attempt everything that is due now, each once; give how many attempts were made."""
    made: set[tuple[int, int]] = set()
    while claimed := claim(sandbox, leave=made):
        try:
            for due in claimed:
                made.add(due.key)
                settle(sandbox, due, _refused(due) or send(due))
        finally:
            for due in claimed:
                release(sandbox, due)
    return len(made)


def _refused(due: Due) -> Outcome | None:
    return None if due.refusal is None else Outcome(error=due.refusal)


def send_with(client: httpx.Client) -> Send:
    """Send through an httpx client, whatever its transport."""
    import httpx

    def send(due: Due) -> Outcome:
        try:
            with client.stream(
                "POST",
                due.url,
                content=due.body,
                headers=due.headers,
                timeout=due.timeout_s,
                follow_redirects=False,
            ) as reply:
                return Outcome(status=reply.status_code)
        except httpx.TimeoutException:
            return _timed_out(due)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            return _failed(error)

    return send


def _timed_out(due: Due) -> Outcome:
    return Outcome(error=f"no answer within {due.timeout_s:g} s")


def _failed(error: Exception) -> Outcome:
    return Outcome(error=f"{type(error).__name__}: {error}")


async def deliver_forever(sandbox: Sandbox, send: SendLater, wake: asyncio.Event) -> None:
    """
    Attempt what is due as it becomes due, until cancelled.

    *wake* says that something may be due now; without it, every POLL_S. What is under way at
    the end stays owed.
    """
    under_way: set[asyncio.Task[None]] = set()

    def done(task: asyncio.Task[None]) -> None:
        under_way.discard(task)
        wake.set()

    try:
        while True:
            wake.clear()
            for due in _claim_or_log(sandbox):
                task = asyncio.create_task(_attempt(sandbox, send, due))
                under_way.add(task)
                task.add_done_callback(done)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await wake.wait()
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


def _claim_or_log(sandbox: Sandbox) -> list[Due]:
    """Claim what is due; an error must not end delivery for as long as the server runs."""
    try:
        return claim(sandbox)
    except Exception:
        log.exception("webhooks that are due cannot be read; trying again")
        return []


async def _attempt(sandbox: Sandbox, send: SendLater, due: Due) -> None:
    try:
        outcome = _refused(due) or await send(due)
    except BaseException:
        release(sandbox, due)
        raise
    settle(sandbox, due, outcome)


@asynccontextmanager
async def open_sender() -> AsyncIterator[SendLater]:
    """Send through an aiohttp session of the running loop."""
    import aiohttp

    session = aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(limit=0),
        headers={"User-Agent": "ats-sandbox"},
        auto_decompress=False,
    )

    async def send(due: Due) -> Outcome:
        try:
            async with session.post(
                due.url,
                data=due.body,
                headers=due.headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=due.timeout_s),
            ) as reply:
                return Outcome(status=reply.status)
        except TimeoutError:
            return _timed_out(due)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return _failed(error)

    async with session:
        yield send
