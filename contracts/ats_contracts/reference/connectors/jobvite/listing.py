"""
Read a whole list of the vendor's, and walk it in the order of its keys.

The vendor pages by offset over rows that move to the end whenever they change, and files one person
under several rows. An offset says nothing lasting about such a list, and a page of it nothing whole
about a person. So a list is read as a whole, 500 rows a request, and a position is the key of the
last record that was given out: whatever moves meanwhile, what is there all the time comes once.

Windows overlap: each has to hold a row that was seen before, or the list is read again.
Cost: one request per 500 rows, for every page that is asked for. Source: SPEC section 3.2.
"""

from __future__ import annotations

from collections import deque
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
    """One attempt to read a list: what was read, and the keys of the last rows in order."""

    session: Session
    listing: Listing
    rows: dict[str, JsonObject] = field(default_factory=dict)
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=OVERLAP))
    offset: int = 0
    total: int = 0

    def finish(self) -> bool:
        """Read to the end; False if the place was lost, or rows are missing."""
        while True:
            overlap = len(self.tail)
            window = self._window(self.offset - overlap + 1)
            fresh = self._fresh(window)
            if fresh is None:
                return False
            for row in fresh:
                self._keep(row)
            self.total = window.total
            self.offset += len(window.rows) - overlap
            if self.offset >= self.total:
                return True
            if not fresh:
                return self._from_before()

    def _window(self, start: int) -> Rows:
        query = {**self.listing.query, "start": str(start), "count": str(MAX_COUNT)}
        body = read(self.session, self.listing.name, query)
        window = read_rows(body, self.listing.collection)
        if window.total < len(window.rows) or (start == 1 and window.total and not window.rows):
            raise unreadable(body, f"{len(window.rows)} rows do not fit a total of {window.total}")
        return window

    def _fresh(self, window: Rows) -> list[JsonObject] | None:
        """Cut off what was seen; None if nothing was, so that rows may be missing."""
        if not self.tail:
            self._narrow(window)
            return window.rows
        seen = [n for n, row in enumerate(window.rows) if self.listing.key(row) in self.tail]
        return window.rows[seen[-1] + 1 :] if seen else None

    def _narrow(self, window: Rows) -> None:
        """Overlap less where the vendor's pages are tiny."""
        self.tail = deque(maxlen=min(OVERLAP, len(window.rows) // 2))

    def _from_before(self) -> bool:
        """Look before the first row: a vendor that counts from 0 would have hidden one there."""
        for row in self._window(0).rows:
            self._keep(row)
        return len(self.rows) >= self.total

    def _keep(self, row: JsonObject) -> None:
        key = self.listing.key(row)
        other = self.rows.get(key)
        if other is None or self.listing.age(other) <= self.listing.age(row):
            self.rows[key] = row
        self.tail.append(key)


def walk_by_key(
    rows: Mapping[str, JsonObject], position: Position | None, start: str | None = None
) -> Iterator[Step]:
    """Walk records in the order of their keys, after the one that *position* names."""
    after = start if position is None else str(position[0])
    keys = sorted(key for key in rows if after is None or key > after)
    for n, key in enumerate(keys, start=1):
        yield Step(rows[key], [key] if n < len(keys) else None)
