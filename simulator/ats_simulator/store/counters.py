"""
What the limiter has counted: fixed windows and buckets as one row each, sliding windows as an
admission log.

A sliding meter of N requests needs only the instant of the N-th admission back, which a
numbered log finds by its key; older entries are dropped as new ones come.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from ats_simulator.limits import Decision, Meter, Usage, decide, window_start


def usage_of(con: sqlite3.Connection, tenant: int, meter: Meter, now_ms: int) -> Usage | None:
    """Read what is known of one meter."""
    if meter.window.kind == "sliding":
        return _sliding_usage(con, tenant, meter, now_ms)
    row = con.execute(
        "SELECT start_ms, count FROM counters WHERE tenant=? AND scope=? AND name=?",
        (tenant, meter.scope, meter.window.name),
    ).fetchone()
    return Usage(*row) if row else None


def _sliding_usage(con: sqlite3.Connection, tenant: int, meter: Meter, now_ms: int) -> Usage | None:
    key = (tenant, meter.scope, meter.window.name)
    since = now_ms - meter.window.seconds * 1000
    last = _last_seq(con, key)
    first = con.execute(
        "SELECT seq, at_ms FROM admissions WHERE tenant=? AND scope=? AND name=? AND seq>? "
        "AND at_ms>? ORDER BY seq LIMIT 1",
        (*key, last - meter.window.requests, since),
    ).fetchone()
    return Usage(first[1], last - first[0] + 1) if first else None


def _last_seq(con: sqlite3.Connection, key: tuple[int, str, str]) -> int:
    row = con.execute(
        "SELECT seq FROM admissions WHERE tenant=? AND scope=? AND name=? "
        "ORDER BY seq DESC LIMIT 1",
        key,
    ).fetchone()
    return row[0] if row else 0


def admit(con: sqlite3.Connection, tenant: int, meters: Sequence[Meter], now_ms: int) -> Decision:
    """Decide over one request and, if it passes, count it in every meter."""
    usage = {m: u for m in meters if (u := usage_of(con, tenant, m, now_ms)) is not None}
    decision = decide(meters, usage, now_ms)
    if decision.allowed:
        for meter in meters:
            add(con, tenant, meter, now_ms, 1)
    return decision


def add(con: sqlite3.Connection, tenant: int, meter: Meter, now_ms: int, amount: int) -> None:
    """Count *amount* admissions at *now_ms* in one meter."""
    key = (tenant, meter.scope, meter.window.name)
    if meter.window.kind == "bucket":
        length, requests = meter.window.seconds * 1000, meter.window.requests
        con.execute(
            "INSERT INTO counters VALUES (?,?,?,?+?,0) ON CONFLICT DO UPDATE SET "
            "start_ms = max(start_ms, ?4) + ?5, count = 0",
            (*key, now_ms * requests, amount * length),
        )
        return
    if meter.window.kind == "fixed":
        start = window_start(meter.window, now_ms)
        con.execute(
            "INSERT INTO counters VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET "
            "count = CASE WHEN start_ms = excluded.start_ms THEN count ELSE 0 END "
            "+ excluded.count, start_ms = excluded.start_ms",
            (*key, start, amount),
        )
        return
    last = _last_seq(con, key)
    con.executemany(
        "INSERT INTO admissions VALUES (?,?,?,?,?)",
        [(*key, last + k, now_ms) for k in range(1, amount + 1)],
    )
    con.execute(
        "DELETE FROM admissions WHERE tenant=? AND scope=? AND name=? AND seq<=?",
        (*key, last + amount - meter.window.requests),
    )


def clear(con: sqlite3.Connection, tenant: int, window: str | None = None) -> None:
    """Forget what has been counted for a tenant, in one window or in all."""
    for table in ("counters", "admissions"):
        con.execute(
            f"DELETE FROM {table} WHERE tenant=?1 AND (?2 IS NULL OR name=?2)", (tenant, window)
        )
