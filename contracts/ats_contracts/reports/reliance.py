"""
The assumption audit in words: what the target relies on, worst first, and how to see it again.

Pure functions of a stream's `setting` events. A run without a sweep has none, and gets no words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ats_contracts.audit import Outcome
from ats_contracts.events import Event
from ats_contracts.reports.summary import Summary, difference

WORDS: Final[Mapping[str, str]] = {
    Outcome.SILENT: "relies, SILENT on",
    Outcome.LOUD: "relies, loud on",
    Outcome.INCONCLUSIVE: "inconclusive: not known to work without",
}
"""Outcomes of which each reading is told by itself."""
MEANINGS: Final[Mapping[str, str]] = {
    Outcome.SILENT: "a check fails, and a wrong or missing value reached the caller as an answer",
    Outcome.LOUD: "a check fails, and the target reported an error for all that is wrong",
    Outcome.INCONCLUSIVE: "a check could not be judged",
    Outcome.UNEXERCISED: "no audited check made the simulator ask: nothing is known",
    Outcome.TOLERATED: "the simulator was asked, and every audited check still passes",
}


def headline(s: Summary) -> str:
    """Count the readings by outcome, zero included."""
    found, names = s.footer["audit"]["readings"], s.footer["audit"]["assumptions"]
    parts = " · ".join(f"{found[o.value]} {o.value}" for o in Outcome)
    return f"{parts} · {len(s.readings)} readings of {len(names)} assumptions"


def ranked(s: Summary) -> list[Event]:
    """List the readings that are told by themselves: worst first, undeclared before declared."""
    order = [o.value for o in Outcome]
    told = [e for e in s.readings if e["outcome"] in WORDS]
    return sorted(told, key=lambda e: (order.index(e["outcome"]), e["declared"]))


def title(reading: Event) -> str:
    """Word what one reading came to."""
    word = WORDS.get(reading["outcome"], reading["outcome"])
    declared = " (declared)" if reading["declared"] else ""
    return f"{reading['assumption']}   {word} {reading['baseline']}{declared}"


def details(reading: Event) -> Iterator[str]:
    """Word what does not pass under a reading, line by line, with the command at the end."""
    silent = reading["outcome"] == Outcome.SILENT
    for finding in reading["findings"][:1]:
        told = " ".join(finding["told"].split())
        ending = ", no error raised" if silent else ""
        yield f"with {reading['value']}: {finding['check']}: {told}{ending}"
        yield from (f"  {difference(d)}" for d in finding["divergences"][:1])
    others = len(reading["findings"]) + reading["more"] - 1
    if others > 0:
        yield f"and {others} more of the {reading['checks']} checks that were run again"
    if reading["size"] is not None:
        plural = "" if reading["size"] == 1 else "s"
        yield f"smallest failing world: {reading['size']} candidate{plural}"
    yield str(reading["reproduce"])


def grouped(s: Summary, outcome: Outcome) -> list[str]:
    """Name the readings of one outcome, the values of an assumption together."""
    found: dict[str, list[str]] = {}
    for e in s.readings:
        if e["outcome"] == outcome:
            found.setdefault(e["assumption"], []).append(e["value"])
    return [f"{name}={'|'.join(values)}" for name, values in found.items()]


def lines(s: Summary) -> Iterator[str]:
    """Word the whole audit; nothing for a run without a sweep."""
    if "audit" not in s.footer:
        return
    last = ""
    for reading in ranked(s):
        if title(reading) != last:
            last = title(reading)
            yield from ("", last)
        yield from (f"  {line}" for line in details(reading))
    yield ""
    for outcome in (Outcome.UNEXERCISED, Outcome.TOLERATED):
        if named := grouped(s, outcome):
            yield f"{outcome.value} ({MEANINGS[outcome]}): {', '.join(named)}"
    if s.unaudited:
        checks = ", ".join(f"{e['check']} ({e['provider']}: {e['verdict']})" for e in s.unaudited)
        yield f"not audited, as they did not pass before: {checks}"
    yield f"audit   {headline(s)}"
