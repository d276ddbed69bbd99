"""
Filling {placeholders} in texts and JSON, and reading `$.paths`. No expressions, no code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ats_contracts.errors import AdapterBroke

WORD = re.compile(r"\{([a-z_][\w.]*)\}", re.IGNORECASE)


def placeholders_in(value: Any) -> list[str]:
    """List the placeholders anywhere inside *value*."""
    if isinstance(value, str):
        return WORD.findall(value)
    if isinstance(value, Mapping):
        return [w for v in value.values() for w in placeholders_in(v)]
    if isinstance(value, list | tuple):
        return [w for v in value for w in placeholders_in(v)]
    return []


def fill(value: Any, words: Mapping[str, Any]) -> Any:
    """
    Fill the placeholders anywhere inside *value*.

    A text that is one placeholder becomes the value itself, of whatever type.
    Raises: AdapterBroke for a placeholder that has no value.
    """
    if isinstance(value, str):
        whole = WORD.fullmatch(value)
        if whole:
            return lookup(whole[1], words)
        return WORD.sub(lambda found: str(lookup(found[1], words)), value)
    if isinstance(value, Mapping):
        return {k: fill(v, words) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [fill(v, words) for v in value]
    return value


def lookup(word: str, words: Mapping[str, Any]) -> Any:
    """Find a dotted word. Raises: AdapterBroke, naming what there is."""
    found: Any = words
    for part in word.split("."):
        if not isinstance(found, Mapping) or part not in found:
            there = ", ".join(sorted(found)) if isinstance(found, Mapping) else "nothing"
            raise AdapterBroke(f"the placeholder {{{word}}} has no value here; there is {there}")
        found = found[part]
    return found


def read_path(body: Any, path: str) -> Any:
    """Read `$.a.b` in a JSON value; null as soon as a part is missing."""
    for part in path.removeprefix("$").strip(".").split("."):
        if not part:
            return body
        if not isinstance(body, Mapping):
            return None
        body = body.get(part)
    return body
