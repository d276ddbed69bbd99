"""
Known gaps: failures a target's owner has declared, with an issue, until they no longer hold.

A gap is satisfied by a divergence only: an error does not count. This module refuses to guess
what an entry was meant to match.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ats_contracts.check import matches, providers_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """
    One `[[known_gaps]]` entry. *check* is a pattern; *field* and *divergence*, when given, admit
    only divergences at that place (the end of `where`) and of that kind.
    """

    check: str
    reason: str
    issue: str
    provider: str | None = None
    until: str | None = None
    field: str | None = None
    divergence: str | None = None
    line: int | None = None

    def covers_check(self, check_id: str, provider: str) -> bool:
        """Say whether this entry is about a check against a provider, or several with this one."""
        return matches(self.check, check_id) and self.provider in (None, *providers_in(provider))

    def covers(self, divergence: Mapping[str, Any]) -> bool:
        """Say whether this entry admits one divergence."""
        where = re.sub(r"\[[^\]]*\]", "", str(divergence["where"]))
        if self.field is not None and self.field not in where.split("."):
            return False
        return self.divergence in (None, divergence["kind"])

    def is_past(self, version: str, today: dt.date) -> bool:
        """Say whether *until*, a date or a version of the target, has been reached."""
        if self.until is None:
            return False
        if re.fullmatch(r"\d{4}-\d\d-\d\d", self.until):
            return today > dt.date.fromisoformat(self.until)
        return version != "" and _numbers(version) >= _numbers(self.until)


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(n) for n in re.findall(r"\d+", version)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def about(
    gaps: Iterable[Gap], check_id: str, provider: str, *, version: str, today: dt.date
) -> list[Gap]:
    """List the entries in force for one check against one provider."""
    return [g for g in gaps if g.covers_check(check_id, provider) and not g.is_past(version, today)]


def admit(gaps: Sequence[Gap], divergences: Iterable[Mapping[str, Any]]) -> bool:
    """Say whether every divergence is admitted by one of *gaps*."""
    return bool(gaps) and all(any(g.covers(d) for g in gaps) for d in divergences)


def delete_these_lines(gap: Gap, file: str, check_id: str, provider: str) -> str:
    """Write the message about an entry that no longer holds."""
    place = f"{file}:{gap.line}" if gap.line else file
    return (
        f"{check_id} passes against {provider}, but {place} declares it a known gap "
        f"({gap.check!r}: {gap.reason}); delete these lines, or narrow the pattern"
    )
