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
_EPOCH: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - the wall of UTC
_ABBREVIATIONS: Final = {
    "GMT": 0,
    "UTC": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
"""Hours from UTC. Java knows more names; no client is known to send any."""

_CENTURY_BEGINS: Final = 1946
"""The first year that two digits can mean. Java slides: eighty years before today."""


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
            start = _epoch_ms(moment)
            return start, _end_of_day(moment, start) if reader.whole_day else start
    raise BadDate(text)


def _end_of_day(moment: dt.datetime, start: int) -> int:
    """Give the last instant before the next midnight on the wall, whatever the clocks do."""
    if moment.date() == dt.date.max:  # the vendor's own "no end": there is no next midnight
        return start + _DAY // _MILLISECOND - 1
    following = dt.datetime.combine(moment.date() + _DAY, dt.time(), moment.tzinfo)
    return _epoch_ms(following) - 1


def _epoch_ms(moment: dt.datetime) -> int:
    """Count from the wall, since the first and the last day may be no day in UTC."""
    offset = moment.utcoffset()
    assert offset is not None
    return (moment.replace(tzinfo=None) - _EPOCH - offset) // _MILLISECOND


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
        case "y" if length in (1, 4):
            return "year", r"\d{4}"
        case "y" if length == len("yy"):
            return "year", r"\d{2}"
        case "M" | "L" if length <= len("MM"):
            return "month", digits
        case "M" | "L":
            return "month_name", _names(_MONTHS, length)
        case "E":
            return "weekday", _names(_DAYS, length)
        case "X" if length <= len("XXX"):
            return "offset", _ISO_OFFSETS[length - 1]
        case "S":
            return "fraction", digits if length > 1 else r"\d{1,3}"
        case _:
            raise BadDate(letter * length)


_ZONES: Final = rf"[+-]\d{{4}}|GMT[+-]\d{{1,2}}:\d{{2}}|{'|'.join(_ABBREVIATIONS)}"
_ISO_OFFSETS: Final = ("Z|[+-]\\d{2}", "Z|[+-]\\d{4}", "Z|[+-]\\d{2}:\\d{2}")
_FIXED: Final[Mapping[str, tuple[str, str]]] = {
    "Z": ("offset", _ZONES),
    "z": ("offset", _ZONES),
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
            _year(found),
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


def _year(found: Mapping[str, str | None]) -> int:
    text = found["year"] or ""
    if len(text) > len("yy"):
        return int(text)
    return _CENTURY_BEGINS + (int(text) - _CENTURY_BEGINS) % 100


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
    if offset == "Z":
        return dt.UTC
    if offset in _ABBREVIATIONS:
        return dt.timezone(dt.timedelta(hours=_ABBREVIATIONS[offset]))
    text = offset.removeprefix("GMT")
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= len("hh") else (digits[:-2], digits[-2:])
    span = dt.timedelta(hours=int(hours), minutes=_within(int(minutes), 0, 59))
    return dt.timezone(sign * span)
