"""
Read the vendor's scalars: epoch milliseconds, "" for null, people, places.

What is absent, null, empty or of the wrong type is null. Invents nothing, and trims nothing.
Source: SPEC section 3.3.
"""

from __future__ import annotations

import datetime as dt

from ats_contracts.reference import mapping as m
from ats_contracts.reference.connectors.jobvite.countries import alpha_2
from ats_contracts.reference.values import Json, JsonObject

NEVER_MS = 253_370_764_800_000
"""The year 9999 begins. Source: SPEC section 3.3, assumption `close_date_sentinel`."""
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def instant(raw: JsonObject, name: str) -> str | None:
    """
    Read epoch milliseconds and write them in UTC with a Z.

    Whole seconds have no fraction.
    """
    moment = moment_of(raw.get(name))
    if moment is None:
        return None
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def moment_of(value: Json) -> dt.datetime | None:
    """Read epoch milliseconds as a moment; None for anything else."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    try:
        return EPOCH + dt.timedelta(milliseconds=value)
    except OverflowError:
        return None


def unless_never(raw: JsonObject, name: str) -> str | None:
    """Read an instant; in the year 9999 it is the vendor's way to say that there is none."""
    value = raw.get(name)
    return None if isinstance(value, int) and value >= NEVER_MS else instant(raw, name)


def inner(raw: JsonObject, name: str) -> JsonObject:
    """Read an object; empty if there is none."""
    value = raw.get(name)
    return value if isinstance(value, dict) else {}


def objects(raw: JsonObject, name: str) -> list[JsonObject]:
    """Read a list of objects; what in it is none is left out."""
    value = raw.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def reference(record_id: str | None) -> JsonObject | None:
    """Make a reference, or null."""
    return None if record_id is None else {"id": record_id}


def known(raw: JsonObject, name: str) -> str | None:
    """Read an answer for statistics: `Undefined` means that none was given."""
    value = m.text(raw, name)
    return None if value == "Undefined" else value


def people(raw: JsonObject, name: str) -> list[JsonObject]:
    """Read the users of a list. Shape: [{"id": str, "name": str | None}]."""
    return [
        {"id": m.key(person, "userId"), "name": full_name(person)}
        for person in objects(raw, name)
        if m.key(person, "userId") is not None
    ]


def full_name(raw: JsonObject) -> str | None:
    """Join first and last name."""
    return m.joined(" ", m.text(raw, "firstName"), m.text(raw, "lastName"))


def place(city: str | None, state: str | None, country: str | None) -> str | None:
    """Write "city, state, country"; a country that is known is written as its alpha-2 code."""
    return m.joined(", ", city, state, None if country is None else alpha_2(country))
