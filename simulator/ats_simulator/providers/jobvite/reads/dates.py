"""
Dates in query strings, by the patterns of Java's `SimpleDateFormat`, read strictly.

Without a pattern three are tried, as the old API does. A pattern without an hour names a day: it
begins at midnight in the server's zone, and as an end it takes the whole day along. Refuses
patterns with letters that mean nothing in a date.
Source: SPEC section 3.4 (official for v1, inferred for v2); switches section 9.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

DEFAULT_PATTERNS: Final = ("MM-dd-yyyy", "MM/dd/yyyy", "yyyy-MM-dd'T'HH:mm:ssZ")
"""`date_default_patterns` (F): three."""

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LONGEST: Final = 100
_DAY: Final = dt.timedelta(days=1)
_MILLISECOND: Final = dt.timedelta(milliseconds=1)


class BadDate(ValueError):
    """A date, or a pattern, that cannot be read."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """A compiled pattern; *whole_day* when it names no time of day."""

    expression: re.Pattern[str]
    whole_day: bool


def read_start(text: str, pattern: str | None, zone: ZoneInfo) -> int:
    """Read the first instant that *text* names, in epoch milliseconds. Raises: BadDate."""
    return _read(text, pattern, zone)[0]


def read_end(text: str, pattern: str | None, zone: ZoneInfo, *, whole_days: bool) -> int:
    """
    Read the last instant that *text* names: of a day its end, with *whole_days*, or its start.

    Raises: BadDate.
    """
    start, end = _read(text, pattern, zone)
    return end if whole_days else start


def _read(text: str, pattern: str | None, zone: ZoneInfo) -> tuple[int, int]:
    patterns = DEFAULT_PATTERNS if pattern is None else (pattern,)
    for each in patterns:
        reader = reader_of(each)
        if found := reader.expression.fullmatch(text):
            moment = _moment(found.groupdict(), zone)
            last = _next_day(moment) - _MILLISECOND if reader.whole_day else moment
            return _epoch_ms(moment), _epoch_ms(last)
    raise BadDate(text)


def _next_day(moment: dt.datetime) -> dt.datetime:
    """Give the next midnight on the wall, whatever the clocks do in between."""
    try:
        following = moment.date() + _DAY
    except OverflowError as error:
        raise BadDate(moment.isoformat()) from error
    return dt.datetime.combine(following, dt.time(), moment.tzinfo)


def _epoch_ms(moment: dt.datetime) -> int:
    try:
        utc = moment.astimezone(dt.UTC)
    except OverflowError as error:
        raise BadDate(moment.isoformat()) from error
    return (utc - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // _MILLISECOND


# ── patterns ─────────────────────────────────────────────────────────────────────────────────

_TOKEN: Final = re.compile(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)|(.)", re.DOTALL)
_TIME_LETTERS: Final = frozenset("HkKhmsS")


@lru_cache(maxsize=256)
def reader_of(pattern: str) -> _Reader:
    """Compile a `SimpleDateFormat` pattern. Raises: BadDate."""
    if not pattern or len(pattern) > _LONGEST or pattern.count("'") % 2:
        raise BadDate(pattern)
    parts, seen = [], set()
    for quoted, run, letter, other in _tokens(pattern):
        if run:
            name, expression = _field(letter, len(run))
            if name in seen:
                raise BadDate(pattern)
            seen.add(name)
            parts.append(f"(?P<{name}>{expression})")
        else:
            parts.append(re.escape(other or quoted.replace("''", "'") or "'"))
    if "year" not in seen:
        raise BadDate(pattern)
    timed = any(letter in _TIME_LETTERS for _, _, letter, _ in _tokens(pattern))
    return _Reader(re.compile("".join(parts), re.ASCII), whole_day=not timed)


def _tokens(pattern: str) -> Iterator[tuple[str, str, str, str]]:
    for found in _TOKEN.finditer(pattern):
        quoted, run, letter, other = found.groups()
        yield quoted or "", run or "", letter or "", other or ""


def _names(names: tuple[str, ...], length: int) -> str:
    chosen = names if length > len("MMM") else tuple(name[:3] for name in names)
    return "|".join(f"(?i:{name})" for name in chosen)


def _field(letter: str, length: int) -> tuple[str, str]:
    """Give the name and the expression of a run of *length* equal letters. Raises: BadDate."""
    digits = rf"\d{{{length}}}" if length > 1 else r"\d{1,2}"
    if letter in _FIXED:
        return _FIXED[letter]
    if letter in _SIMPLE and length <= len("dd"):
        return _SIMPLE[letter], digits
    match letter:
        case "y" | "u" if length in (1, 4):
            return "year", r"\d{4}"
        case "M" | "L" if length <= len("MM"):
            return "month", digits
        case "M" | "L":
            return "month_name", _names(_MONTHS, length)
        case "E":
            return "weekday", _names(_DAYS, length)
        case "S":
            return "fraction", digits if length > 1 else r"\d{1,3}"
        case _:
            raise BadDate(letter * length)


_FIXED: Final[Mapping[str, tuple[str, str]]] = {
    "Z": ("offset", r"[+-]\d{4}"),
    "X": ("offset", r"Z|[+-]\d{2}(?::?\d{2})?"),
    "z": ("offset", r"Z|UTC|GMT(?:[+-]\d{2}:\d{2})?"),
    "a": ("half", r"(?i:am|pm)"),
}
_SIMPLE: Final[Mapping[str, str]] = {
    "d": "day",
    "H": "hour",
    "k": "hour_24",
    "K": "hour_11",
    "h": "hour_12",
    "m": "minute",
    "s": "second",
}


def _moment(found: Mapping[str, str | None], zone: ZoneInfo) -> dt.datetime:
    """Put the parts together; what a pattern does not name is the first of its kind."""

    def part(name: str, default: int = 0) -> int:
        text = found.get(name)
        return default if text is None else int(text)

    try:
        moment = dt.datetime(
            part("year"),
            _month(found),
            part("day", 1),
            _hour(found),
            part("minute"),
            part("second"),
            _microseconds(found.get("fraction")),
            _zone(found.get("offset"), zone),
        )
    except ValueError as error:
        raise BadDate(str(error)) from error
    weekday = found.get("weekday")
    if weekday and not _DAYS[moment.weekday()].lower().startswith(weekday.lower()):
        raise BadDate(weekday)
    return moment


def _month(found: Mapping[str, str | None]) -> int:
    name = found.get("month_name")
    if name is None:
        return int(found.get("month") or 1)
    return next(n for n, m in enumerate(_MONTHS, 1) if m.lower().startswith(name.lower()))


def _hour(found: Mapping[str, str | None]) -> int:
    """Read the hour, whichever of the four ways it is counted."""
    late = 12 if (found.get("half") or "").lower() == "pm" else 0
    if (text := found.get("hour_24")) is not None:
        return _within(int(text), 1, 24) % 24
    if (text := found.get("hour_12")) is not None:
        return _within(int(text), 1, 12) % 12 + late
    if (text := found.get("hour_11")) is not None:
        return _within(int(text), 0, 11) + late
    return int(found.get("hour") or 0)


def _within(value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError(f"{value} is not between {low} and {high}")
    return value


def _microseconds(fraction: str | None) -> int:
    """Read `S`, which counts milliseconds however many digits it has."""
    return _within(int(fraction), 0, 999) * 1000 if fraction else 0


def _zone(offset: str | None, zone: ZoneInfo) -> dt.tzinfo:
    if offset is None:
        return zone
    text = offset.removeprefix("GMT")
    if text in ("", "Z", "UTC"):
        return dt.UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "").ljust(4, "0")
    span = dt.timedelta(hours=int(digits[:2]), minutes=_within(int(digits[2:]), 0, 59))
    return dt.timezone(sign * span)
