"""
What is due to be sent, and what becomes of it: the outbox seen from the sending side.

A delivery is `owed` until an attempt succeeds (`delivered`) or the last retry fails (`dead`).
It is claimed in memory and settled in a transaction: a process that dies in between sends again
(at least once), a live one never sends twice at a time. Everything is on the tenant's clock.
Of the events in one lane only the first that is owed is ever due.
This module refuses to open a connection: see `senders`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from ats_simulator.errors import NotFound
from ats_simulator.provider import Headers, Tenant, Webhooks
from ats_simulator.webhooks.receivers import refusal_of
from ats_simulator.world.instants import to_instant

if TYPE_CHECKING:
    from ats_simulator.app import Sandbox

AT_ONCE = 8
"""How many attempts of one tenant may be under way: a slow receiver keeps no other waiting."""

OWED_TENANTS = """
WITH RECURSIVE owing (n) AS (
    SELECT min(tenant) FROM deliveries WHERE state='owed' AND tenant>0
    UNION ALL
    SELECT (SELECT min(tenant) FROM deliveries WHERE state='owed' AND tenant>owing.n)
    FROM owing WHERE owing.n IS NOT NULL
) SELECT n FROM owing WHERE n IS NOT NULL
"""


FIRST_IN_LANE = """
d.lane IS NULL OR NOT EXISTS (
    SELECT 1 FROM deliveries e WHERE e.tenant=d.tenant AND e.webhook=d.webhook
    AND e.lane=d.lane AND e.state='owed' AND e.n<d.n
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """
    One attempt to make now: what to post where.

    *attempt_id* is new for each attempt; *round* counts the replays before it; *refusal* says
    why it must not be sent at all. Units: *at_ms* tenant time, *real_ms* wall time.
    """

    tenant: Tenant
    n: int
    attempt_id: str
    url: str
    body: bytes
    signature: Headers
    timeout_s: float
    round: int
    at_ms: int
    real_ms: int
    refusal: str | None = None

    @property
    def key(self) -> tuple[int, int]:
        """The delivery: its number counts within a world, and begins again in the next one."""
        return self.tenant.world, self.n

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers of the request."""
        return [("Content-Type", "application/json"), *self.signature]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an attempt ended: the receiver's status, or an error."""

    status: int | None = None
    error: str | None = None

    @property
    def succeeded(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


def claim(sandbox: Sandbox, leave: Collection[tuple[int, int]] = ()) -> list[Due]:
    """
    Claim what is due on each tenant's clock, a few for each tenant, and *leave* some.

    `settle` or `release` each of them.
    """
    claimed: list[Due] = []
    with sandbox.transaction() as con:
        real_ms = sandbox.wall()
        for (n,) in con.execute(OWED_TENANTS).fetchall():
            tenant = sandbox.tenant(con, n)
            left = {k for world, k in leave if world == tenant.world}
            claimed += _due_to(sandbox, con, tenant, real_ms, left)
        sandbox.sending.update(due.key for due in claimed)
    return claimed


def _due_to(
    sandbox: Sandbox, con: sqlite3.Connection, tenant: Tenant, real_ms: int, left: set[int]
) -> Iterator[Due]:
    under_way = {n for world, n in sandbox.sending if world == tenant.world}
    skipped = under_way | left
    now_ms = tenant.clock.at(real_ms)
    rows = con.execute(
        "SELECT d.n, d.id, d.event, d.body, d.attempts, d.round, w.spec FROM deliveries d "
        "LEFT JOIN webhooks w ON w.tenant=d.tenant AND w.id=d.webhook "
        f"WHERE d.tenant=? AND d.state='owed' AND d.next_ms<=? AND ({FIRST_IN_LANE}) "
        "ORDER BY d.next_ms, d.n LIMIT ?",
        (tenant.n, now_ms, AT_ONCE + len(skipped)),
    ).fetchall()
    free = [row for row in rows if row[0] not in skipped][: max(0, AT_ONCE - len(under_way))]
    sender = sandbox.providers[tenant.provider].webhooks
    for row in free if sender is not None else ():
        assert sender is not None
        yield _make_due(sandbox, tenant, sender, row, at_ms=now_ms, real_ms=real_ms)


def _make_due(
    sandbox: Sandbox,
    tenant: Tenant,
    sender: Webhooks,
    row: tuple[Any, ...],
    *,
    at_ms: int,
    real_ms: int,
) -> Due:
    n, delivery_id, event, body, attempts, round_, hook_json = row
    hook = orjson.loads(hook_json) if hook_json is not None else None
    attempt_id = f"{delivery_id}_{len(orjson.loads(attempts)) + 1}"
    url = hook["url"] if hook else ""
    return Due(
        tenant=tenant,
        n=n,
        attempt_id=attempt_id,
        url=url,
        body=body,
        signature=sender.sign(tenant, hook["secret"], body, event, attempt_id) if hook else (),
        timeout_s=sender.timeout_s,
        round=round_,
        at_ms=at_ms,
        real_ms=real_ms,
        refusal=refusal_of(url, sandbox.allowed_hosts) if hook else "the webhook was removed",
    )


def settle(sandbox: Sandbox, due: Due, outcome: Outcome) -> None:
    """Write an attempt down and decide what becomes of the delivery."""
    try:
        with sandbox.transaction() as con:
            row = con.execute(
                "SELECT attempts, round, failures FROM deliveries d "
                "JOIN tenants t ON t.n=d.tenant WHERE d.tenant=? AND d.n=? AND t.world=?",
                (due.tenant.n, due.n, due.tenant.world),
            ).fetchone()
            if row is not None:  # else its tenant was removed or turned back meanwhile
                _settle(sandbox, con, due, outcome, row)
    finally:
        release(sandbox, due)


def release(sandbox: Sandbox, due: Due) -> None:
    """Give up a claim: the delivery is owed as before."""
    sandbox.sending.discard(due.key)


def _settle(
    sandbox: Sandbox,
    con: sqlite3.Connection,
    due: Due,
    outcome: Outcome,
    row: tuple[str, int, int],
) -> None:
    attempts_json, round_, failures = row
    real_ms = sandbox.wall()
    attempts = orjson.dumps([*orjson.loads(attempts_json), _attempt(due, outcome, real_ms)])
    key = (due.tenant.n, due.n)
    con.execute(
        "UPDATE deliveries SET attempts=? WHERE tenant=? AND n=?", (attempts.decode(), *key)
    )
    if round_ != due.round:
        return  # replayed meanwhile: it is owed again, whatever became of this attempt
    now_ms = sandbox.tenant(con, due.tenant.n).clock.at(real_ms)
    state, next_ms = _standing(sandbox, due, outcome, failures, now_ms)
    con.execute(
        "UPDATE deliveries SET state=?, next_ms=?, failures=failures+? WHERE tenant=? AND n=?",
        (state, next_ms, not outcome.succeeded, *key),
    )


def _standing(
    sandbox: Sandbox, due: Due, outcome: Outcome, failures: int, now_ms: int
) -> tuple[str, int | None]:
    """Give the state of a delivery after an attempt that ended at *now_ms*."""
    if outcome.succeeded:
        return "delivered", None
    sender = sandbox.providers[due.tenant.provider].webhooks
    retry_after_s = sender.retry_after_s if sender else ()
    if due.refusal is not None or failures >= len(retry_after_s):
        return "dead", None
    return "owed", now_ms + retry_after_s[failures] * 1000


def _attempt(due: Due, outcome: Outcome, ended_ms: int) -> dict[str, Any]:
    return {
        "id": due.attempt_id,
        "at": to_instant(due.at_ms),
        "real_at": to_instant(due.real_ms),
        "status": outcome.status,
        "error": outcome.error,
        "duration_ms": max(0, ended_ms - due.real_ms),
        "headers": dict(due.signature),
    }


def replay(sandbox: Sandbox, con: sqlite3.Connection, tenant: Tenant, delivery_id: str) -> None:
    """
    Owe a delivery again, now, with all its retries: the same way as a first send, same body.

    Raises: NotFound.
    """
    changed = con.execute(
        "UPDATE deliveries SET state='owed', next_ms=?, round=round+1, failures=0 "
        "WHERE tenant=? AND id=?",
        (tenant.clock.at(sandbox.wall()), tenant.n, delivery_id),
    )
    if changed.rowcount == 0:
        raise NotFound("delivery", delivery_id)
    sandbox.owed()


def listing(con: sqlite3.Connection, tenant: Tenant) -> list[dict[str, Any]]:
    """
    List a tenant's deliveries in the order in which they came to be owed.

    Shape of each: {"id", "webhook", "event_id", "event", "state": "owed"|"delivered"|"dead",
        "next_at": instant|null, "body": str, "attempts": [{"id", "at", "real_at",
        "status": int|null, "error": str|null, "duration_ms": int, "headers": {…}}]}.
    Units: `at` and `next_at` on the tenant's clock, `real_at` on the machine's.
    """
    rows = con.execute(
        "SELECT id, webhook, event_id, event, state, next_ms, body, attempts FROM deliveries "
        "WHERE tenant=? ORDER BY n",
        (tenant.n,),
    )
    return [_show(*row) for row in rows]


def _show(*row: Any) -> dict[str, Any]:
    delivery_id, webhook, event_id, event, state, next_ms, body, attempts = row
    return {
        "id": delivery_id,
        "webhook": webhook,
        "event_id": event_id,
        "event": event,
        "state": state,
        "next_at": None if next_ms is None else to_instant(next_ms),
        "body": body.decode("utf-8", "replace"),
        "attempts": orjson.loads(attempts),
    }
