"""
What all reports say, worded once: headline, results in order of weight, failure paragraphs.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ats_contracts.events import Event, Result, check_whole, results
from ats_contracts.matrix import LETTERS, Cell, Matrix, build
from ats_contracts.verdict import Verdict, headline

SHOWN_DIVERGENCES = 5
VALUE_CHARS = 160
SHOWN_OTHERS = 30
DECLINE = (
    "the target refused this as not offered; if that is meant, its file has to say so, as in "
    '[supports] "jobs.*" = { no = "the reason" }'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One stream, taken apart."""

    header: Event
    footer: Event
    results: tuple[Result, ...]
    matrix: Matrix
    stale: tuple[str, ...]
    readings: tuple[Event, ...] = ()
    unaudited: tuple[Event, ...] = ()

    @property
    def headline(self) -> str:
        """All six counts and the number of comparisons."""
        return headline(self.footer["counts"], self.footer["comparisons"])

    @property
    def title(self) -> str:
        """The target's name and version."""
        target = self.header["target"]
        return f"{target['name']} {target['version']}".strip()

    @property
    def ended(self) -> str:
        """Say in a word what the exit code means."""
        words = {
            0: "verified",
            1: "contract violated",
            5: "nothing was verified",
            7: "inconclusive",
        }
        word = words.get(self.footer["exit_code"], "")
        return f"{word} (partial)" if word == "verified" and self.header["partial"] else word

    def problems(self) -> list[Result]:
        """List what did not pass, worst first."""
        order = [v.value for v in Verdict]
        rest = [r for r in self.results if r.verdict not in ("pass", "unsupported")]
        return sorted(rest, key=lambda r: order.index(r.verdict))


def by_cause(problems: Iterable[Result]) -> list[list[Result]]:
    """
    Put together what did not pass in the same way, in the order of the first of each way.

    The way is the part of the contract and the kind of its first divergence, or the reason. What
    the target refuses as not offered is one way, wherever it shows.
    """
    groups: dict[tuple[str, ...], list[Result]] = {}
    for result in problems:
        groups.setdefault(_cause(result), []).append(result)
    return list(groups.values())


def _cause(result: Result) -> tuple[str, ...]:
    if not_offered(result):
        return result.verdict, "not offered"
    for divergence in result.divergences:
        return result.verdict, str(divergence["kind"]), _part(result)
    return result.verdict, re.sub(r"https?://\S+|\d", "", _reason(result))


def _part(result: Result) -> str:
    """Name the part of the contract that a check is about, the same for every resource."""
    return result.check.removeprefix(f"{result.started['resource']}.").split(".")[0]


def not_offered(result: Result) -> bool:
    """Tell whether the target refused, as not offered, what its file does not decline."""
    told = [str(d["actual"]) for d in result.divergences] or [_reason(result)]
    return any(t.startswith(("error unsupported", "the target answered unsupported")) for t in told)


def _reason(result: Result) -> str:
    return " ".join(str(result.finished["reason"]).split())


def unsupported(results: Iterable[Result]) -> list[tuple[str, int]]:
    """Give the reasons for what was not tried, and of how many checks each is the reason."""
    reasons = Counter(r.finished["reason"] for r in results if r.verdict == "unsupported")
    return reasons.most_common()


def elsewhere(cells: Iterable[Cell]) -> dict[str, list[str]]:
    """Word, by assumption value, what is known of cells under another one than the run's."""
    found: dict[str, list[str]] = {}
    for cell in cells:
        for there in cell.elsewhere:
            worded = f"{LETTERS[there.state]} {cell.field} {there.compared}"
            found.setdefault(there.under, []).append(worded)
    return found


def dependent(cells: Iterable[Cell]) -> dict[str, list[str]]:
    """Name, by assumption, the fields that come out otherwise under another reading of it."""
    found: dict[str, list[str]] = {}
    for cell in cells:
        for name in cell.depends_on:
            found.setdefault(name, []).append(cell.field)
    return found


def summarise(events: list[Event]) -> Summary:
    """Take a stream apart. Raises: UsageError if it is not whole."""
    check_whole(events, "event stream")
    return Summary(
        header=events[0],
        footer=events[-1],
        results=tuple(results(events)),
        matrix=build(events),
        stale=tuple(str(e["message"]) for e in events if e["type"] == "stale"),
        readings=tuple(e for e in events if e["type"] == "setting"),
        unaudited=tuple(e for e in events if e["type"] == "unaudited"),
    )


def shown(value: Any, at_most: int = VALUE_CHARS) -> str:
    """Show a value on one line, cut."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= at_most else f"{text[: at_most - 1]}…"


def difference(divergence: Event) -> str:
    """Word one divergence."""
    return (
        f"{divergence['where']}: {divergence['kind']}: "
        f"expected {shown(divergence['expected'])}, got {shown(divergence['actual'])}"
    )


def wire(divergence: Event) -> str | None:
    """Word the exchange behind a divergence, on one line."""
    exchange = divergence.get("exchange")
    if not exchange:
        return None
    body = " ".join(str(exchange["body"]).split())
    cut = f"{body[:VALUE_CHARS]}…" if len(body) > VALUE_CHARS else body
    return f"{exchange['method']} {exchange['url']} → {exchange['status']} {cut}"


def paragraphs(group: list[Result]) -> Iterator[str]:
    """Write what a reader needs of results alike: the first whole, a line for each other one."""
    yield from paragraph(group[0])
    others = group[1:]
    if others:
        yield f"  likewise in {len(others)} more:"
    for result in others[:SHOWN_OTHERS]:
        told = next(map(difference, result.divergences), "")
        yield f"    {result.check} · {result.provider}{': ' if told else ''}{told}"
    if len(others) > SHOWN_OTHERS:
        yield f"    … and {len(others) - SHOWN_OTHERS} more"


def paragraph(result: Result) -> Iterator[str]:
    """Write what a reader needs of one result that did not pass, line by line."""
    start, end = result.started, result.finished
    yield f"{result.verdict.upper()} {result.check} · {result.provider}"
    yield f"  {start['claim']}"
    yield f"  {_reason(result)}"
    for divergence in result.divergences[:SHOWN_DIVERGENCES]:
        yield f"    {difference(divergence)}"
    rest = end["divergences"] - min(len(result.divergences), SHOWN_DIVERGENCES)
    if rest > 0:
        yield f"    … and {rest} more"
    for source in dict.fromkeys(d["source"] for d in result.divergences if d["source"]):
        yield f"  source: {source}"
    exchange = next(filter(None, map(wire, result.divergences)), None)
    if exchange:
        yield f"  wire: {exchange}"
    for seen in result.witness:
        yield f"  seen: {seen['at']} {seen['method']} {seen['path']} → {seen['status']}"
    for note in result.notes:
        yield f"  note: {note}"
    if not_offered(result):
        yield f"  hint: {DECLINE}"
    yield f"  reproduce: {start['reproduce']}"
