"""
Reading what a client sends: JSON objects, texts, lists, documents. Refuses in the vendor's words.

Keys that the vendor does not know are ignored: `unknown_body_keys` (F). A null is as if nothing
had been sent: `null_in_write` (F). Source: SPEC section 4.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from ats_simulator.provider import Record
from ats_simulator.providers.jobvite.errors import Refused, invalid
from ats_simulator.services import Services
from ats_simulator.world.instants import to_instant

SETTINGS: Final = {"max_body_bytes": 26_214_400}
"""`max_body_bytes` (F). Source: SPEC section 9 (our-choice)."""

_LONGEST_TEXT: Final = 4 * 1024 * 1024
_BROKEN: Final = (
    zipfile.BadZipFile,
    KeyError,  # no such part
    OSError,
    RuntimeError,  # encrypted, or packed in a way we do not know
    EOFError,
)
_PARAGRAPH: Final = re.compile(rb"<w:p[ >].*?</w:p>", re.DOTALL)
_RUN: Final = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)</w:t>")


def read_object(services: Services, raw: bytes) -> Record:
    """Read a body that has to be a JSON object. Raises: Refused."""
    if len(raw) > int(services.tenant.settings["max_body_bytes"]):
        raise Refused(413, "Request too large")
    try:
        body = orjson.loads(raw)
    except ValueError:
        raise invalid("Invalid JSON") from None
    if not isinstance(body, dict):
        raise invalid("Invalid JSON")
    return body


def inner(body: Record, name: str) -> Record:
    """Read an object inside an object; empty if it is not there. Raises: Refused."""
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise invalid(f"Invalid {name}")
    return value


def items(body: Record, name: str) -> Sequence[Record]:
    """Read a list of objects; empty if it is not there. Raises: Refused."""
    value = body.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise invalid(f"Invalid {name}")
    return value


def text(body: Record, name: str) -> str | None:
    """Read a text; numbers and booleans are taken as JSON writes them. Raises: Refused."""
    value = body.get(name)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return orjson.dumps(value).decode()
    raise invalid(f"Invalid {name}")


def filled(body: Record, name: str) -> str | None:
    """Read a text that says something; an empty one says nothing. Raises: Refused."""
    return text(body, name) or None


def required(body: Record, *names: str) -> None:
    """Refuse an object that lacks one of *names*, or leaves it empty. Raises: Refused."""
    for name in names:
        if not filled(body, name):
            raise invalid(f"{name} is required")


def flag(body: Record, name: str) -> bool | None:
    """Read a boolean, also one written as text: `create_boolean_style` (F). Raises: Refused."""
    value: Any = body.get(name)
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.casefold(), value)
    if value is None or isinstance(value, bool):
        return value
    raise invalid(f"Invalid {name}")


def moment(body: Record, name: str) -> str | None:
    """Read epoch milliseconds as an instant of the truth. Raises: Refused."""
    value = body.get(name)
    if value is None:
        return None
    try:
        return to_instant(int(value))
    except (TypeError, ValueError, OverflowError):
        raise invalid(f"Invalid {name}") from None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that was sent, not kept yet."""

    kind: str
    name: str
    content: bytes


def papers(application: Record) -> list[Paper]:
    """
    Read the documents of an application: `resume`, `coverletter`, `attachments[]`.

    Raises: Refused for what is not base64: `base64_invalid` (F).
    """
    found = []
    for key, kind in (("resume", "resume"), ("coverletter", "cover_letter")):
        if application.get(key) is not None:
            found.append(_paper(inner(application, key), key, kind))
    found += [_paper(each, "attachment", "other") for each in items(application, "attachments")]
    return found


def _paper(sent: Record, key: str, kind: str) -> Paper:
    encoded = text(sent, "contentByteArray")
    if encoded is None:
        raise invalid("contentByteArray is required")
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        raise invalid("Invalid contentByteArray") from None
    return Paper(kind=kind, name=filled(sent, "name") or key, content=content)


def text_in(content: bytes) -> str:
    """Give the text of a document: a Word file's or a plain one's; of all others none."""
    if content.startswith(b"PK"):
        return _word_text(content)
    if content.startswith(b"%PDF") or b"\0" in content:
        return ""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return ""


def _word_text(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            part = archive.getinfo("word/document.xml")
            if part.file_size > _LONGEST_TEXT:
                return ""
            document = archive.read(part)
    except (*_BROKEN, zlib.error):
        return ""
    lines = (b"".join(_RUN.findall(paragraph)) for paragraph in _PARAGRAPH.findall(document))
    shown = b"".join(line + b"\n" for line in lines).decode("utf-8", "replace")
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
