"""
Finding the line of a key in a TOML text, since `tomllib` does not tell.

A small scan, for messages only: a text with keys inside multi-line strings may fool it, and then
the line is wrong, never the message.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence

_HEADER = re.compile(r"\s*(?P<open>\[\[?)(?P<name>[^\[\]]+)\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""\s*(?P<name>(?:"[^"]*"|'[^']*'|[\w.\- ])+?)\s*=""")

Path = tuple[str | int, ...]


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """Give the line on which *path*, or the nearest table above it, is written."""
    places = _places(text)
    for length in range(len(path), 0, -1):
        if tuple(path[:length]) in places:
            return places[tuple(path[:length])]
    return 1 if text else None


def line_of_syntax_error(error: tomllib.TOMLDecodeError, text: str) -> int:
    """Give the line that a syntax error is about."""
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else max(1, len(text.splitlines()))


def _places(text: str) -> dict[Path, int]:
    places: dict[Path, int] = {}
    arrays: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _table(header, arrays)
            places.setdefault(table, number)
        elif key := _KEY.match(line):
            places.setdefault((*table, *_parts(key["name"])), number)
    return places


def _table(header: re.Match[str], arrays: dict[Path, int]) -> Path:
    path: Path = ()
    for part in _parts(header["name"]):
        path = (*path, part)
        if path in arrays and header["open"] == "[":
            path = (*path, arrays[path])
    if header["open"] == "[[":
        arrays[path] = arrays.get(path, -1) + 1
        path = (*path, arrays[path])
    return path


def _parts(name: str) -> list[str]:
    """Split a dotted key as TOML does."""
    try:
        data: object = tomllib.loads(f"{name} = 0")
    except tomllib.TOMLDecodeError:
        return [name.strip()]
    parts: list[str] = []
    while isinstance(data, dict):
        key = next(iter(data))
        parts.append(key)
        data = data[key]
    return parts
