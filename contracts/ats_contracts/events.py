"""
The event stream: the only output of a run. Every report is a pure function of it.

One JSON object a line: `header`, then for each check `started`, `divergence`, `evidence`, `note`,
`witness`, `stale` and `finished`, then `footer`. A stream without a footer is not a report.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ats_contracts.errors import UsageError

Event = Mapping[str, Any]
Sink = Callable[[Event], None]
FORMAT = 1
"""Version of the stream's shape; a reader refuses any other."""


def to_line(event: Event) -> str:
    """Write one event as a line, without its end."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def read(path: Path) -> list[Event]:
    """
    Read a whole stream.

    Raises: UsageError, naming file and line, if it is unreadable or not whole.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from None
    events = [_parse(path, n, line) for n, line in enumerate(lines, 1) if line.strip()]
    check_whole(events, str(path))
    return events


def _parse(path: Path, number: int, line: str) -> Event:
    try:
        event = json.loads(line)
    except ValueError as error:
        raise UsageError(f"{path}:{number}: not JSON: {error}") from None
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        raise UsageError(f"{path}:{number}: not an event: an object with a `type` was expected")
    return event


def check_whole(events: list[Event], name: str) -> None:
    """Refuse a stream without header or footer. Raises: UsageError."""
    if not events or events[0]["type"] != "header":
        raise UsageError(f"{name}: does not start with a header: this is no event stream")
    if events[0].get("format") != FORMAT:
        raise UsageError(
            f"{name}: written in stream format {events[0].get('format')}, not {FORMAT}"
        )
    if events[-1]["type"] != "footer":
        raise UsageError(f"{name}: has no footer: the run did not end, so this is no report")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One check against one provider, as the stream tells it."""

    started: Event
    finished: Event
    divergences: tuple[Event, ...] = ()
    evidence: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()
    witness: tuple[Event, ...] = ()

    @property
    def check(self) -> str:
        """The check's id."""
        return str(self.started["check"])

    @property
    def provider(self) -> str:
        """The provider's name."""
        return str(self.started["provider"])

    @property
    def verdict(self) -> str:
        """The verdict's name."""
        return str(self.finished["verdict"])


@dataclass(slots=True)
class _Open:
    started: Event
    divergences: list[Event] = field(default_factory=list)
    evidence: list[Event] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    witness: list[Event] = field(default_factory=list)


def results(events: Iterable[Event]) -> Iterator[Result]:
    """Group a stream into results, in order."""
    now: _Open | None = None
    for event in events:
        kind = event["type"]
        if kind == "started":
            now = _Open(event)
        elif now is None:
            continue
        elif kind == "divergence":
            now.divergences.append(event)
        elif kind == "evidence":
            now.evidence.append(event)
        elif kind == "witness":
            now.witness += event["exchanges"]
        elif kind == "note":
            now.notes.append(str(event["note"]))
        elif kind == "finished":
            yield Result(
                started=now.started,
                finished=event,
                divergences=tuple(now.divergences),
                evidence=tuple(now.evidence),
                notes=tuple(now.notes),
                witness=tuple(now.witness),
            )
            now = None
