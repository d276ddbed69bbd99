"""
What a caller may send: every field named, bounded and checked before anything happens.

A check takes the name of a field and its JSON value and gives the value, or refuses it with a
`UsageError` that names the field. This module refuses to guess: null, "1" and true are no
numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ats_simulator.errors import UnknownName, UsageError
from ats_simulator.faults.settings import LARGEST, mapping, number, only, switch, text, whole
from ats_simulator.world.instants import from_instant

Check = Callable[[str, Any], Any]
Checks = Mapping[str, Check]

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
LATEST_MS = from_instant("2200-01-01T00:00:00Z")
LONGEST_TEXT = 2000

__all__ = [
    "LATEST_MS",
    "Check",
    "Checks",
    "identifier",
    "instant",
    "integer",
    "items",
    "listed",
    "mapping",
    "numeric",
    "one_of",
    "query_integer",
    "read",
    "switch",
    "words",
]


def read(given: Mapping[str, Any], checks: Checks, *, prefix: str = "") -> dict[str, Any]:
    """
    Check every field of a JSON object; what is not given stays absent.

    Raises: UnknownName for a field that is not in *checks*; UsageError from a check.
    """
    only("field", given, checks, prefix)
    return {name: checks[name](f"{prefix}{name}", value) for name, value in given.items()}


def integer(low: int, high: int = LARGEST) -> Check:
    """Make a check for a whole number from *low* to *high*; JSON's 5.0 is one."""

    def check(field: str, value: Any) -> int:
        is_whole = isinstance(value, float) and value.is_integer()
        return whole(field, int(value) if is_whole else value, low, high)

    return check


def numeric(low: float, high: float) -> Check:
    """Make a check for a number from *low* to *high*."""
    return lambda field, value: number(field, value, low, high)


def query_integer(low: int, high: int = LARGEST) -> Check:
    """Make a check for a whole number that comes as text in a query."""

    def check(field: str, value: Any) -> int:
        digits = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20
        return whole(field, int(value) if digits else value, low, high)

    return check


def words(field: str, value: Any) -> str:
    """Read a text of 1 to LONGEST_TEXT characters, none of them a control character."""
    said = text(field, value)
    if len(said) > LONGEST_TEXT or CONTROL.search(said):
        raise UsageError(
            f"{field} must be at most {LONGEST_TEXT} characters without control characters",
            field=field,
        )
    return said


def identifier(field: str, value: Any) -> str:
    """Read a name that can stand in a path: letters, digits, `.`, `_`, `-`, at most 64."""
    if not isinstance(value, str) or not IDENTIFIER.fullmatch(value):
        raise UsageError(
            f"{field} must be 1 to 64 letters, digits, '.', '_' or '-' and begin with a letter "
            f"or a digit, got {value!r}",
            field=field,
        )
    return value


def one_of(what: str, known: Iterable[str]) -> Check:
    """Make a check for one of the names *known*."""
    choices = tuple(known)

    def check(field: str, value: Any) -> str:
        if value not in choices:
            raise UnknownName(what, str(value), choices, field=field)
        return str(value)

    return check


def instant(field: str, value: Any) -> int:
    """Read an ISO 8601 instant with an offset, 1970 to 2199, as milliseconds since the epoch."""
    try:
        ms = from_instant(text(field, value))
    except (ValueError, OverflowError):
        ms = -1
    if not 0 <= ms < LATEST_MS:
        raise UsageError(
            f"{field} must be an ISO 8601 date and time with an offset, from 1970 to 2199, "
            f"such as 2026-11-01T00:00:00Z; got {value!r}",
            field=field,
        )
    return ms


def listed(field: str, value: Any, *, at_most: int) -> list[Any]:
    """Read a list of at most *at_most* items."""
    if not isinstance(value, list | tuple) or len(value) > at_most:
        raise UsageError(f"{field} must be a list of at most {at_most} items", field=field)
    return list(value)


def items(check: Check, *, at_most: int) -> Check:
    """Make a check for a list whose items all pass *check*."""
    return lambda field, value: [
        check(f"{field}.{n}", item) for n, item in enumerate(listed(field, value, at_most=at_most))
    ]
