"""
A provider's own answers, seen once and played back with a change: one field more, a word that
nobody knows, a record that is broken.

It works on JSON that was witnessed, so that no wire format has to be known here. What a record is,
and where a value of it stands, is learned from the ids and values that the target showed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ats_contracts.case import Case
from ats_contracts.compare import is_number, parse_instant
from ats_contracts.target import JsonObject, Page

Json = Any
Change = Callable[[list[JsonObject]], None]
"""Changes in place the provider's records behind the rows of a page, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """
    The page as the provider really answers it, and the page after its answers were changed.

    *wire* are the provider's records as they went out changed, by unified id.
    """

    before: Page
    after: Page
    wire: Mapping[str, JsonObject]


@dataclass(slots=True)
class _Answer:
    """One answer of the provider: its journal entry and its JSON."""

    entry: dict[str, Any]
    body: Json


def rehearse(case: Case, change: Change, *, limit: int) -> Rehearsed | None:
    """
    Read a page, change the provider's records behind it, and read it again.

    Null if the records were not recognised in what the provider said: then nothing is known.
    Raises: TargetError.
    """
    start = _last_number(case)
    before = case.connection.page(case.resource, limit=limit)
    answers = _answers(case, start)
    _shared(answers)
    found = _records(answers, before)
    if found is None:
        case.note(f"the {case.resource} of a page were not recognised in the provider's answers")
        return None
    change(found)
    for answer in answers:
        case.fault(
            "answer",
            match={"method": "GET", "path": answer.entry["path"]},
            status=200,
            headers=_content_type(answer.entry),
            body=json.dumps(answer.body),
        )
    after = case.connection.page(case.resource, limit=limit)
    wire = {str(row.get("id")): record for row, record in zip(before.records, found, strict=True)}
    return Rehearsed(before=before, after=after, wire=wire)


def _last_number(case: Case) -> int:
    seen = case.witness()
    return int(seen[-1]["n"]) if seen else 0


def _answers(case: Case, since: int) -> list[_Answer]:
    """Collect the answers to reads that carry JSON and were journalled whole."""
    found = []
    for entry in case.witness(method="GET", status=200, since=since):
        text = entry["response_body"] or ""
        if len(text.encode()) == entry["response_bytes"]:
            try:
                found.append(_Answer(entry, json.loads(text)))
            except ValueError:
                continue
    return found


def _content_type(entry: Mapping[str, Any]) -> dict[str, str]:
    return {k: v for k, v in entry["response_headers"] if k.lower() == "content-type"}


def _records(answers: list[_Answer], page: Page) -> list[JsonObject] | None:
    """Find the provider's record behind each row of *page*: the one that has most in common."""
    known = [(row, _texts(row)) for a in answers for rows in _lists(a.body) for row in rows]
    found = [_nearest(row, known) for row in page.records]
    return [f for f in found if f is not None] if found and all(found) else None


def _nearest(row: JsonObject, known: list[tuple[JsonObject, set[str]]]) -> JsonObject | None:
    key, said = str(row.get("id")), _texts({k: v for k, v in row.items() if k != "remote_data"})
    near = [(len(said & texts), n) for n, (_, texts) in enumerate(known) if key in texts]
    return known[max(near, key=lambda pair: (pair[0], -pair[1]))[1]][0] if near else None


def _lists(value: Json) -> Iterator[list[JsonObject]]:
    """Walk the lists of objects in a JSON value, the outermost first."""
    if isinstance(value, list):
        if value and all(isinstance(item, dict) for item in value):
            yield value
        for item in value:
            yield from _lists(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _lists(item)


def _shared(answers: list[_Answer]) -> None:
    """Let records that were read twice alike be one, so that a change shows wherever they stand."""
    first: dict[str, JsonObject] = {}
    for answer in answers:
        for rows in _lists(answer.body):
            rows[:] = [first.setdefault(json.dumps(row, sort_keys=True), row) for row in rows]


def _texts(value: Json) -> set[str]:
    """Collect the texts and numbers inside a value, numbers as text."""
    if isinstance(value, dict):
        return set().union(*(_texts(v) for v in value.values()))
    if isinstance(value, list):
        return set().union(*(_texts(v) for v in value))
    if is_number(value) or isinstance(value, str):
        return {str(value)}
    return set()


def is_key_of(value: Json, key: str) -> bool:
    """Say whether *value* is how the provider writes the id *key*."""
    return (is_number(value) or isinstance(value, str)) and str(value) == key


def keys_saying(rows: list[JsonObject], shown: list[Any]) -> list[str]:
    """
    Name the wire keys that say what the target shows of the same records.

    A key says it if a shown word stands there, capitals, spaces and underscores apart, and one
    word of the provider never stands for two of the target's.
    """
    return [
        n for n in _names(rows) if _says([(r.get(n), v) for r, v in zip(rows, shown, strict=True)])
    ]


def _names(rows: list[JsonObject]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _says(pairs: list[tuple[Json, Any]]) -> bool:
    known = [(wire, value) for wire, value in pairs if value is not None]
    meant: dict[str, set[Any]] = {}
    for wire, value in known:
        if not isinstance(wire, str):
            return False
        meant.setdefault(wire, set()).add(value)
    alike = any(_plain(wire) == _plain(str(value)) for wire, value in known)
    return alike and all(len(values) == 1 for values in meant.values())


def _plain(word: str) -> str:
    return "".join(c for c in word.casefold() if c.isalnum())


def is_instant(value: Json, shown: Any) -> bool:
    """Say whether a wire value is the shown instant: a text, or milliseconds or seconds."""
    if not isinstance(shown, str):
        return False
    try:
        moment = parse_instant(shown)
        if isinstance(value, str):
            return parse_instant(value) == moment
    except (ValueError, TypeError):
        return False
    second = moment.timestamp()
    return is_number(value) and value in (second, round(second * 1000))


def with_offset(text: str, hours: float) -> str:
    """Write an instant with another offset; the instant stays."""
    zone = dt.timezone(dt.timedelta(hours=hours))
    return parse_instant(text).astimezone(zone).isoformat()
