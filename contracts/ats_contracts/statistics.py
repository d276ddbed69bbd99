"""
Answers for statistics: race, gender and the like, which belong into no record but their own.

They are recognised by name, in whatever spelling. This module refuses to judge their values.
"""

from __future__ import annotations

from typing import Any, Final

from ats_contracts.model import RESOURCES

_OTHERS: Final = frozenset({"id", "candidate", "submitted_at", "created_at", "updated_at"})


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


NAMES: Final = frozenset(_plain(name) for name in RESOURCES["eeocs"].keys() - _OTHERS)
"""The names of such answers, without capitals, spaces and underscores."""


def is_statistic(name: str) -> bool:
    """Say whether a key names an answer for statistics."""
    return _plain(name) in NAMES


def without_statistics(value: Any) -> Any:
    """Copy JSON without the answers for statistics, however deep they are."""
    if isinstance(value, dict):
        return {k: without_statistics(v) for k, v in value.items() if not is_statistic(k)}
    if isinstance(value, list):
        return [without_statistics(item) for item in value]
    return value
