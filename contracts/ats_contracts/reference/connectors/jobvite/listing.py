"""
Read a whole list of the vendor's, and walk it in the order of its keys.

The vendor pages by offset over rows that move to the end whenever they change, and files one person
under several rows. An offset says nothing lasting about such a list, and a page of it nothing whole
about a person. So a list is read as a whole, 500 rows a request, and a position is the key of the
last record that was given out: whatever moves meanwhile, what is there all the time comes once.

Windows overlap: each has to hold a row that was seen before and did not change since, so that what
lies between was seen too; else the list is read again.
Cost: one request per 500 rows, for every page that is asked for.
Source: SPEC section 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ats_contracts.reference.connector import Session
from ats_contracts.reference.connectors.jobvite.answers import (
    Rows,
    read,
    read_rows,
    unreadable,
)
from ats_contracts.reference.errors import BadRequest, ListMoved
from ats_contracts.reference.values import JsonObject, Position, Query, Step

MAX_COUNT = 500
OVERLAP = 8
ATTEMPTS = 3
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
    """Read every row, by key. Raises: RemoteError, Throttled, ListMoved."""
    for reserved in ("start", "count"):
        if reserved in listing.query:
            raise BadRequest(f"remote_query[{reserved}] is the pager's; use limit and next_cursor")
    for _ in range(ATTEMPTS):
        reading = _Reading(session, listing)
        if reading.finish():
            return reading.rows
    raise ListMoved(f"the list of {listing.collection}")


@dataclass(slots=True)
class _Reading:
    """One attempt to read a list: what was read, and the last rows of it with their ages."""

    session: Session
    listing: Listing
    rows: dict[str, JsonObject] = field(default_factory=dict)
    tail: list[tuple[str, int]] = field(default_factory=list)
    overlap: int = OVERLAP
    total: int = 0

    def finish(self) -> bool:
        """
        Read to the end; False if the place was lost, or rows are missing.

        Begins at 0, which is the first row whether the vendor counts from 0 or from 1. Where it
        counts from 0, a later window begins one row later than it should, inside the overlap, and
        the end is where nothing new comes. Source: SPEC section 3.2, assumption `start_base`.
        """
        offset = 0
        while True:
            start = offset - len(self.tail) + 1 if offset else 0
            window = self._window(start)
            if self.tail and not self._is_joined(window):
                return False
            self._keep(window, is_first=not offset)
            before, offset = offset, max(0, start - 1) + len(window.rows)
            self.total = max(self.total, window.total)
            if offset >= window.total and self.overlap:
                return True
            if offset >= window.total or offset <= before:
                return len(self.rows) >= self.total

    def _window(self, start: int) -> Rows:
        query = {**self.listing.query, "start": str(start), "count": str(MAX_COUNT)}
        body = read(self.session, self.listing.name, query)
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


def walk_by_key(
    rows: Mapping[str, JsonObject], position: Position | None, start: str | None = None
) -> Iterator[Step]:
    """Walk records in the order of their keys, after the one that *position* names."""
    after = start if position is None else str(position[0])
    keys = sorted(key for key in rows if after is None or key > after)
    for n, key in enumerate(keys, start=1):
        yield Step(rows[key], [key] if n < len(keys) else None)
