"""
What the vendor answers: refusals that a status hides, envelopes, and what belongs into no error.

No status is believed alone. A success has to be JSON with the collection that was asked for; the
`status` object in a body outranks a status line that calls a refusal a success. Reads no records.
Source: SPEC sections 2.3, 3.2, 5 and 6.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from ats_contracts.reference import mapping as m
from ats_contracts.reference import strictjson
from ats_contracts.reference.connector import Session
from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.values import Json, JsonObject, Query, Reply

API = "/api/v2"
KINDS: Mapping[int, str] = {
    401: "auth",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    429: "rate_limited",
}
PASSED_ON = frozenset({500, 502, 503, 504})
PROTECTED = frozenset({"gender", "race", "veteranstatus", "disabilitystatus", "ethnicity"})
"""Answers for statistics; they stand inside the vendor's candidate rows. Source: section 3.4."""
_NO_SUCCESS = re.compile(rb'"code"\s*+:\s*+(?!2\d\d\b)')
FAMILIES = ("job", "candidate")
"""Families of calls for which a key has its own permissions. Source: section 2.2."""


def refusal(reply: Reply) -> tuple[int, str] | None:
    """
    Name the failure that a body tells; None where the status line may speak for itself.

    A server that fails may say anything, so a status from 500 stands. A duplicate is a conflict
    under either status that it may come with.
    Source: SPEC section 5, assumptions `error_http_status`, `rate_limited_status`,
        `duplicate_status`.
    """
    if reply.status >= 500:
        return None
    status = _status_object(reply.body)
    code = status.get("code")
    if not m.is_key(code) or not isinstance(code, int) or 200 <= code < 300:
        return None
    if "duplicate" in str(status.get("messages")).lower() and code in (400, 409):
        return code, "conflict"
    if 400 <= code < 500:
        return code, KINDS.get(code, "invalid")
    if code >= 500:
        return (code if code in PASSED_ON else 502), "server_error"
    return 502, "unreadable"


def _status_object(body: bytes) -> JsonObject:
    if b'"status"' not in body or not _NO_SUCCESS.search(body):
        return {}  # so a page that says 200 is parsed once, not twice
    try:
        found = strictjson.loads(body)
    except ValueError:
        return {}
    status = found.get("status") if isinstance(found, dict) else None
    return status if isinstance(status, dict) else {}


class Rows(NamedTuple):
    """One answer of a list: its rows, and how many the whole list has."""

    rows: list[JsonObject]
    total: int


def read_rows(body: Json, collection: str) -> Rows:
    """
    Read a list envelope.

    Shape: {collection: [object], "total": int, "status": {"code": 200, …}}
    Raises: RemoteError (unreadable) if it is anything else.
    Source: SPEC section 3.2.
    """
    rows = body.get(collection) if isinstance(body, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise unreadable(body, f"expected a list of objects under {collection!r}")
    total = body.get("total")
    if not isinstance(total, int) or isinstance(total, bool) or total < 0:
        raise unreadable(body, "expected a total")
    return Rows(rows, total)


def read_few(session: Session, name: str, collection: str, query: Query) -> list[JsonObject]:
    """
    Read all rows that a narrow filter gives, in one request.

    Starts at 0, which is the first row whether rows are counted from 0 or from 1.
    Raises: RemoteError; unreadable if there are more rows than came.
    Source: SPEC section 3.2, assumptions `start_base`, `start_below_base`.
    """
    body = read(session, name, {**query, "start": "0", "count": "500"})
    rows, total = read_rows(body, collection)
    if len(rows) < total:
        raise unreadable(None, f"{len(rows)} of {total} rows came")
    return rows


def unreadable(body: Json, problem: str) -> RemoteError:
    """Say that a success cannot be read as one."""
    return RemoteError(
        502, "unreadable", f"the provider's answer is not usable: {problem}", raw=body
    )


def read(session: Session, name: str, query: Query | None = None) -> Json:
    """
    GET /api/v2/*name*.

    Raises: RemoteError; forbidden where the key is good and only lacks a permission, which the
        vendor says in the very words of a wrong key.
    """
    try:
        return session.read(f"{API}/{name}", query)
    except RemoteError as error:
        raise told_apart(session, name, error) from error


def send(
    session: Session, method: str, name: str, body: JsonObject, query: Query | None = None
) -> JsonObject:
    """
    Write to /api/v2/*name*, once.

    Raises: RemoteError, as `read`; unreadable if the answer is no object.
    """
    try:
        answer = session.write(method, f"{API}/{name}", body, query=query)
    except RemoteError as error:
        raise told_apart(session, name, error) from error
    if not isinstance(answer, dict):
        raise unreadable(answer, "expected an object")
    return answer


def told_apart(session: Session, name: str, error: RemoteError) -> RemoteError:
    """
    Tell a missing permission from a wrong key, by asking once for something else.

    Not after a refusal under status 200, which is how a wrong address answers.
    Source: SPEC sections 2.2 and 2.3, assumption `permission_denied_status`.
    """
    if error.kind != "auth" or error.line_status != 401:
        return error
    family = name.partition("/")[0]
    other = next(known for known in FAMILIES if known != family)
    try:
        session.read(f"{API}/{other}", {"start": "1", "count": "1"})
    except RemoteError as again:
        return error if again.kind == "auth" else again
    message = f"the key may not use {family}: {error.message}"
    return RemoteError(403, "forbidden", message, raw=error.raw)


def without_protected(value: Json) -> Json:
    """Copy JSON without the answers for statistics, however deep they are."""
    if isinstance(value, dict):
        return {
            name: without_protected(item)
            for name, item in value.items()
            if name.lower() not in PROTECTED
        }
    if isinstance(value, list):
        return [without_protected(item) for item in value]
    return value


_IN_TEXT = re.compile(
    rf'("(?:{"|".join(sorted(PROTECTED))})"\s*:\s*)("(?:[^"\\]|\\.)*(?:"|$)|[^,}}\]]*)',
    re.IGNORECASE,
)


def scrub(raw: Json) -> Json:
    """Take the answers for statistics out of what a failure said, be it JSON or cut-off text."""
    if isinstance(raw, str):
        return _IN_TEXT.sub(r"\1null", raw)
    return without_protected(raw)
