"""
How strong the evidence for one field is: how much was compared, and how telling the values were.

Collected while fields are compared, written into the event stream, judged by `matrix.py`. This
module refuses to judge.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from ats_contracts.compare import is_nothing, parse_instant
from ats_simulator.lens import Always, Cell, Lacks, Mapped, rule_of

ZONES = ("America/New_York", "America/Los_Angeles", "Europe/London")
_HOUR = dt.timedelta(hours=1)
KEPT = 64
"""Distinct expected values that are remembered; more of them prove nothing further."""


@dataclass(slots=True)
class Evidence:
    """
    What was seen of one field in one check. *shown* counts the values that the target showed, which
    it may leave out where the field is *optional*; *under* names an assumption value, other than
    the run's, under which it was seen.
    """

    resource: str
    field: str
    kind: str
    nullable: bool = False
    lacks: bool = False
    optional: bool = False
    under: str = ""
    can_yield: frozenset[str] = frozenset()
    closed: bool = False
    compared: int = 0
    diverged: int = 0
    nulls: int = 0
    values: int = 0
    shown: int = 0
    distinct: set[bytes] = made(default_factory=set)
    members: set[str] = made(default_factory=set)
    non_ascii: bool = False
    dst_edge: bool = False

    def saw(self, expected: Any, *, compared: int, diverged: int, shown: bool = True) -> None:
        """Note one comparison of this field, by its expected value; was any value *shown*?"""
        self.compared += compared
        self.diverged += diverged
        if len(self.distinct) < KEPT:
            self.distinct.add(orjson.dumps(expected, option=orjson.OPT_SORT_KEYS))
        if is_nothing(expected):
            self.nulls += 1
            return
        self.values += 1
        self.shown += shown
        for text in _texts(expected):
            self._saw_text(text)

    def _saw_text(self, text: str) -> None:
        self.non_ascii = self.non_ascii or not text.isascii()
        if self.kind == "enum":
            self.members.add(text)
        elif self.kind == "instant":
            self.dst_edge = self.dst_edge or is_dst_edge(text)

    def to_event(self) -> dict[str, Any]:
        """Give the evidence as an event writes it; `distinct` is a number there."""
        return {
            "resource": self.resource,
            "field": self.field,
            "kind": self.kind,
            "nullable": self.nullable,
            "lacks": self.lacks,
            "optional": self.optional,
            "under": self.under,
            "can_yield": sorted(self.can_yield),
            "closed": self.closed,
            "compared": self.compared,
            "diverged": self.diverged,
            "nulls": self.nulls,
            "values": self.values,
            "shown": self.shown,
            "distinct": len(self.distinct),
            "members": sorted(self.members)[:KEPT],
            "non_ascii": self.non_ascii,
            "dst_edge": self.dst_edge,
        }


def evidence_of(resource: str, name: str, cell: Cell, values: Mapping[str, str]) -> Evidence:
    """Begin the evidence of one field, as its lens has it under the assumptions *values*."""
    rule = rule_of(cell, values)
    words = rule.table.values() if isinstance(rule, Mapped) else ()
    members = {rule.word} if isinstance(rule, Always) else set(words)
    return Evidence(
        resource=resource,
        field=name,
        kind=cell.kind,
        nullable=cell.nullable,
        lacks=isinstance(rule, Lacks),
        optional=cell.optional,
        closed=isinstance(rule, Mapped | Always),
        can_yield=frozenset(v for v in members if v is not None),
    )


def _texts(value: Any) -> list[str]:
    """Collect the texts inside a unified value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [t for v in value.values() for t in _texts(v)]
    if isinstance(value, list | tuple):
        return [t for v in value for t in _texts(v)]
    return []


@lru_cache(maxsize=8192)
def is_dst_edge(instant: str) -> bool:
    """Say whether *instant* is within an hour of a change of offset where the world has offices."""
    try:
        moment = parse_instant(instant).astimezone(dt.UTC)
        return any(
            (moment - _HOUR).astimezone(z).utcoffset() != (moment + _HOUR).astimezone(z).utcoffset()
            for z in map(ZoneInfo, ZONES)
        )
    except (ValueError, OverflowError):
        return False
