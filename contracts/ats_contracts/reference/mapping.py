"""
Read fields of a provider's record, tolerantly: what is absent, null, empty or of the wrong type is
null, and stays visible in `remote_data`. Invents nothing.
"""

from __future__ import annotations

import datetime as dt

from ats_contracts.reference.values import Json, JsonObject


def text(raw: JsonObject, name: str) -> str | None:
    """Read a string; an empty one is null."""
    value = raw.get(name)
    return value if isinstance(value, str) and value else None


def is_key(value: Json) -> bool:
    """Tell whether *value* can be an id: a whole number or a string that is not empty."""
    if isinstance(value, str):
        return bool(value)
    return isinstance(value, int) and not isinstance(value, bool)


def key(raw: JsonObject, name: str) -> str | None:
    """Read an id as a string, however large a number it is."""
    value = raw.get(name)
    return str(value) if is_key(value) else None


def reference(raw: JsonObject, name: str) -> JsonObject | None:
    """Read an id as a reference. Shape: {"id": str}, or null."""
    found = key(raw, name)
    return None if found is None else {"id": found}


def instant(raw: JsonObject, name: str) -> str | None:
    """
    Read an ISO 8601 instant and write it in UTC with a Z; null if it is none or has no offset.

    Whole seconds have no fraction.
    """
    value = raw.get(name)
    if not isinstance(value, str):
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
        if moment.tzinfo is None:
            return None
        moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    fraction = "milliseconds" if moment.microsecond % 1000 == 0 else "microseconds"
    return moment.isoformat(timespec=fraction if moment.microsecond else "seconds") + "Z"


def joined(by: str, *parts: str | None) -> str | None:
    """Join what is known; null if nothing is."""
    return by.join(part for part in parts if part) or None


def listed(value: str | None) -> list[str]:
    """Make a list of one value, or of none."""
    return [] if value is None else [value]


def items(value: str | None, name: str, **others: Json) -> list[JsonObject]:
    """Make a list of one object that holds *value*, or of none."""
    return [] if value is None else [{name: value, **others}]
