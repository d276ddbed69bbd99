"""
What the settings of a fault may be: one small check each, with the field named.

JSON from outside stops being `Any` here. This module refuses to guess: a string is no number,
and true is no number either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from ats_simulator.errors import UnknownName, UsageError
from ats_simulator.provider import Reply

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
LARGEST = 2**53 - 1
OURS = frozenset({"content-length", "transfer-encoding", "connection"})


def only(what: str, given: Iterable[str], known: Iterable[str], prefix: str = "") -> None:
    """Refuse names outside a closed list. Raises: UnknownName."""
    choices = sorted(known)
    for name in given:
        if name not in choices:
            raise UnknownName(what, str(name), choices, field=f"{prefix}{name}")


def whole(name: str, value: Any, low: int, high: int = LARGEST) -> int:
    """Read a whole number from *low* to *high*. Raises: UsageError."""
    fits = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    if not fits:
        span = f"of at least {low}" if high == LARGEST else f"from {low} to {high}"
        raise UsageError(f"{name} must be a whole number {span}, got {value!r}", field=name)
    return int(value)


def number(name: str, value: Any, low: float, high: float) -> float:
    """Read a number from *low* to *high*. Raises: UsageError."""
    fits = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    if not fits:
        raise UsageError(f"{name} must be a number from {low} to {high}, got {value!r}", field=name)
    return float(value)


def switch(name: str, value: Any) -> bool:
    """Read true or false. Raises: UsageError."""
    if not isinstance(value, bool):
        raise UsageError(f"{name} must be true or false, got {value!r}", field=name)
    return value


def text(name: str, value: Any) -> str:
    """Read a string that is not empty. Raises: UsageError."""
    if not isinstance(value, str) or not value:
        raise UsageError(f"{name} must be a string that is not empty, got {value!r}", field=name)
    return value


def mapping(name: str, value: Any) -> Mapping[str, Any]:
    """Read a JSON object. Raises: UsageError."""
    if not isinstance(value, Mapping):
        raise UsageError(f"{name} must be an object, got {value!r}", field=name)
    return value


def headers(name: str, value: Any) -> tuple[tuple[str, str], ...]:
    """Read an object of header names and values that can go over the wire. Raises: UsageError."""
    pairs = []
    for key, given in mapping(name, value).items():
        field = f"{name}.{key}"
        said = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
        if not isinstance(said, str) or not said.isprintable() or not _is_latin1(said):
            raise UsageError(
                f"{field} must be one line of Latin-1 text, got {given!r}", field=field
            )
        if not TOKEN.fullmatch(str(key)):
            raise UsageError(f"{key!r} is no header name", field=field)
        if key.lower() in OURS:
            raise UsageError(f"{field} is derived from the body and cannot be given", field=field)
        pairs.append((key, said))
    return tuple(pairs)


def _is_latin1(value: str) -> bool:
    return all(ord(c) < 256 for c in value)


def body_bytes(value: Any) -> bytes:
    """Write a body setting: nothing for null, a string as it is, any other value as JSON."""
    if value is None:
        return b""
    return value.encode("utf-8", "replace") if isinstance(value, str) else orjson.dumps(value)


def with_body(reply: Reply, body: bytes) -> Reply:
    """Give *reply* another body, and the length that belongs to it."""
    kept = tuple(h for h in reply.headers if h[0].lower() != "content-length")
    length = ("Content-Length", str(len(body)))
    return Reply(
        status=reply.status,
        headers=(*kept, length),
        body=body,
        delay_s=reply.delay_s,
        cut=reply.cut,
        abort=reply.abort,
    )
