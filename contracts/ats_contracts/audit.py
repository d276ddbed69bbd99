"""
The assumption audit, as values: what became of each reading that the vendors' documents leave open.

Pure: it runs nothing and prints nothing. Rerunning the checks is `sweep.py`'s, wording the
reports'. Documents do not say which reading is right, so that reliance is a risk and no violation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ats_contracts.check import matches
from ats_contracts.errors import ErrorKind, TargetError
from ats_contracts.events import Event
from ats_contracts.verdict import Verdict

if TYPE_CHECKING:
    from ats_contracts.run import Finished
    from ats_contracts.targets.file import Reliance, TargetSpec

CORE = (
    "*.list.complete",
    "*.get.agrees_with_list",
    "*.references.resolve",
    "*.*.fields",
    "*.field.*",
    "*.create.round_trip",
    "*.create.address_in_use",
    "*.update.only_what_was_sent",
    "*.update.earlier_stage",
    "*.delete.as_the_provider_does",
    "webhooks.change.told",
)
"""Whether all is there and right, and written right. Where they ask, the other checks need not."""
SHOWN_FINDINGS = 5
SHOWN_DIVERGENCES = 3
_REPORTED = re.compile(rf"error ({'|'.join(ErrorKind)})")


class Outcome(StrEnum):
    """What is known of a target under one reading; worst first."""

    SILENT = "silent"
    LOUD = "loud"
    INCONCLUSIVE = "inconclusive"
    UNEXERCISED = "unexercised"
    TOLERATED = "tolerated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One reading to be tried: *value* in the place of *baseline*."""

    provider: str
    name: str
    value: str
    baseline: str

    @property
    def assumption(self) -> str:
        """The full name of the assumption."""
        return f"{self.provider}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check that does not pass under a reading."""

    check: str
    outcome: Outcome
    done: Finished

    def told(self) -> str:
        """Say in a few words what came out otherwise."""
        case = self.done.case
        kinds = {d["kind"] for d in case.divergences} if case else set()
        if case is None or kinds != {"missing"} or not self.check.endswith(".list.complete"):
            return self.done.reason
        return f"lost {case.diverged} of {case.comparisons} {case.resource}"

    def to_json(self) -> dict[str, Any]:
        """Give the finding as an event writes it."""
        case = self.done.case
        quiet = [d for d in case.divergences if not is_reported(d)] if case else []
        shown = quiet or (case.divergences if case else [])
        return {
            "check": self.check,
            "outcome": self.outcome.value,
            "told": self.told(),
            "divergences": [_brief(d) for d in shown[:SHOWN_DIVERGENCES]],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """
    One reading, judged. *checks* counts the reruns; *cells* are fields that come out otherwise;
    *size* is the least number of candidates with which *worst* still fails.
    """

    setting: Setting
    outcome: Outcome
    checks: int = 0
    comparisons: int = 0
    findings: tuple[Finding, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()
    size: int | None = None
    declared: bool = False

    @property
    def worst(self) -> Finding | None:
        """The finding that is told first."""
        return self.findings[0] if self.findings else None


def is_core(check_id: str) -> bool:
    """Say whether a check is one that every reading is tried with."""
    return any(matches(pattern, check_id) for pattern in CORE)


def to_rerun(name: str, passed: Mapping[str, frozenset[str]]) -> list[str]:
    """
    Choose the checks to run again for assumption *name*, of those that *passed*: by id, the
    assumptions that were consulted.

    A switch that nobody consulted while a check ran cannot change what becomes of it. Of those
    that did, the core ones are enough; where no core check asked, all of them are taken.
    """
    asked = [check for check, names in passed.items() if name in names]
    return [check for check in asked if is_core(check)] or asked


def is_reported(divergence: Mapping[str, Any]) -> bool:
    """
    Say whether a divergence is an error that the target told: wrong perhaps, but not silent.

    That there is no such record is no such error, but an answer, and whoever hears it believes it.
    """
    told = isinstance(divergence["actual"], str) and _REPORTED.fullmatch(divergence["actual"])
    return bool(told) and divergence["actual"] != f"error {ErrorKind.NOT_FOUND}"


def outcome_of(done: Finished) -> Outcome:
    """Classify one rerun."""
    match done.verdict:
        case Verdict.PASS:
            return Outcome.TOLERATED
        case Verdict.FAIL | Verdict.GAP:
            case_ = done.case
            loud = case_ is not None and all(map(is_reported, case_.divergences))
            return Outcome.LOUD if loud else Outcome.SILENT
        case Verdict.ERROR if isinstance(done.error, TargetError):
            silent = done.error.kind is ErrorKind.NOT_FOUND
            return Outcome.SILENT if silent else Outcome.LOUD
        case _:
            return Outcome.INCONCLUSIVE


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Merge outcomes by worst; nothing tried is unexercised."""
    seen = set(outcomes)
    return next((o for o in Outcome if o in seen), Outcome.UNEXERCISED)


def judge(setting: Setting, reruns: Sequence[tuple[str, Finished]]) -> Judged:
    """
    Judge one reading by what became of the checks that were run again.

    One that passed although nobody asked for the switch this time proves nothing, and is left out.
    """
    telling = [(check, done) for check, done in reruns if _tells(setting, done)]
    found = [Finding(check=c, outcome=outcome_of(done), done=done) for c, done in telling]
    cases = [done.case for _, done in telling if done.case is not None]
    return Judged(
        setting=setting,
        outcome=worst(f.outcome for f in found),
        checks=len(telling),
        comparisons=sum(case.comparisons for case in cases),
        findings=tuple(_ranked(f for f in found if f.outcome is not Outcome.TOLERATED)),
        cells=tuple(dict.fromkeys(cell for _, done in telling for cell in _diverging(done))),
    )


def _tells(setting: Setting, done: Finished) -> bool:
    return done.verdict is not Verdict.PASS or setting.name in done.consulted


def _ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Put the worst first; of equals the core, then those that lost records, then the fullest."""
    order = list(Outcome)

    def rank(finding: Finding) -> tuple[int, int, int]:
        first = next((n for n, p in enumerate(CORE) if matches(p, finding.check)), len(CORE))
        diverged = finding.done.case.diverged if finding.done.case else 0
        return order.index(finding.outcome), first, -diverged

    return sorted(findings, key=rank)


def _diverging(done: Finished) -> list[tuple[str, str]]:
    evidence = done.case.evidence.values() if done.case is not None else ()
    return [(e.resource, e.field) for e in evidence if e.diverged and not e.under]


def _brief(divergence: Mapping[str, Any]) -> dict[str, Any]:
    return {n: divergence[n] for n in ("where", "kind", "expected", "actual")}


# What a target's file declares


@dataclass(slots=True, kw_only=True)
class Audit:
    """What a whole sweep found. *stale* are messages about entries that no longer hold."""

    judged: list[Judged]
    stale: list[str] = field(default_factory=list)

    def by_assumption(self) -> dict[str, Outcome]:
        """Merge the readings of each assumption by worst."""
        found: dict[str, list[Outcome]] = {}
        for one in self.judged:
            found.setdefault(one.setting.assumption, []).append(one.outcome)
        return {name: worst(outcomes) for name, outcomes in found.items()}

    def to_json(self) -> dict[str, Any]:
        """Give the totals. Shape: {"readings": {outcome: int}, "assumptions": {name: outcome}}."""
        return {
            "readings": counts(j.outcome for j in self.judged),
            "assumptions": {n: o.value for n, o in self.by_assumption().items()},
            "undeclared": len(self.undeclared()),
        }

    def undeclared(self) -> list[Judged]:
        """List the silent reliance that no entry declares."""
        return [j for j in self.judged if j.outcome is Outcome.SILENT and not j.declared]

    def unknown(self) -> list[Judged]:
        """List the readings of which nothing is known."""
        doubtful = (Outcome.INCONCLUSIVE, Outcome.UNEXERCISED)
        return [j for j in self.judged if j.outcome in doubtful]


def declares(reliance: Reliance, setting: Setting) -> bool:
    """Say whether an entry is about what the target does under another reading than its own."""
    return (reliance.assumption, reliance.value) == (setting.assumption, setting.baseline)


def stale_reliance(spec: TargetSpec, judged: Sequence[Judged]) -> list[str]:
    """
    Write a message about each `[[relies_on]]` entry that no longer holds.

    An entry is kept while nothing is known: what was not tried may still hold.
    """
    found = []
    for entry in spec.relies_on:
        tried = [j for j in judged if j.setting.assumption == entry.assumption]
        mine = [j for j in tried if declares(entry, j.setting)]
        others = {j.setting.baseline for j in tried} - {entry.value}
        if mine and all(j.outcome is Outcome.TOLERATED for j in mine):
            passed = f"every audited check passes under every other reading of {entry.assumption}"
            found.append(_delete_these_lines(spec, entry, passed))
        elif others and any(j.checks for j in tried):
            passed = f"the audited checks pass with {entry.assumption}={min(others)}"
            found.append(_delete_these_lines(spec, entry, passed))
    return found


def _delete_these_lines(spec: TargetSpec, entry: Reliance, why: str) -> str:
    place = f"{spec.given}:{entry.line}" if entry.line else spec.given
    return (
        f"{why}, but {place} declares that the target relies on "
        f"{entry.assumption}={entry.value} ({entry.reason}); delete these lines"
    )


# As events


def to_event(judged: Judged, reproduce: str) -> Event:
    """
    Write one reading as an event.

    Shape: {"type": "setting", "provider", "assumption", "value", "baseline", "outcome", "checks",
        "comparisons", "declared": bool, "findings": [{"check", "outcome", "told",
        "divergences"}], "more": int, "cells": [[resource, field]], "size": int | None,
        "reproduce": str}.
    """
    setting = judged.setting
    return {
        "type": "setting",
        "provider": setting.provider,
        "assumption": setting.assumption,
        "value": setting.value,
        "baseline": setting.baseline,
        "outcome": judged.outcome.value,
        "checks": judged.checks,
        "comparisons": judged.comparisons,
        "declared": judged.declared,
        "findings": [f.to_json() for f in judged.findings[:SHOWN_FINDINGS]],
        "more": max(0, len(judged.findings) - SHOWN_FINDINGS),
        "cells": [list(cell) for cell in judged.cells],
        "size": judged.size,
        "reproduce": reproduce,
    }


def counts(outcomes: Iterable[Outcome | str]) -> dict[str, int]:
    """Count outcomes. Shape: all five names, zero included, worst first."""
    listed = [str(o) for o in outcomes]
    return {o.value: listed.count(o.value) for o in Outcome}
