"""
Read a whole list of the vendor's, and walk it in the order of its keys.

The vendor pages by offset over rows that move to the end whenever they change, and files one person
under several rows. An offset says nothing lasting about such a list, and a page of it nothing whole
about a person. So a list is read as a whole, 500 rows a request, and a position is the key of the
last record that was given out: whatever moves meanwhile, what is there all the time comes once.

Windows overlap: each has to hold a row that was seen before and did not change since, so that what
lies between was seen too; else the list is read again.

A list that a limit interrupts is read on when the caller comes back, and the pages of a long one
are all of one reading, so that a list of any length can be walked at fifteen requests a minute.
Cost: one request per 500 rows; for every page that is asked for, up to 500 rows, else once a walk.
Source: SPEC section 3.2.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ats_contracts.reference.connector import Session
from ats_contracts.reference.connectors.jobvite.answers import (
    Rows,
    read,
    read_rows,
    unreadable,
)
from ats_contracts.reference.errors import BadRequest, ListMoved, RemoteError, Throttled
from ats_contracts.reference.values import JsonObject, Position, Query, Step

MAX_COUNT = 500
OVERLAP = 8
ATTEMPTS = 3
TOO_LONG = (
    "the list is longer than what is held of it while a limit lasts; narrow it with a filter, or "
    "link the account with a pace that lets calls wait"
)
COMES_BACK_S = 60.0
"""How much later than it was told a caller may come back and still find the half of a list."""
KEPT_S = 3_700.0
"""How long a walk may pause and still find its list; some limits make it pause for an hour."""
KeyOf = Callable[[JsonObject], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """
    One list: its path below the API, the collection in its answers, its filters.

    `key` tells rows apart; `age` says which of two under one key is the newer one.
    """

    name: str
    collection: str
    key: KeyOf
    query: Query = field(default_factory=dict)
    age: Callable[[JsonObject], int] = lambda row: 0


def read_all(session: Session, listing: Listing) -> dict[str, JsonObject]:
    """
    Read every row, by key; from where an earlier call had to stop, if it came to that.

    Raises: RemoteError, Throttled, ListMoved.
    """
    for reserved in ("start", "count"):
        if reserved in listing.query:
            raise BadRequest(f"remote_query[{reserved}] is the pager's; use limit and next_cursor")
    name = f"unfinished:{listing.name}:{sorted(listing.query.items())}"
    reading = session.kept(name) or _Reading(listing)
    while reading.attempts:
        try:
            is_whole = reading.finish(session)
        except (Throttled, RemoteError) as stop:
            if stop.wait_s is not None:
                for_s = stop.wait_s + COMES_BACK_S
                if not session.keep(name, reading, weight=len(reading.rows), for_s=for_s):
                    raise BadRequest(TOO_LONG) from stop
            raise
        if is_whole:
            return reading.rows
        reading = _Reading(listing, attempts=reading.attempts - 1)
    raise ListMoved(f"the list of {listing.collection}")


@dataclass(slots=True)
class _Reading:
    """
    One attempt to read a list: what was read, and the last rows of it with their ages.

    *attempts* are left, this one included.
    """

    listing: Listing
    attempts: int = ATTEMPTS
    rows: dict[str, JsonObject] = field(default_factory=dict)
    tail: list[tuple[str, int]] = field(default_factory=list)
    overlap: int = OVERLAP
    offset: int = 0
    total: int = 0

    def finish(self, session: Session) -> bool:
        """
        Read to the end; False if the place was lost, or rows are missing.

        Begins at 0, which is the first row whether the vendor counts from 0 or from 1. Where it
        counts from 0, a later window begins one row later than it should, inside the overlap, and
        the end is where nothing new comes. Source: SPEC section 3.2, assumption `start_base`.
        """
        while True:
            start = self.offset - len(self.tail) + 1 if self.offset else 0
            window = self._window(session, start)
            if self.tail and not self._is_joined(window):
                return False
            self._keep(window, is_first=not self.offset)
            before, self.offset = self.offset, max(0, start - 1) + len(window.rows)
            self.total = max(self.total, window.total)
            if self.offset >= window.total and self.overlap:
                return True
            if self.offset >= window.total or self.offset <= before:
                return len(self.rows) >= self.total

    def _window(self, session: Session, start: int) -> Rows:
        query = {**self.listing.query, "start": str(start), "count": str(MAX_COUNT)}
        body = read(session, self.listing.name, query)
        window = read_rows(body, self.listing.collection)
        if window.total < len(window.rows) or (start == 0 and window.total and not window.rows):
            raise unreadable(body, f"{len(window.rows)} rows do not fit a total of {window.total}")
        return window

    def _mark(self, row: JsonObject) -> tuple[str, int]:
        return self.listing.key(row), self.listing.age(row)

    def _is_joined(self, window: Rows) -> bool:
        """Tell whether a window holds a row that was seen before, and has not moved since."""
        return any(self._mark(row) in self.tail for row in window.rows)

    def _keep(self, window: Rows, *, is_first: bool) -> None:
        if is_first:  # overlap less where the vendor's pages are tiny
            self.overlap = min(OVERLAP, len(window.rows) // 2)
        for row in window.rows:
            key, age = self._mark(row)
            if key not in self.rows or self.listing.age(self.rows[key]) <= age:
                self.rows[key] = row
        self.tail = [self._mark(row) for row in window.rows[-self.overlap :]] * bool(self.overlap)


def walk_long(
    session: Session, position: Position | None, read: Callable[[], Mapping[str, JsonObject]]
) -> Iterator[Step]:
    """
    Walk the records that *read* gives, in the order of their keys, as `walk_by_key` does.

    Those of a long list are kept for the pages that follow, under a name that their positions
    hold. If they are kept no longer, they are read again: a position is a key all the same.
    """
    name = str(position[1]) if position is not None and len(position) > 1 else ""
    records = session.kept(name) if name else None
    if records is None:
        records = read()
        name = f"walk:{secrets.token_urlsafe(9)}" if _rows_in(records) > MAX_COUNT else ""
    if name:
        session.keep(name, records, weight=_rows_in(records), for_s=KEPT_S)
    for raw, after in walk_by_key(records, position):
        yield Step(raw, [*after, name] if after and name else after)


def _rows_in(records: Mapping[str, JsonObject]) -> int:
    return sum(len(each.get("rows", (each,))) for each in records.values())


def walk_by_key(
    rows: Mapping[str, JsonObject], position: Position | None, start: str | None = None
) -> Iterator[Step]:
    """Walk records in the order of their keys, after the one that *position* names."""
    after = start if position is None else str(position[0])
    keys = sorted(key for key in rows if after is None or key > after)
    for n, key in enumerate(keys, start=1):
        yield Step(rows[key], [key] if n < len(keys) else None)
