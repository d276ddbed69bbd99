"""
Reading what a client sends: JSON with keys in any case, ids, and what is said when they are wrong.

Row 21 (`name_matching`): case does not matter. Row 29 (`unknown_body_fields`): ignored. This
module refuses to know what the fields mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import orjson

from ats_simulator.provider import Reply
from ats_simulator.providers.jobtrain import errors
from ats_simulator.providers.jobtrain.errors import Problems

LARGEST: Final = 2**63 - 1
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,19}")
_JSON: Final = re.compile(r"(application|text)/([a-z0-9.+-]+\+)?json", re.IGNORECASE)
NOT_JSON: Final = "The JSON value could not be converted."


def is_json(content_type: str) -> bool:
    """Say whether a body of this content type is JSON."""
    return _JSON.fullmatch(content_type.partition(";")[0].strip()) is not None


def read_object(style: str, body: bytes, content_type: str) -> dict[str, Any] | Reply:
    """Read a JSON object, or give the answer that refuses it."""
    if not is_json(content_type):
        return errors.wrong_media(style)
    if not body.strip():
        return errors.invalid(style, {"": ["A non-empty request body is required."]})
    try:
        value = orjson.loads(body)
        orjson.dumps(value)  # what is nested too deeply to be kept is refused here
    except (orjson.JSONDecodeError, orjson.JSONEncodeError) as error:
        return errors.invalid(style, {"$": [f"The JSON is not valid: {error}"[:200]]})
    if not isinstance(value, dict):
        return errors.invalid(style, {"$": [NOT_JSON]})
    return value


def read(value: Any, path: str) -> Any:
    """Read a dotted *path*, keys in any case; null as soon as a part is missing."""
    for name in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value[name] if name in value else _in_any_case(value, name.lower())
    return value


def _in_any_case(value: Mapping[str, Any], name: str) -> Any:
    return next((found for key, found in value.items() if key.lower() == name), None)


def integer(text: str) -> int | None:
    """Read a 64-bit integer as the framework does, null for anything else."""
    text = text.strip()
    if not _INTEGER.fullmatch(text):
        return None
    number = int(text)
    return number if -LARGEST <= number <= LARGEST else None


def not_valid(name: str, value: object) -> Problems:
    """Say that a parameter cannot be read."""
    return {name: [f"The value '{value}' is not valid."]}


def number_in(body: Any, path: str, problems: Problems) -> int:
    """Read a required integer; 0 and an entry in *problems* for anything else."""
    value = read(body, path)
    if value is None:
        problems.update(errors.required(path))
    elif isinstance(value, bool) or not isinstance(value, int) or value > LARGEST:
        problems[path] = [NOT_JSON]
    else:
        return value
    return 0


def text_in(body: Any, path: str, problems: Problems, *, needed: bool = False) -> str:
    """Read a text, "" for none; an entry in *problems* for anything else, or if it is *needed*."""
    value = read(body, path)
    if value is None or value == "":
        if needed:
            problems.update(errors.required(path))
        return ""
    if not isinstance(value, str):
        problems[path] = [NOT_JSON]
        return ""
    if needed and not value.strip():
        problems.update(errors.required(path))
    return value
