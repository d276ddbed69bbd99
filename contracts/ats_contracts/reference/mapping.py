"""
Read fields of a provider's record, tolerantly: what is absent, null, empty or of the wrong type is
null, and stays visible in `remote_data`. Invents nothing.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Mapping

from ats_contracts.reference.errors import Missing, RemoteError
from ats_contracts.reference.values import File, Json, JsonObject

OCTETS = "application/octet-stream"
KINDS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "txt": "text/plain",
}
"""Media types of what people apply with, by the end of the name."""


def file_of(content: str | None, name: str | None, kind: str | None = None) -> File:
    """
    Decode a document out of base64; its media type is told by its name, if by nothing else.

    Raises: Missing if there are no bytes; RemoteError (unreadable) if they do not decode.
    """
    if content is None:
        raise Missing("the provider does not show the bytes of this document")
    try:
        decoded = base64.b64decode(content, validate=True)
    except ValueError:
        raise RemoteError(502, "unreadable", "the provider's document is no base64") from None
    told = kind if kind and re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind, re.ASCII) else None
    guessed = KINDS.get((name or "").rpartition(".")[2].lower(), OCTETS)
    return File(content=decoded, name=name or "", kind=told or guessed)


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
