"""
Lists and single objects in the envelope: paging, searching, sorting.

Lists that are kept rendered are joined from bytes; the others are rendered page by page, or as a
whole where the client searches or sorts. Source: SPEC section 3.1; row 21: names of parameters
in any case; row 31 (`page_no_base`): pages count from 1; row 32 (`page_value_below_min`): what is
too small becomes the default; row 34 (`page_past_end`): an empty page; row 35
(`page_non_integer`): 400; row 37 (`sort_unknown_value`): ignored; row 38 (`default_sort`):
ascending ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from ats_simulator.paging import PageNumber, rows_before
from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobtrain import errors, wire
from ats_simulator.providers.jobtrain.bodies import integer, not_valid
from ats_simulator.providers.jobtrain.errors import Problems, enveloped
from ats_simulator.providers.jobtrain.operations import Call
from ats_simulator.services import Services
from ats_simulator.store.records import Where

SETTINGS: Final = {"page_size": 20, "page_size_max": 100}
"""Records on a page unless asked otherwise, and at most. Source: SPEC section 3.1 (official)."""

LARGEST: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a client asks of a list. *search* is folded; *column* is lower case, "" for none."""

    page: PageNumber
    search: str
    column: str
    descending: bool


def wanted(services: Services, call: Call) -> Wanted | Reply:
    """Read paging, search and order, or give the answer that refuses them."""
    problems: Problems = {}
    longest = int(services.tenant.settings["page_size_max"])
    usual = min(int(services.tenant.settings["page_size"]), longest)
    number = _integer(call, "PageNo", 1, problems)
    size = _integer(call, "PageSize", usual, problems)
    if size > longest and services.assumptions["page_size_over_max"] == "400":
        problems["PageSize"] = [f"The field PageSize must be between 1 and {longest}."]
    if problems:
        return errors.invalid(errors.style_of(services.tenant), problems)
    return Wanted(
        PageNumber(page=max(1, number), per_page=min(size, longest) if size > 0 else usual),
        call.args.get("texttosearch", "").casefold(),
        call.args.get("sortcolumn", "").strip().lower(),
        call.args.get("sortdirection", "").strip().lower() == "desc",
    )


def _integer(call: Call, name: str, default: int, problems: Problems) -> int:
    text = call.args.get(name.lower(), "")
    if not text.strip():
        return default
    value = integer(text)
    if value is None or abs(value) > LARGEST:
        problems.update(not_valid(name, text))
        return default
    return value


def of_rows(services: Services, call: Call, kind: str, where: Where) -> Reply:
    """Answer a list that is kept rendered."""
    ask = wanted(services, call)
    if isinstance(ask, Reply):
        return ask
    if ask.search:
        where = where.and_(Where("instr(search, ?) > 0", (ask.search,)))
    if ask.column:
        found = services.rows(kind, where=where, skip=0, take=LARGEST)
        ordered = in_order([orjson.loads(body) for body in found.bodies], ask)
        return page_of(services, call, [orjson.dumps(r) for r in cut(ordered, ask)], found.total)
    rows = services.rows(kind, where=where, skip=rows_before(ask.page), take=ask.page.per_page)
    return page_of(services, call, rows.bodies, rows.total)


def of_numbers(
    services: Services,
    call: Call,
    numbers: Sequence[int],
    render: Callable[[int], Record],
) -> Reply:
    """Answer a list of what *render* makes of *numbers*, in their order unless asked otherwise."""
    ask = wanted(services, call)
    if isinstance(ask, Reply):
        return ask
    if not ask.search and not ask.column:
        bodies = [orjson.dumps(render(n)) for n in cut(numbers, ask)]
        return page_of(services, call, bodies, len(numbers))
    records = [render(n) for n in numbers]
    if ask.search:
        records = [r for r in records if ask.search in wire.search_text(r)]
    bodies = [orjson.dumps(r) for r in cut(in_order(records, ask), ask)]
    return page_of(services, call, bodies, len(records))


def of_records(services: Services, call: Call, records: Sequence[Record]) -> Reply:
    """Answer a short list that is rendered already."""
    return of_numbers(services, call, range(len(records)), records.__getitem__)


def cut(items: Sequence[Any], ask: Wanted) -> Sequence[Any]:
    """Cut the page out of all *items*."""
    start = rows_before(ask.page)
    return items[start : start + ask.page.per_page]


def in_order(records: list[Record], ask: Wanted) -> list[Record]:
    """Sort by a top-level field that holds a text or a number; leave the order for any other."""
    names = {name.lower(): name for name in records[0]} if records else {}
    name = names.get(ask.column)
    if name is None or any(isinstance(r.get(name), dict | list) for r in records):
        return records
    return sorted(records, key=lambda r: _rank(r.get(name)), reverse=ask.descending)


def _rank(value: object) -> tuple[int, float | int, str]:
    """Order nulls before numbers before texts, texts without regard to case."""
    if value is None:
        return (0, 0, "")
    return (1, value, "") if isinstance(value, int | float) else (2, 0, str(value).casefold())


STARTERS: Final = 41
"""The operation whose envelope was recorded: no assumption changes it."""


def page_of(services: Services, call: Call, bodies: Sequence[bytes], total: int) -> Reply:
    """
    Put one page into the envelope.

    Shape: {"status": 200, "message": null, "resultData": {"total", "result": int, "records": […]},
        "errors": []}; with `envelope` off, the array of records.
    """
    joined = b",".join(bodies)
    is_recorded = call.operation.number == STARTERS
    if services.assumptions["envelope"] == "off" and not is_recorded:
        return errors.reply(200, b"[%b]" % joined)
    key = "result" if is_recorded else services.assumptions["page_count_key"]
    data = b'{"total":%d,"%b":%d,"records":[%b]}' % (total, key.encode(), len(bodies), joined)
    return errors.reply(200, enveloped(data))


def single(services: Services, wire_object: Record) -> Reply:
    """Answer one object: `resultData` is the object itself, or there is no envelope."""
    body = orjson.dumps(wire_object)
    is_bare = services.assumptions["envelope"] != "on"
    return errors.reply(200, body if is_bare else enveloped(body))
