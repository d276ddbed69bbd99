"""
Query strings: names as written, repeated names as lists, values as text.

Refuses to know what any parameter means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

MOST = 1000
"""More parameters than any client sends; the rest is not read."""


@dataclass(frozen=True, slots=True)
class Query:
    """
    The parameters of a request: `query_name_case` exact, `array_filter_style` repeated,
    `unknown_query_params` ignored (F).
    """

    values: Mapping[str, Sequence[str]]

    def first(self, name: str) -> str | None:
        """Give the first value of a name; null if it is not there."""
        return self.values[name][0] if name in self.values else None

    def every(self, name: str) -> Sequence[str]:
        """Give all values of a name that are not empty."""
        return [value for value in self.values.get(name, ()) if value]


def read(raw: str) -> Query:
    """Read a raw query string."""
    values: dict[str, list[str]] = {}
    known = "&".join(raw.split("&", MOST)[:MOST])
    for name, value in parse_qsl(known, keep_blank_values=True):
        values.setdefault(name, []).append(value)
    return Query(values)
