"""
Read the body a client wants to write, strictly: what cannot be stored is refused, not dropped.

All problems are collected and told at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ats_contracts.reference.errors import BadRequest
from ats_contracts.reference.values import Json, JsonObject

_ABSENT: Any = object()


class Body:
    """A unified record on its way to a provider. Take the fields, then call `finish`."""

    def __init__(self, body: JsonObject) -> None:
        self._left = dict(body)
        self._invalid: dict[str, str] = {}
        self._missing: list[str] = []
        self.wire: JsonObject = {}

    def text(self, name: str, wire: str, *, choices: Iterable[str] = ()) -> None:
        """Move a string, or null, to the provider's field *wire*."""
        value = self._left.pop(name, _ABSENT)
        known = sorted(choices)
        if value is _ABSENT:
            return
        if value is not None and not isinstance(value, str):
            self._invalid[name] = "expected a string or null"
        elif known and value not in known:
            self._invalid[name] = f"the provider knows only {', '.join(known)}"
        self.wire[wire] = value

    def single(self, name: str, key: str, wire: str) -> None:
        """Move the one item of a list of objects; other keys of it must be null."""
        items = self._left.pop(name, _ABSENT)
        if items is _ABSENT:
            return
        if not items and (items is None or isinstance(items, list)):
            self.wire[wire] = None
        elif not isinstance(items, list) or len(items) > 1 or not isinstance(items[0], dict):
            self._invalid[name] = f"expected at most one object with {key!r}"
        elif any(value is not None for other, value in items[0].items() if other != key):
            self._invalid[name] = f"the provider stores only {key!r}"
        elif not isinstance(items[0].get(key), str):
            self._invalid[name] = f"expected {key!r} to be a string"
        else:
            self.wire[wire] = items[0][key]

    def reference(self, name: str, wire: str, *, required: bool = False) -> str | None:
        """Move the id out of a reference such as {"id": "7"}; other keys of it must be null."""
        value = self._left.pop(name, None)
        if value is None:
            if required:
                self._missing.append(f"{name}.id")
            return None
        found = value.get("id") if isinstance(value, dict) else None
        if not isinstance(found, str) or not found:
            self._invalid[name] = 'expected {"id": "…"}'
            return None
        if any(item is not None for key, item in value.items() if key not in ("id", "name")):
            self._invalid[name] = "only the id of a reference can be written"
        self.wire[wire] = found
        return found

    def strings(self, name: str) -> list[str] | None:
        """Take a list of strings; None if it is not given. Null counts as empty."""
        value = self._left.pop(name, _ABSENT)
        if value is _ABSENT:
            return None
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._invalid[name] = "expected a list of strings"
            return None
        return value

    def take(self, name: str) -> Json:
        """Take a field as it is; None if absent."""
        return self._left.pop(name, None)

    def refuse(self, name: str, problem: str) -> None:
        """Say why a field cannot be used."""
        self._invalid[name] = problem

    def finish(self) -> JsonObject:
        """Give what goes to the provider. Raises: BadRequest with all problems found."""
        extra = sorted(name for name, value in self._left.items() if value is not None)
        found = {
            "missing_required_body_fields": ("fields that are needed", self._missing),
            "invalid_body_fields": ("fields that cannot be written as given", self._invalid),
            "unsupported_body_fields": ("fields that the provider cannot store", extra),
        }
        problems = {
            name: {"description": text, "value": value}
            for name, (text, value) in found.items()
            if value
        }
        if problems:
            parts = [f"{name} is needed" for name in self._missing]
            parts += [f"{name}: {problem}" for name, problem in self._invalid.items()]
            parts += [f"{name[:60]}: the provider cannot store it" for name in extra]
            raise BadRequest("; ".join(parts), insight=problems)
        return self.wire
