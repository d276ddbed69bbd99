"""
Read what Jobtrain sends: keys in any case, three families of dates, records with and without
envelopes.

Accepts every reading of what the vendor's documents leave open, where the answer itself tells which
one it is. Takes nothing for a page of a list, or for a record, that is not one. Maps nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

from ats_contracts.reference import mapping as m
from ats_contracts.reference.connector import Session
from ats_contracts.reference.errors import BadRequest, Missing, RemoteError
from ats_contracts.reference.paging import KeyOf, Source, Window
from ats_contracts.reference.values import Json, JsonObject, Reply

API = "/api/v1"
MAX_PAGE_SIZE = 100
LONDON = ZoneInfo("Europe/London")
_UK = re.compile(r"(\d\d)/(\d\d)/(\d{4})(?: (\d\d:\d\d:\d\d\S*))?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(T.+)?")
_ID = re.compile(r"[1-9][0-9]{0,18}")


# Keys and values


def find(raw: JsonObject, *names: str) -> Json:
    """Find the first of *names* (lower case) that is a key, in any case; None if there is none."""
    keys = _folded(tuple(raw))
    return next((raw[keys[name]] for name in names if name in keys), None)


@lru_cache(maxsize=256)  # records of one kind have the same keys, and each is asked for many
def _folded(keys: tuple[str, ...]) -> Mapping[str, str]:
    return {key.lower(): key for key in keys}


def text(raw: JsonObject, *names: str) -> str | None:
    """Read a string; an empty one is null, as the vendor writes nothing as "". Source: 3.1."""
    value = find(raw, *names)
    return value if isinstance(value, str) and value else None


def key(raw: JsonObject, *names: str) -> str | None:
    """Read an id as a string."""
    value = find(raw, *names)
    return str(value) if m.is_key(value) else None


def part(raw: JsonObject, *names: str) -> JsonObject:
    """Read an object; an empty one if there is none."""
    value = find(raw, *names)
    return value if isinstance(value, dict) else {}


def objects(raw: JsonObject, *names: str) -> list[JsonObject]:
    """Read a list of objects; whatever else is in it is passed over."""
    value = find(raw, *names)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def instant(raw: JsonObject, *names: str) -> str | None:
    """
    Read a date, or a date and time, and write it as an instant in UTC.

    `YYYY-MM-DD`, with `THH:MM:SS` or not, or `dd/MM/yyyy`, with ` HH:mm:ss` or not, times with a
    fraction or an offset or neither. Without an offset it is a clock in London; of an hour shown
    twice the earlier is meant, and a day is its first instant. Null if it is none of these.
    Source: SPEC section 3.1; the zone is inferred.
    """
    value = text(raw, *names)
    moment = None if value is None else _moment(value)
    if moment is None:
        return None
    local = moment if moment.tzinfo else moment.replace(tzinfo=LONDON)
    return m.instant({"at": local.isoformat()}, "at")


def time_of_day(raw: JsonObject, *names: str) -> str | None:
    """Read an instant that is told with its time; null where only its day is, as lists have it."""
    return instant(raw, *names) if ":" in (text(raw, *names) or "") else None


def _moment(value: str) -> dt.datetime | None:
    try:
        if (uk := _UK.fullmatch(value)) is not None:
            day, month, year, time = uk.groups(default="00:00:00")
            value = f"{year}-{month}-{day}T{time}"
        return dt.datetime.fromisoformat(value) if _ISO.fullmatch(value) else None
    except ValueError:
        return None


def wire_id(record_id: str) -> str:
    """
    Check that an id can be the vendor's: a positive int64. Source: SPEC section 3.1.

    Raises: Missing, as nothing else can be there.
    """
    if not _ID.fullmatch(record_id) or int(record_id) >= 2**63:
        raise Missing(f"no record {record_id[:64]!r}: ids are whole numbers")
    return record_id


# Answers


def refusal(reply: Reply) -> tuple[int, str] | None:
    """Name the failure in an envelope that says another status than 200 while the reply is 200."""
    if reply.status != 200 or re.search(rb'"status"\s*:\s*200\b', reply.body[:400]):
        return None
    found = re.match(rb'\s*\{\s*"status"\s*:\s*([45]\d\d)\s*,\s*"message"', reply.body[:400])
    if found is None:
        return None
    status = int(found[1])
    kinds = {401: "auth", 403: "forbidden", 404: "not_found", 409: "conflict", 429: "rate_limited"}
    return status, kinds.get(status, "invalid" if status < 500 else "server_error")


def scrub(raw: Json) -> Json:
    """Keep equal-opportunities answers out of what an error repeats. Source: SPEC section 4."""
    if isinstance(raw, dict):
        kept = {name: value for name, value in raw.items() if not _is_private(name)}
        return {name: scrub(value) for name, value in kept.items()}
    if isinstance(raw, list):
        return [scrub(item) for item in raw]
    return "[withheld]" if isinstance(raw, str) and _is_private(raw) else raw


def _is_private(words: str) -> bool:
    return "equalops" in words.lower()


def unwrap(body: Json) -> Json:
    """Take the envelope off, if there is one. Source: SPEC section 3.1, assumption `envelope`."""
    if isinstance(body, dict):
        folded = {name.lower(): value for name, value in body.items()}
        if "resultdata" in folded:
            return folded["resultdata"]
    return body


def read_one(session: Session, path: str, *names: str, record_id: str) -> JsonObject:
    """
    Read one record, and check by its id, under one of *names*, that it is the one asked for.

    Raises: RemoteError, Missing.
    """
    found = unwrap(session.read(path))
    if not isinstance(found, dict) or key(found, *names) is None:
        raise unreadable(found, "expected one record with an id")
    if key(found, *names) != record_id:
        raise Missing(f"no record {record_id[:64]!r}: the provider answered another one")
    return found


def if_there(read: Callable[[], JsonObject]) -> JsonObject | None:
    """Read a record; None if it is gone. A 404 is asked about again before it is believed."""
    for _ in range(2):
        try:
            return read()
        except RemoteError as error:
            if error.kind not in ("not_found", "forbidden"):
                raise
    return None


def source(session: Session, path: str, remote: Mapping[str, str], row_key: KeyOf) -> Source:
    """Make a list readable by page. Raises: BadRequest if *remote* holds the pager's own words."""
    for name in remote:
        if name.lower() in ("pageno", "pagesize"):
            raise BadRequest(f"remote_query[{name}] is the pager's; use limit and next_cursor")

    def page(number: int, size: int) -> Json:
        query = {**remote, "PageNo": str(number), "PageSize": str(size)}
        return unwrap(session.read(path, query))

    def read(number: int, size: int) -> Window:
        body = page(number, size)
        if isinstance(body, list):
            ends = len(body) < size and (not body or not page(number + 1, size))
            return _bare_window(body, number, size, row_key, ends=ends)
        return _window(body, number, size, row_key)

    return Source(read=read, key=row_key, max_size=MAX_PAGE_SIZE)


def _window(body: Json, number: int, size: int, row_key: KeyOf) -> Window:
    """
    Check that a page is whole: `result` (or `results`) counts its rows, `total` all there are.

    Source: SPEC section 3.1 (recorded), assumption `page_count_key`.
    """
    raw = body if isinstance(body, dict) else {}
    rows, total, count = find(raw, "records"), find(raw, "total"), find(raw, "result", "results")
    if not isinstance(rows, list) or not _is_count(total):
        raise unreadable(body, "expected total, result and a list of records")
    if count is not None and (not _is_count(count) or count != len(rows)):
        raise unreadable(body, f"{len(rows)} records where result says {str(count)[:20]}")
    _check_rows(body, rows, row_key)
    in_force = size
    if rows and len(rows) < size and (number - 1) * size + len(rows) < total:
        in_force = len(rows)
    offset = (number - 1) * in_force
    if len(rows) != max(0, min(in_force, total - offset)):
        raise unreadable(
            body, f"{len(rows)} records on page {number} do not fit a total of {total}"
        )
    return Window(rows=rows, offset=offset, total=total, size=in_force, clamped=in_force < size)


def _bare_window(
    rows: list[JsonObject], number: int, size: int, row_key: KeyOf, *, ends: bool
) -> Window:
    """Make a window of a list without a total: it goes on until a page says otherwise."""
    _check_rows(rows, rows, row_key)
    is_clamped = not ends and len(rows) < size
    in_force = len(rows) if is_clamped else size
    offset = (number - 1) * in_force
    total = offset + len(rows) + (0 if ends else 1)
    return Window(rows=rows, offset=offset, total=total, size=in_force, clamped=is_clamped)


def _check_rows(body: Json, rows: list[Json], row_key: KeyOf) -> None:
    if not all(isinstance(row, dict) and row_key(row) for row in rows):
        raise unreadable(body, "a record without an id")


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def by(*names: str) -> KeyOf:
    """Tell rows apart by the id under one of *names*; an empty one is none."""
    return lambda row: key(row, *names) or ""


def unreadable(body: Json, problem: str) -> RemoteError:
    """Say that a success cannot be read as one."""
    return RemoteError(
        502, "unreadable", f"the provider's answer is not usable: {problem}", raw=body
    )
