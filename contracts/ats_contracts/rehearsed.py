"""
A provider's own answers, seen once and played back with a change: one field more, a word that
nobody knows, a record that is broken.

It works on JSON that was witnessed, so that no wire format has to be known here. What a record is,
and where a value of it stands, is learned from the ids and values that the target showed.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ats_contracts.case import Case
from ats_contracts.compare import is_number, parse_instant
from ats_contracts.errors import TargetError
from ats_contracts.target import JsonObject, Page

Json = Any
Change = Callable[[list[JsonObject]], None]
"""Changes in place the provider's records behind the rows of a page, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """
    The page as the provider really answers it, and the page after its answers were changed.

    *wire* are the provider's records as they went out changed, by unified id; *copies* all that it
    told of each, the nearest first, as it may tell of one record in several answers.
    """

    before: Page
    after: Page
    wire: Mapping[str, JsonObject]
    copies: Mapping[str, list[JsonObject]]


@dataclass(slots=True)
class _Answer:
    """One answer of the provider: its journal entry and its JSON."""

    entry: dict[str, Any]
    body: Json


def rehearse(
    case: Case,
    change: Change = lambda rows: None,
    *,
    limit: int,
    rewrite: Callable[[str], str] | None = None,
) -> Rehearsed | None:
    """
    Read a page, change the provider's records behind it, and read it again.

    What *change* does to a record is done wherever the provider tells of it; *rewrite* is applied
    to every text in the answers. Null if the records were not recognised in what the provider
    said, or nobody asked for them again: then nothing is known. Raises: TargetError.
    """
    start = _last_number(case)
    before = case.connection.page(case.resource, limit=limit)
    answers = _answers(case, start)
    _shared(answers)
    found = _records(answers, before)
    if found is None:
        case.note(f"the {case.resource} of a page were not recognised in the provider's answers")
        return None
    _change(change, found)
    if rewrite is not None:
        for answer in answers:
            answer.body = _rewritten(answer.body, rewrite)
    faults = [_play_back(case, answer) for answer in answers]
    after = case.connection.page(case.resource, limit=limit)
    if not any(f["consumed"] for f in case.account.faults() if f["id"] in faults):
        case.note(f"the {case.resource} of a page were not asked for again")
        return None
    case.account.clear_faults()
    copies = {str(row.get("id")): of for row, of in zip(before.records, found, strict=True)}
    wire = {key: of[0] for key, of in copies.items()}
    return Rehearsed(before=before, after=after, wire=wire, copies=copies)


def read_alone(case: Case, keys: Iterable[str]) -> dict[str, JsonObject]:
    """
    Read records one by one: the provider's own, by unified id, as far as they were recognised.

    A get that fails tells nothing here; it is for the checks of gets.
    """
    found: dict[str, JsonObject] = {}
    for key in keys:
        start = _last_number(case)
        with suppress(TargetError):
            row = case.connection.get(case.resource, key)
            told = _records(_answers(case, start), Page(records=(row,)))
            if told is not None:
                found[key] = told[0][0]
    return found


def _play_back(case: Case, answer: _Answer) -> str:
    """Answer the same again, changed; a target that knows enough need not ask."""
    fault = case.account.add_fault(
        "answer",
        match={"method": "GET", "path": answer.entry["path"]},
        times=1,
        status=200,
        headers=_content_type(answer.entry),
        body=json.dumps(answer.body),
    )
    return str(fault["id"])


def _change(change: Change, found: list[list[JsonObject]]) -> None:
    """Change the nearest record behind each row, and what is new in it wherever else it stands."""
    was = [deepcopy(records[0]) for records in found]
    change([records[0] for records in found])
    for before, (nearest, *others) in zip(was, found, strict=True):
        for other in others:
            for name, value in nearest.items():
                if name not in before or (name in other and other[name] == before[name]):
                    other[name] = value


def _rewritten(value: Json, rewrite: Callable[[str], str]) -> Json:
    if isinstance(value, dict):
        return {name: _rewritten(part, rewrite) for name, part in value.items()}
    if isinstance(value, list):
        return [_rewritten(part, rewrite) for part in value]
    return rewrite(value) if isinstance(value, str) else value


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


def _records(answers: list[_Answer], page: Page) -> list[list[JsonObject]] | None:
    """Find the provider's records behind each row of *page*: that with most in common first."""
    listed = [row for a in answers for rows in _lists(a.body) for row in rows]
    alone = [one for a in answers for one in _singles(a.body)]
    known = [(one, _texts(one)) for one in (*listed, *alone)]
    every = [one for a in answers for one in objects(a.body)]
    found = [
        _copies(row, known[: len(listed)], known[len(listed) :], every) for row in page.records
    ]
    return found if found and all(found) else None


Known = tuple[JsonObject, set[str]]


def _copies(
    row: JsonObject, listed: list[Known], alone: list[Known], every: list[JsonObject]
) -> list[JsonObject]:
    """
    List what the provider told of *row*: first the nearest one, of the rows of lists that hold its
    id, and of the single records that have it; then those like it that have the id where it has.
    """
    key, said = str(row.get("id")), _texts({k: v for k, v in row.items() if k != "remote_data"})
    near = [(one, texts) for one, texts in listed if key in texts]
    near += [(one, texts) for one, texts in alone if _has(one, key)]
    if not near:
        return []
    first = max(near, key=lambda pair: len(said & pair[1]))[0]
    others = {id(one): one for one in every if one is not first and _is_copy(one, first, key)}
    return [first, *others.values()]


def _has(record: JsonObject, key: str) -> bool:
    return any(is_key_of(value, key) for value in record.values())


def _is_copy(record: JsonObject, of: JsonObject, key: str) -> bool:
    """Say whether a record has the id where another has it, and half of the other's names."""
    same = record.keys() & of.keys()
    alike = 2 * len(same) >= min(len(record), len(of))
    return alike and any(is_key_of(record[n], key) and is_key_of(of[n], key) for n in same)


def _singles(value: Json) -> Iterator[JsonObject]:
    """Walk the objects of an answer that are in no list, the outermost first."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _singles(item)


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


Leaf = tuple[JsonObject, str]
"""An object of a provider's record and the name of a plain value in it."""


def leaves(record: JsonObject) -> Iterator[Leaf]:
    """Walk the plain values of a record, those of the objects inside it too; lists are plain."""
    for name, value in record.items():
        if isinstance(value, dict):
            yield from leaves(value)
        else:
            yield record, name


def objects(value: Json) -> Iterator[JsonObject]:
    """Walk all objects in a JSON value, itself first."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from objects(item)


def is_key_of(value: Json, key: str) -> bool:
    """Say whether *value* is how the provider writes the id *key*."""
    return (is_number(value) or isinstance(value, str)) and str(value) == key


def keys_saying(rows: list[JsonObject], shown: list[Any]) -> list[str]:
    """
    Name the wire keys that say what the target shows of the same records; `a.b` is b inside a.

    A key says it if a shown word stands there, capitals, spaces and underscores apart, and one
    word of the provider never stands for two of the target's.
    """
    return [
        n
        for n in _names(rows)
        if _says([(value_at(r, n), v) for r, v in zip(rows, shown, strict=True)])
    ]


def _names(rows: list[JsonObject]) -> list[str]:
    deep = (f"{n}.{m}" for r in rows for n, v in r.items() if isinstance(v, dict) for m in v)
    return list(dict.fromkeys([*(name for row in rows for name in row), *deep]))


def value_at(row: JsonObject, name: str) -> Json:
    """Read the value under a wire key, as `keys_saying` names it."""
    outer, _, inner = name.partition(".")
    value = row.get(outer)
    return value if not inner else value.get(inner) if isinstance(value, dict) else None


def put(row: JsonObject, name: str, value: Json) -> None:
    """Put *value* under a wire key, as `keys_saying` names it."""
    outer, _, inner = name.partition(".")
    row[outer] = {**row[outer], inner: value} if inner else value


def _says(pairs: list[tuple[Json, Any]]) -> bool:
    known = [(wire, value) for wire, value in pairs if value is not None]
    meant: dict[str, set[Any]] = {}
    for wire, value in known:
        if not isinstance(wire, str) and not is_number(wire):
            return False
        meant.setdefault(str(wire), set()).add(value)
    alike = any(_plain(str(wire)) == _plain(str(value)) for wire, value in known)
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


def is_about(text: str, shown: str) -> bool:
    """
    Say whether a wire text is the day of a shown instant, or that and a local time of day.

    The day is written 2026-02-03 or 03/02/2026.
    """
    try:
        day = dt.date.fromisoformat(_BRITISH.sub(r"\3-\2-\1", text[:10]))
        return abs(day - parse_instant(shown).date()) <= dt.timedelta(days=1)
    except ValueError:
        return False


_BRITISH = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


def with_offset(text: str, hours: float) -> str:
    """Write an instant with another offset; the instant stays."""
    zone = dt.timezone(dt.timedelta(hours=hours))
    return parse_instant(text).astimezone(zone).isoformat()
