"""
The vendor's JSON: one function per object, keys in the vendor's order.

Reads truth, gives rows ready to be joined into pages. Renders every row of a world, so it is
written for speed; it refuses to know the lens, and to read the database.
Source: SPEC section 3.2, samples; switches section 9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import orjson

from ats_simulator.errors import LensGap
from ats_simulator.provider import Record, WireRow
from ats_simulator.services import Services

SEPARATOR: Final = "\x1f"
"""Stands between the fields of a row's search text, so that no word matches across two."""

JOB_STATUSES: Final[Mapping[str, str]] = {
    "open": "open",
    "closed": "closed",
    "draft": "draft",
    "pending": "draft",
    "archived": "closed",
}
"""The truth's statuses in the vendor's three words. Source: SPEC section 3.1 (our-choice)."""

EMPLOYMENT_TYPES: Final = ("full_time", "part_time", "contract", "temporary")
"""The vendor's words; other job types have none. Source: SPEC section 3.2 (our-choice)."""

_SUFFIXES: Final = {"utc_seconds": "Z", "utc_millis": ".000Z", "offset": "+00:00"}
"""What follows the whole second, which is all the vendor keeps. Source: SPEC section 3.2."""
_SECOND: Final = 19
"""Characters of an instant down to its second."""
_LONGEST_INTEGER: Final = 19
"""Digits that surely fit into 64 bits, beyond which no JSON writer of ours goes."""

_STAGES: Final = frozenset({"submitted", "screening", "interview", "offer", "placed", "rejected"})


@dataclass(frozen=True, slots=True)
class Style:
    """
    The switches that rendering reads. An instant is the truth's, cut after the second,
    plus *suffix*.
    """

    suffix: str
    integer_ids: bool
    omit_null: bool
    extended: bool


def style_in(values: Mapping[str, str]) -> Style:
    """Read the switches in force."""
    return _style(
        values["timestamp_style"],
        values["id_style"],
        values["null_style"],
        values["extended_fields"],
    )


@lru_cache(maxsize=64)
def _style(timestamps: str, ids: str, nulls: str, extended: str) -> Style:
    return Style(_SUFFIXES[timestamps], ids == "integer", nulls == "omit", extended == "on")


def render(services: Services, resource: str, n: int, record: Record) -> tuple[WireRow, ...]:
    """Give the row that shows *record*; stages have none, since no call lists them."""
    make = _ROWS.get(resource)
    return () if make is None else (make(n, record, style_in(services.tenant.assumptions)),)


def to_wire_instant(instant: str, style: Style) -> str:
    """Write an instant of the truth as the vendor does, to the second."""
    return instant[:_SECOND] + style.suffix


def wire_of(resource: str, record: Record, style: Style) -> Record:
    """Render *record* as the API shows it, in the vendor's order of keys."""
    return OBJECTS[resource](record, style)


def wire_id(key: str, style: Style) -> int | str:
    """Write the truth's id *key*: a number where ids are numbers and it is one."""
    is_number = style.integer_ids and key.isdecimal() and key.isascii()
    return int(key) if is_number and len(key) <= _LONGEST_INTEGER else key


def dumps(wire: Record, style: Style) -> bytes:
    """Write one object, without its null fields where the style omits them."""
    if style.omit_null:
        wire = {name: value for name, value in wire.items() if value is not None}
    return orjson.dumps(wire)


def candidate(record: Record, style: Style) -> Record:
    """
    Render one candidate.

    Shape: {"id": int, "first_name", "last_name", "email", "phone", "current_title", "city",
        "state": str or null, "status": str, "created_at", "updated_at": instant}; extended:
        "current_company", "country", "linkedin_url", "source": str or null, "skills": [str].
    Source: SPEC section 3.2. The first e-mail address and telephone number are the only ones.
    """
    emails, phones, address = record["emails"], record["phones"], record["address"]
    end, suffix = _SECOND, style.suffix
    wire: dict[str, Any] = {
        "id": wire_id(record["id"], style),
        "first_name": record["first_name"],
        "last_name": record["last_name"],
        "email": emails[0]["email"] if emails else None,
        "phone": phones[0]["number"] if phones else None,
        "current_title": record["title"],
        "city": address["city"],
        "state": address["state"],
        "status": record["status"],
        "created_at": record["created_at"][:end] + suffix,
        "updated_at": record["updated_at"][:end] + suffix,
    }
    if style.extended:
        wire["current_company"] = record["company"]
        wire["country"] = address["country"]
        wire["linkedin_url"] = linkedin_of(record)
        wire["skills"] = [tag["name"] for tag in record["tags"]]
        wire["source"] = record["source"]
    return wire


def linkedin_of(record: Record) -> str | None:
    """Find the candidate's first LinkedIn address."""
    return next((url["url"] for url in record["urls"] if url["type"] == "linkedin"), None)


def job(record: Record, style: Style) -> Record:
    """
    Render one job.

    Shape: {"id": int, "title": str, "description": str or null, "status": "open" | "closed" |
        "draft", "city", "state", "employment_type": str or null, "created_at", "updated_at":
        instant, "closed_at": instant or null}.
    Source: SPEC section 3.2 (our-choice).
    """
    address, closed_at, kind = record["address"], record["closed_at"], record["job_type"]
    end, suffix = _SECOND, style.suffix
    return {
        "id": wire_id(record["id"], style),
        "title": record["name"],
        "description": record["description"],
        "status": JOB_STATUSES[record["status"]],
        "city": address["city"],
        "state": address["state"],
        "employment_type": kind if kind in EMPLOYMENT_TYPES else None,
        "created_at": record["created_at"][:end] + suffix,
        "updated_at": record["updated_at"][:end] + suffix,
        "closed_at": closed_at[:end] + suffix if closed_at else None,
    }


def submission(record: Record, style: Style) -> Record:
    """
    Render one submission.

    Shape: {"id", "job_id", "candidate_id": int, "stage": str, "created_at", "updated_at":
        instant}.
    Raises: LensGap for a stage that the vendor does not have.
    Source: SPEC section 3.2; stages official.
    """
    end, suffix = _SECOND, style.suffix
    at, stage = record["job"], record["current_stage"]["id"]
    if stage not in _STAGES:
        raise LensGap("applications", "current_stage", stage)
    return {
        "id": wire_id(record["id"], style),
        "job_id": wire_id(at["id"], style) if at else None,
        "candidate_id": wire_id(record["candidate"]["id"], style),
        "stage": stage,
        "created_at": record["created_at"][:end] + suffix,
        "updated_at": record["updated_at"][:end] + suffix,
    }


def candidate_row(n: int, record: Record, style: Style) -> WireRow:
    """Give a candidate's row: found by status, by e-mail address, by words."""
    wire = candidate(record, style)
    email = wire["email"]
    return WireRow(
        kind="candidates",
        n=n,
        ref=record["id"],
        body=dumps(wire, style),
        facet=wire["status"],
        natural_key=email.casefold() if email else None,
        search=_search(wire, ("first_name", "last_name", "email", "current_title")),
    )


def job_row(n: int, record: Record, style: Style) -> WireRow:
    """Give a job's row: found by status and by words."""
    wire = job(record, style)
    return WireRow(
        kind="jobs",
        n=n,
        ref=record["id"],
        body=dumps(wire, style),
        facet=wire["status"],
        search=_search(wire, ("title", "description")),
    )


def submission_row(n: int, record: Record, style: Style) -> WireRow:
    """Give a submission's row: found by its job, and by its candidate."""
    wire = submission(record, style)
    at = record["job"]
    return WireRow(
        kind="submissions",
        n=n,
        ref=record["id"],
        body=dumps(wire, style),
        parent=at["id"] if at else None,
        facet=wire["stage"],
        natural_key=record["candidate"]["id"],
    )


def _search(wire: Record, names: tuple[str, ...]) -> str:
    """Join what `q` looks at, folded as `q` is. Source: SPEC section 3.1 (our-choice)."""
    return SEPARATOR.join([wire[name] or "" for name in (*names, "city", "state")]).casefold()


OBJECTS: Final[Mapping[str, Callable[[Record, Style], Record]]] = {
    "candidates": candidate,
    "jobs": job,
    "applications": submission,
}
_ROWS: Final[Mapping[str, Callable[[int, Record, Style], WireRow]]] = {
    "candidates": candidate_row,
    "jobs": job_row,
    "applications": submission_row,
}
