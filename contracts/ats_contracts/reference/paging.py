"""
Walk a provider's list in page-sized steps, without losing a row that others move meanwhile.

Never trusts an offset alone. Every read after the first overlaps what was read before: the window
must hold a row that the walk has already seen, and goes on after it. So a record deleted before
the cursor shifts nothing out of sight, and one revived before it repeats nothing. If the place is
lost, the walk is refused loudly.

Cost: one request per window; a window covers what is wanted wherever some page size of the
provider allows it, otherwise two. Looking back for a lost place costs at most three more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ats_contracts.reference.errors import BadRequest, ListMoved, RemoteError, Throttled
from ats_contracts.reference.filters import Sort
from ats_contracts.reference.values import JsonObject, Page, Position, Row, Step

REMEMBERED = 8
LOOK_BACKS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """
    Consecutive rows of a list; the first has index `offset`.

    `size` is the page size in force; `clamped` says that it is less than was asked for.
    """

    rows: list[JsonObject]
    offset: int
    total: int
    size: int
    clamped: bool = False


ReadPage = Callable[[int, int], Window]
"""Read page *number* (1-based) of *size* rows."""
KeyOf = Callable[[JsonObject], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a walk is: *offset* rows are behind it, and *seen* are the keys of the last of them."""

    offset: int = 0
    seen: tuple[str, ...] = ()

    @classmethod
    def from_position(cls, position: Position | None) -> Place:
        """Read what `to_position` wrote; None is the beginning."""
        return cls() if position is None else cls(offset=position[0], seen=tuple(position[1]))

    def to_position(self) -> Position:
        """Write the place as JSON."""
        return [self.offset, list(self.seen)]

    def past(self, key: str) -> Place:
        """Give the place after one more row."""
        return Place(offset=self.offset + 1, seen=(*self.seen, key)[-REMEMBERED:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A list that is paged by number: how to read a page, how rows are told apart, the limit."""

    read: ReadPage
    key: KeyOf
    max_size: int


def walk_offset(source: Source, position: Position | None, want: int) -> Iterator[Step]:
    """
    Walk *source* from *position*, in windows that suit *want* rows.

    Raises: ListMoved if none of the remembered rows is found again.
    """
    place = Place.from_position(position)
    while True:
        window = read_on(source, place, want)
        if window.clamped:
            source = replace(source, max_size=window.size)
        place = replace(place, offset=window.offset)
        for row in window.rows:
            place = place.past(source.key(row))
            yield Step(row, place.to_position() if place.offset < window.total else None)
        if place.offset >= window.total:
            return


def read_on(source: Source, place: Place, want: int) -> Window:
    """Read the rows after *place*; the window's offset is that of its first new row."""
    if not place.seen:
        return source.read(1, min(want, source.max_size))
    number, size = plan(place.offset, want, source.max_size)
    window = source.read(number, size)
    if window.clamped:
        return read_on(replace(source, max_size=window.size), place, want)
    for _ in range(LOOK_BACKS):
        rest = _after_seen(source, window, place)
        if rest is not None:
            return rest if rest.rows else _next_page(source, rest, place, number, size)
        if min(window.offset, window.total) == 0:
            return _from_start(window, place)
        number, size = plan_back(min(window.offset, window.total), source.max_size)
        window = source.read(number, size)
    raise ListMoved("the list")


def _after_seen(source: Source, window: Window, place: Place) -> Window | None:
    """Cut off what was seen; None if the window holds nothing that was, so rows may be missing."""
    if window.total == 0:
        return window
    found = [n for n, row in enumerate(window.rows) if source.key(row) in place.seen]
    if not found:
        return None
    fresh = found[-1] + 1
    return replace(window, rows=window.rows[fresh:], offset=window.offset + fresh)


def _from_start(window: Window, place: Place) -> Window:
    """Take the list from its start, if all that was ever seen of it is known to be gone."""
    if place.offset > len(place.seen):
        raise ListMoved("the list")
    return window


def _next_page(source: Source, rest: Window, place: Place, number: int, size: int) -> Window:
    """
    Read the page after one of which all was seen, unless that was the last.

    Raises: ListMoved if it holds nothing new: the list is in motion, or the provider repeats a page
        and would be read for ever.
    """
    if rest.offset >= rest.total:
        return rest
    window = source.read(number + 1, size)
    fresh = _after_seen(source, window, place) or window
    if not fresh.rows:
        raise ListMoved("the list")
    return fresh


def plan(offset: int, want: int, max_size: int) -> tuple[int, int]:
    """
    Choose page number and size so that one page holds row *offset* − 1 and many rows after it.

    Takes the smallest size that covers *want* new rows, else the one that covers most.
    """
    anchor = offset - 1

    def gain(size: int) -> int:
        return (anchor // size + 1) * size - offset

    sizes = range(1, max_size + 1)
    best = next((size for size in sizes if gain(size) >= want), None) or max(sizes, key=gain)
    return anchor // best + 1, best


def plan_back(offset: int, max_size: int) -> tuple[int, int]:
    """Choose the page that holds row *offset* − 1 and most rows before it."""
    anchor = offset - 1
    best = max(range(1, max_size + 1), key=lambda size: anchor % size)
    return anchor // best + 1, best


def walk_nested(
    outer: Callable[[Position | None], Iterator[Step]],
    inner: Callable[[str, Position | None], Iterator[Step]],
    position: Position | None,
    *,
    key: KeyOf,
) -> Iterator[Step]:
    """
    Walk the rows of an inner list for every row of an outer one.

    Position: [outer position after this parent or null, parent key, inner position or null].
    Parents without rows give no step, so a page can never end on one.
    """
    start: Position | None = None
    if position is not None:
        start, parent, within = position
        if within is not None:
            yield from _children(inner, start, parent, within)
        if start is None:
            return
    for step in outer(start):
        yield from _children(inner, step.after, key(step.raw), None)


def _children(
    inner: Callable[[str, Position | None], Iterator[Step]],
    outer_after: Position | None,
    parent: str,
    within: Position | None,
) -> Iterator[Step]:
    for raw, after in inner(parent, within):
        ends = after is None and outer_after is None
        yield Step(raw, None if ends else [outer_after, parent, after])


def fill_page(
    steps: Iterator[Step],
    keep: Callable[[JsonObject], Row | None],
    limit: int,
    is_spent: Callable[[], bool],
) -> Page:
    """
    Take rows until the page is full, or has some and *is_spent* says that it has cost enough, or
    the provider asks for a pause.

    A page is empty only at the end of the list. The position is that after the last record looked
    at, so nothing is read twice and nothing is left out.
    Raises: as *steps* do; but no pause, if there are rows to give out first.
    """
    rows: list[Row] = []
    after: Position | None = None
    try:
        for step in steps:
            after = step.after
            if (row := keep(step.raw)) is not None:
                rows.append(row)
            if rows and (len(rows) >= limit or is_spent()):
                return Page(rows, after)
    except (Throttled, RemoteError) as pause:
        if pause.wait_s is None or not rows or after is None:
            raise
        return Page(rows, after)
    return Page(rows, None)


def sorted_page(
    steps: Iterator[Step],
    keep: Callable[[JsonObject], Row | None],
    sort: Sort,
    position: Position | None,
    limit: int,
) -> Page:
    """
    Sort the whole list and cut one page; unknown values come last, ties go by id.

    Position: [["instant", id] of the last row given out].
    """
    rows = [row for step in steps if (row := keep(step.raw)) is not None]
    rows.sort(key=lambda row: _rank(row, sort), reverse=sort.descending)
    if position is not None:
        last = (bool(position[0]), str(position[1]), str(position[2]))
        rows = [row for row in rows if _is_after(_rank(row, sort), last, sort)]
    cut = rows[:limit]
    return Page(cut, list(_rank(cut[-1], sort)) if len(rows) > limit else None)


def _rank(row: Row, sort: Sort) -> tuple[bool, str, str]:
    value = row.unified[sort.field]
    if value is None:
        return (not sort.descending, "", row.unified["id"])
    moment = dt.datetime.fromisoformat(value).isoformat(timespec="microseconds")
    return (sort.descending, moment, row.unified["id"])


def _is_after(rank: tuple[bool, str, str], last: tuple[bool, str, str], sort: Sort) -> bool:
    return rank < last if sort.descending else rank > last


def bounded(steps: Iterator[Step], is_spent: Callable[[], bool], what: str) -> Iterator[Step]:
    """Pass *steps* on. Raises: BadRequest once reading them has cost more than is allowed."""
    for step in steps:
        yield step
        if is_spent():
            raise BadRequest(
                f"the list is too long for {what}; narrow it with a filter, or walk it"
            )
