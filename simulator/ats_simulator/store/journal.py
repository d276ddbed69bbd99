"""
The journal: every exchange a tenant saw, bounded, with secrets hidden before they are written.

An exchange without a known credential is kept against the provider. Bodies are kept up to
as many bytes as the tenant's settings say; `response_bytes` tells the true size. The body of a
reply that is given again and again is kept once and referred to. This module refuses to know
which replies those are.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any
from urllib.parse import unquote_plus

import orjson

from ats_simulator.provider import Reply, Request
from ats_simulator.world.instants import to_instant

DEFAULT_BODY_BYTES = 8192
DEFAULT_BOUND = 10_000
HIDDEN = "[redacted]"
JSON_BEGINS = (b"{", b"[", b'"', b" ", b"\n", b"\r", b"\t")
LEAST_SHARED = 512
"""A body of fewer bytes is written with its exchange; a reference would save nothing."""

ALWAYS_SECRET = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})


@dataclass(slots=True)
class Repeated:
    """
    What is known of a reply that one tenant is given again and again: its *body*, and the
    number of the exchange *at* which the journal last kept it, 0 for never.

    Valid as long as the journal is not cleared.
    """

    body: bytes
    at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One exchange. *repeated* is given if the reply was given before.

    Units: *at_ms* tenant time, *real_ms* wall time, *duration_us* microseconds.
    """

    at_ms: int
    real_ms: int
    duration_us: int
    request: Request
    reply: Reply
    credential: str | None
    limited: bool
    fault: str | None
    repeated: Repeated | None = None


def owner_of(tenant_id: str | None, provider: str) -> str:
    """Name whose journal an exchange belongs to."""
    return tenant_id if tenant_id is not None else f"provider:{provider}"


def write(
    con: sqlite3.Connection,
    owner: str,
    entry: Entry,
    secrets: frozenset[str],
    bound: int,
    body_bytes: int = DEFAULT_BODY_BYTES,
) -> None:
    """Append one exchange and drop the one that no longer fits into *bound*."""
    request, reply = entry.request, entry.reply
    (last,) = con.execute(
        "SELECT coalesce(max(n), 0) FROM journal WHERE owner=?", (owner,)
    ).fetchone()
    n = last + 1
    body, body_at = _keep_body(con, owner, n, entry, secrets, bound, body_bytes)
    con.execute(
        "INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            owner,
            n,
            entry.at_ms,
            entry.real_ms,
            request.method,
            request.path,
            hide_in_query(request.query, secrets),
            reply.status,
            entry.duration_us,
            entry.credential,
            entry.limited,
            entry.fault,
            orjson.dumps(hide_in_headers(request.headers.items(), secrets)),
            orjson.dumps(hide_in_headers(reply.headers, secrets)),
            hide_in_body(request.body, secrets, body_bytes) or None,
            body or None,
            len(reply.body),
            body_at,
        ),
    )
    if n > bound:
        con.execute("DELETE FROM journal WHERE owner=? AND n<=?", (owner, n - bound))


def _keep_body(
    con: sqlite3.Connection,
    owner: str,
    n: int,
    entry: Entry,
    secrets: frozenset[str],
    bound: int,
    body_bytes: int,
) -> tuple[bytes, int | None]:
    """Give the body to write with exchange *n*, or the exchange whose kept body is the same."""
    body, repeated = entry.reply.body, entry.repeated
    if repeated is None or body is not repeated.body or min(len(body), body_bytes) < LEAST_SHARED:
        return hide_in_body(body, secrets, body_bytes), None
    far = bound // 4  # how far back a reference goes, and how much longer a body stays for it
    if not repeated.at or n - repeated.at > far:
        repeated.at = n
        shown = hide_in_body(body, secrets, body_bytes)
        con.execute("DELETE FROM journal_bodies WHERE owner=? AND n<=?", (owner, n - bound - far))
        con.execute("INSERT INTO journal_bodies VALUES (?,?,?)", (owner, n, shown))
    return b"", repeated.at


def hide_in_headers(
    headers: Iterable[tuple[str, str]], secrets: frozenset[str]
) -> list[tuple[str, str]]:
    """Hide the values of secret headers."""
    return [
        (k, HIDDEN if (low := k.lower()) in ALWAYS_SECRET or low in secrets else v)
        for k, v in headers
    ]


def hide_in_query(query: str, secrets: frozenset[str]) -> str:
    """Hide the values of secret query parameters."""
    if not query or not secrets:
        return query
    parts = (part.partition("=") for part in query.split("&"))
    return "&".join(
        f"{name}={HIDDEN}" if eq and _plain(name) in secrets else f"{name}{eq}{value}"
        for name, eq, value in parts
    )


def _plain(name: str) -> str:
    """Read a parameter's name as a vendor does, whatever of it is percent-encoded."""
    return (unquote_plus(name) if "%" in name else name).lower()


WEB_TOKEN = re.compile(rb'"eyJ[\w-]+\.[\w-]+\.[\w-]*"?')
"""A JSON web token is secret under any key, or under none."""


def hide_in_body(
    body: bytes, secrets: frozenset[str], body_bytes: int = DEFAULT_BODY_BYTES
) -> bytes:
    """Cut a body to *body_bytes* and hide the values of secret JSON keys and form fields."""
    kept = body[:body_bytes]
    if not kept or not secrets:
        return kept
    if kept[:1] not in JSON_BEGINS and b"=" in kept:
        return hide_in_query(kept.decode("latin-1"), secrets).encode("latin-1")
    if b'"eyJ' in kept:
        kept = WEB_TOKEN.sub(b'"' + HIDDEN.encode() + b'"', kept)
    if b"\\u" in kept:
        kept = ESCAPED_KEY.sub(partial(_hide_if_secret, secrets=secrets), kept)
    names, pattern = _secret_values(secrets)
    low = kept.lower()
    if not any(name in low for name in names):  # most bodies: ten times as fast as the pattern
        return kept
    return pattern.sub(rb"\1" + HIDDEN.encode() + b'"', kept)


ESCAPED_KEY = re.compile(rb'(?<!\\)("[^"\\]*+\\(?:[^"\\]|\\.)*+")(\s*:\s*")(?:[^"\\]|\\.)*+"?')
"""A JSON key with something escaped in it, and a text as its value."""


def _hide_if_secret(found: re.Match[bytes], secrets: frozenset[str]) -> bytes:
    """Hide a value if its key, read as a vendor reads it, is secret."""
    key, colon = found.groups()
    try:
        secret = str(orjson.loads(key)).lower() in secrets
    except orjson.JSONDecodeError:
        secret = False
    return key + colon + HIDDEN.encode() + b'"' if secret else found.group()


@lru_cache(maxsize=16)
def _secret_values(secrets: frozenset[str]) -> tuple[list[bytes], re.Pattern[bytes]]:
    """Give the quoted keys, lower case, and the pattern of their values."""
    names = sorted(s.lower().encode() for s in secrets)
    keys = b"|".join(map(re.escape, names))
    pattern = rb'(?i)("(?:' + keys + rb')"\s*:\s*")(?:[^"\\]|\\.)*"?'
    return [b'"' + name + b'"' for name in names], re.compile(pattern)


KEPT_BODY = (
    "coalesce(response_body, (SELECT body FROM journal_bodies b WHERE b.owner=journal.owner "
    "AND b.n=journal.body_at)) AS response_body"
)
COLUMNS = [
    "n",
    "at_ms",
    "real_ms",
    "method",
    "path",
    "query",
    "request_headers",
    "request_body",
    "status",
    "response_headers",
    "response_body",
    "response_bytes",
    "duration_us",
    "credential",
    "limited",
    "fault",
]


def exchanges(
    con: sqlite3.Connection, owner: str, filters: Mapping[str, Any], limit: int
) -> tuple[list[dict[str, Any]], int]:
    """
    List exchanges in order, and count all that match.

    Of more than *limit* the newest are shown, and after a *since* the oldest: a reader goes on
    from there. *filters*: method, path (exact, or a prefix when it ends in `*`), status, since
    (numbers above it). Shape of each: see DESIGN of the control plane, `GET …/journal`.
    """
    clauses: list[str] = ["owner=?"]
    params: list[Any] = [owner]
    for column, sql in (("method", "method=?"), ("status", "status=?"), ("since", "n>?")):
        if filters.get(column) is not None:
            clauses.append(sql)
            params.append(filters[column])
    if (path := filters.get("path")) is not None:
        clauses.append("substr(path, 1, ?)=?" if path.endswith("*") else "path=?")
        params += [len(path) - 1, path[:-1]] if path.endswith("*") else [path]
    where = " AND ".join(clauses)
    (total,) = con.execute(f"SELECT count(*) FROM journal WHERE {where}", params).fetchone()
    columns = ",".join(KEPT_BODY if name == "response_body" else name for name in COLUMNS)
    onward = filters.get("since") is not None
    order = "n" if onward else "n DESC"
    rows = con.execute(
        f"SELECT {columns} FROM journal WHERE {where} ORDER BY {order} LIMIT ?",
        (*params, limit),
    ).fetchall()
    in_order = rows if onward else reversed(rows)
    return [_to_json(dict(zip(COLUMNS, row, strict=True))) for row in in_order], total


def _to_json(row: dict[str, Any]) -> dict[str, Any]:
    row["at"], row["real_at"] = to_instant(row.pop("at_ms")), to_instant(row.pop("real_ms"))
    row["duration_ms"] = row.pop("duration_us") / 1000
    row["limited"] = bool(row["limited"])
    for name in ("request_headers", "response_headers"):
        row[name] = orjson.loads(row[name])
    for name in ("request_body", "response_body"):
        body = row[name]
        row[name] = None if body is None else body.decode("utf-8", "replace")
    return row


def clear(con: sqlite3.Connection, owner: str) -> int:
    """
    Drop the journal of one owner and say how many exchanges it held.

    What is `Repeated` is not valid any more.
    """
    con.execute("DELETE FROM journal_bodies WHERE owner=?", (owner,))
    return con.execute("DELETE FROM journal WHERE owner=?", (owner,)).rowcount
