"""
The matrix: provider, resource, field, and how much is known of each cell. From events only.
What was compared across providers has rows of its own.

A cell is verified only with telling evidence: a field that showed one value, never a null it may
have, or only ASCII, is unverified, and says what was missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from ats_contracts.events import Event, Result, results


class State(StrEnum):
    """What is known of one cell."""

    VERIFIED = "verified"
    DIVERGES = "diverges"
    GAP = "gap"
    LACKS = "lacks"
    UNSUPPORTED = "unsupported"
    UNVERIFIED = "unverified"


LETTERS: Mapping[State, str] = {
    State.VERIFIED: "V",
    State.DIVERGES: "D",
    State.GAP: "G",
    State.LACKS: "-",
    State.UNSUPPORTED: "u",
    State.UNVERIFIED: "?",
}
MEANINGS: Mapping[State, str] = {
    State.VERIFIED: "every value compared is the world's, with telling evidence",
    State.DIVERGES: "at least one value differs",
    State.GAP: "differs, and is declared as a known gap",
    State.LACKS: "the provider has no such datum, or not by itself: null (or the truth) asserted",
    State.UNSUPPORTED: "the target declines it",
    State.UNVERIFIED: "not compared, or the evidence is too weak",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What is known of a cell under another value of an assumption, `name=value`."""

    under: str
    state: State
    compared: int
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """
    One cell. *weak* says what the evidence did not show; *checks* made it; *elsewhere* is no part
    of its state; *depends_on* are assumptions under another reading of which it diverges.
    """

    provider: str
    resource: str
    field: str
    state: State
    compared: int = 0
    diverged: int = 0
    distinct: int = 0
    nulls: int = 0
    weak: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """
    All cells. *unfed* names, per provider, the resources it does not feed and why; *counts* has
    all six states.
    """

    cells: tuple[Cell, ...]
    unfed: Mapping[str, Mapping[str, str]]

    @property
    def counts(self) -> dict[str, int]:
        """Count the cells by state, zero included."""
        return {s.value: sum(c.state is s for c in self.cells) for s in State}

    def rows(self) -> Iterator[tuple[str, str, list[Cell]]]:
        """Walk the cells by provider and resource."""
        grouped: dict[tuple[str, str], list[Cell]] = {}
        for cell in self.cells:
            grouped.setdefault((cell.provider, cell.resource), []).append(cell)
        for (provider, resource), cells in grouped.items():
            yield provider, resource, cells


@dataclass(slots=True)
class _Seen:
    """What the results say about one cell."""

    evidence: list[Event] = field(default_factory=list)
    verdicts: set[str] = field(default_factory=set)
    checks: list[str] = field(default_factory=list)
    elsewhere: dict[str, _Seen] = field(default_factory=dict)


def build(events: Iterable[Event]) -> Matrix:
    """Compute the matrix of a stream. A cell that no check of the run asked about is left out."""
    stream = list(events)
    seen: dict[tuple[str, str, str], _Seen] = {}
    for result in results(stream):
        _note(seen, result)
    depends = _dependences(stream)
    cells: list[Cell] = []
    unfed: dict[str, dict[str, str]] = {}
    for provider, facts in stream[0]["providers"].items():
        for resource, coverage in facts["resources"].items():
            if "unfed" in coverage:
                unfed.setdefault(provider, {})[resource] = coverage["unfed"]
            for name in coverage.get("fields", ()):
                if (key := (provider, resource, name)) in seen:
                    cell = _cell(key, seen[key])
                    cells.append(replace(cell, depends_on=tuple(depends.get(key, ()))))
    across = [key for key in seen if key[0] not in stream[0]["providers"]]
    cells += [_cell(key, seen[key]) for key in across]
    return Matrix(cells=tuple(cells), unfed=unfed)


def _dependences(stream: Iterable[Event]) -> dict[tuple[str, str, str], dict[str, None]]:
    """Name, for each cell, the assumptions of which a sweep found that it depends on them."""
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for event in stream:
        for resource, name in event["cells"] if event["type"] == "setting" else ():
            found.setdefault((event["provider"], resource, name), {})[event["assumption"]] = None
    return found


def _note(seen: dict[tuple[str, str, str], _Seen], result: Result) -> None:
    _note_elsewhere(seen, result)
    here = [e for e in result.evidence if not e["under"]]
    keys = {(result.provider, e["resource"], e["field"]): e for e in here}
    own = (result.provider, result.started["resource"], result.started["field"])
    for key in {*keys, own} if own[2] else keys:
        cell = seen.setdefault(key, _Seen())
        cell.checks.append(result.check)
        if key in keys:
            cell.evidence.append(keys[key])
        if key == own or keys[key]["diverged"]:
            cell.verdicts.add(result.verdict)


def _note_elsewhere(seen: dict[tuple[str, str, str], _Seen], result: Result) -> None:
    for e in result.evidence:
        if e["under"]:
            cell = seen.setdefault((result.provider, e["resource"], e["field"]), _Seen())
            there = cell.elsewhere.setdefault(e["under"], _Seen())
            there.evidence.append(e)
            there.verdicts.add(result.verdict)
            cell.checks.append(result.check)


def _elsewhere(under: str, seen: _Seen) -> Elsewhere:
    merged = merge(seen.evidence)
    weak = tuple(weaknesses(merged))
    state = _state(seen, merged, weak)
    return Elsewhere(under=under, state=state, compared=merged["compared"], weak=weak)


def _cell(key: tuple[str, str, str], seen: _Seen) -> Cell:
    merged = merge(seen.evidence)
    weak = tuple(weaknesses(merged))
    provider, resource, name = key
    return Cell(
        provider=provider,
        resource=resource,
        field=name,
        state=_state(seen, merged, weak),
        compared=merged["compared"],
        diverged=merged["diverged"],
        distinct=merged["distinct"],
        nulls=merged["nulls"],
        weak=weak,
        checks=tuple(seen.checks),
        elsewhere=tuple(_elsewhere(under, there) for under, there in seen.elsewhere.items()),
    )


def _state(seen: _Seen, merged: Mapping[str, Any], weak: tuple[str, ...]) -> State:
    if merged["diverged"]:
        return State.DIVERGES if "fail" in seen.verdicts else State.GAP
    if seen.verdicts == {"unsupported"}:
        return State.UNSUPPORTED
    if weak or not seen.verdicts <= {"pass", "unsupported"}:
        return State.UNVERIFIED
    return State.LACKS if _null_asserted(merged) else State.VERIFIED


def _null_asserted(evidence: Mapping[str, Any]) -> bool:
    """Say whether null is all that was seen, and was right."""
    return bool(evidence["lacks"] or (evidence["optional"] and not evidence["shown"]))


def merge(evidence: Iterable[Event]) -> dict[str, Any]:
    """Add up the evidence of several checks about one field."""
    parts = list(evidence)
    total: dict[str, Any] = {
        n: sum(e[n] for e in parts) for n in ("compared", "diverged", "nulls", "values", "shown")
    }
    total["distinct"] = max((e["distinct"] for e in parts), default=0)
    total["members"] = {m for e in parts for m in e["members"]}
    total["can_yield"] = {m for e in parts for m in e["can_yield"]}
    for name in ("non_ascii", "dst_edge"):
        total[name] = any(e[name] for e in parts)
    for name in ("lacks", "closed", "nullable", "optional"):
        total[name] = bool(parts) and all(e[name] for e in parts)
    total["kind"] = parts[0]["kind"] if parts else ""
    return total


def weaknesses(evidence: Mapping[str, Any]) -> Iterator[str]:
    """Say what the evidence for a field lacks before it can be called verified."""
    if not evidence["compared"]:
        yield "nothing was compared"
        return
    if _null_asserted(evidence):
        return
    if evidence["optional"] and evidence["shown"] < evidence["values"]:
        yield f"shown of {evidence['shown']} of the {evidence['values']} records that have it"
    if evidence["distinct"] < 2 and len(evidence["can_yield"]) != 1:
        yield "fewer than two distinct values were expected"
    if not evidence["values"]:
        yield "every expected value was null"
    if evidence["nullable"] and not evidence["nulls"] and not evidence["optional"]:
        yield "no null was expected, and the field may be null"
    yield from _weak_kind(evidence)


def _weak_kind(evidence: Mapping[str, Any]) -> Iterator[str]:
    kind = evidence["kind"]
    if kind == "text" and not evidence["closed"] and not evidence["non_ascii"]:
        yield "no text outside ASCII was expected"
    if kind == "enum" and (unseen := evidence["can_yield"] - evidence["members"]):
        yield f"members never expected: {', '.join(sorted(unseen))}"
    if kind == "instant" and not evidence["dst_edge"]:
        yield "no instant at a change of daylight saving time was expected"
