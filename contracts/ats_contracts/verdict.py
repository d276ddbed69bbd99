"""
Verdicts and exit codes. This module refuses to know checks, targets and reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum


class Verdict(StrEnum):
    """What became of one check against one provider; worst first."""

    FAIL = "fail"
    ERROR = "error"
    UNVERIFIED = "unverified"
    GAP = "gap"
    UNSUPPORTED = "unsupported"
    PASS = "pass"


class ExitCode(IntEnum):
    """What a process says when it ends; a superset of pytest's own numbers."""

    OK = 0
    VIOLATED = 1
    INTERRUPTED = 2
    INTERNAL = 3
    USAGE = 4
    NOTHING = 5
    INCONCLUSIVE = 7


def count(verdicts: Iterable[Verdict | str]) -> dict[str, int]:
    """Count verdicts. Shape: all six names, zero included, worst first."""
    tally = Counter(str(v) for v in verdicts)
    return {v.value: tally[v.value] for v in Verdict}


def worst(counts: Mapping[str, int]) -> Verdict | None:
    """Merge verdicts by worst; null when there are none."""
    return next((v for v in Verdict if counts.get(v.value)), None)


def exit_code(
    counts: Mapping[str, int],
    *,
    stale: int = 0,
    comparisons: int,
    relied: int = 0,
    unknown: int = 0,
) -> ExitCode:
    """
    Choose the one exit code of a run: violated, inconclusive, nothing, ok; in this order.

    *stale* counts declared gaps and reliances that no longer hold; *relied* and *unknown* the
    readings of a strict sweep that are silently relied on, and of which nothing is known.
    """
    if counts[Verdict.FAIL] or stale or relied:
        return ExitCode.VIOLATED
    if counts[Verdict.ERROR] or counts[Verdict.UNVERIFIED] or unknown:
        return ExitCode.INCONCLUSIVE
    if comparisons == 0 or not (counts[Verdict.PASS] or counts[Verdict.GAP]):
        return ExitCode.NOTHING
    return ExitCode.OK


def headline(counts: Mapping[str, int], comparisons: int) -> str:
    """Write the one line that every report starts with: all six counts, also when zero."""
    parts = [f"{counts[v.value]} {v.value}" for v in reversed(Verdict)]
    return f"{' · '.join(parts)} · {comparisons:,} comparisons"
