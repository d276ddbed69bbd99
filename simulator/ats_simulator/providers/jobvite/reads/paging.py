"""
`start` and `count`, and the envelope of every list.

Offsets are resolved against the rows as they are at each call: `page_consistency` live (F).
Source: SPEC section 3.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from ats_simulator.provider import Reply
from ats_simulator.providers.jobvite import errors
from ats_simulator.providers.jobvite.errors import invalid
from ats_simulator.providers.jobvite.reads.query import Query
from ats_simulator.services import Rows, Services
from ats_simulator.store.records import BY_NUMBER, EVERYTHING, Where

SETTINGS: Final = {"count_default": 100, "count_max": 500}
"""`count_default`, `count_max` (F). Source: SPEC section 3.2 (our-choice; official for v1)."""

_MOST_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class Place:
    """A page: how many rows come before it, and how many it holds at most."""

    skip: int
    take: int


def place_in(services: Services, query: Query) -> Place:
    """
    Read `start` and `count` of v2: `start_base`, `count_over_max`.

    Raises: Refused for a number that is none, or negative: `paging_invalid` (F).
    """
    most = int(services.tenant.settings["count_max"])
    at = clamped_place(services, query, base=int(services.assumptions["start_base"]))
    if at.take > most and services.assumptions["count_over_max"] == "error_400":
        raise invalid(f"count must not exceed {most}")
    return Place(skip=at.skip, take=min(at.take, most))


def clamped_place(
    services: Services, query: Query, *, base: int = 1, most: int | None = None
) -> Place:
    """
    Read `start` and `count`, counted from *base* and clamped to *most*, as v1 does.

    `start=0` means the first row as well: `start_below_base` clamp (F). Raises: Refused.
    """
    start = _number(query, "start", base)
    count = _number(query, "count", int(services.tenant.settings["count_default"]))
    return Place(skip=max(0, start - base), take=count if most is None else min(count, most))


def _number(query: Query, name: str, default: int) -> int:
    text = query.first(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()):
        raise invalid(f"Invalid {name}")
    return int(text) if len(text) <= _MOST_DIGITS else 10**_MOST_DIGITS


def page(
    services: Services,
    query: Query,
    kind: str,
    *,
    where: Where = EVERYTHING,
    order: str = BY_NUMBER,
) -> Rows:
    """
    Read one page of rows. Past the end the total is 0: `total_zero_past_end`.

    `count=0` gives no rows and the true total: `count_zero` (F).
    """
    at = place_in(services, query)
    rows = services.rows(kind, where=where, order=order, skip=at.skip, take=at.take)
    past = at.take and at.skip >= rows.total
    if past and services.assumptions["total_zero_past_end"] == "on":
        return Rows(bodies=rows.bodies, total=0)
    return rows


def answer(name: str, rows: Rows) -> Reply:
    """Answer with rows under *name*."""
    return errors.reply(200, envelope(name, rows.bodies, rows.total))


def listed(name: str, shown: Sequence[Any]) -> Reply:
    """Answer a short list, whole."""
    bodies = [orjson.dumps(each) for each in shown]
    return answer(name, Rows(bodies=bodies, total=len(bodies)))


def envelope(name: str, bodies: Sequence[bytes], total: int) -> bytes:
    """Put rows into the envelope, in the recorded order of keys. Source: SPEC 3.2."""
    joined = b",".join(bodies)
    return b'{"%b":[%b],"total":%d,"status":{"code":200,"messages":[]}}' % (
        name.encode(),
        joined,
        total,
    )
