"""
Comparing what was expected with what a target showed, leaf by leaf.

Text is compared exactly: no Unicode form, case or space is forgiven. Instants are compared as
instants and must name their zone. This module refuses to know resources beyond a `Field`, and
refuses to raise: a comparison counts, and says what differs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

from ats_contracts.model import ANY, Field

NullPolicy = Literal["alike", "null"]
NULL_POLICIES: tuple[NullPolicy, ...] = ("alike", "null")
MISSING = object()
"""The actual value of something that is not there at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """
    One difference. *kind*: missing, unexpected, duplicate, absent, invented, value, type, zone,
    order, error, endless, or a check's own word.
    """

    where: str
    kind: str
    expected: Any
    actual: Any
    source: str = ""


@dataclass(slots=True)
class Comparison:
    """How many leaves were compared, and those that differ."""

    compared: int = 0
    divergences: list[Divergence] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """
    How strictly to compare.

    *null_policy*: `alike` treats null, absent, "", [] and {} as the same nothing; `null` wants a
    null, or an absent key, where nothing is known. *unordered*: fields (`candidates.tags`) whose
    lists are sets.
    """

    null_policy: NullPolicy = "alike"
    unordered: frozenset[str] = frozenset()


DEFAULT_RULES = Rules()


def compare(
    where: str,
    expected: Any,
    actual: Any,
    *,
    shape: Field = ANY,
    rules: Rules = DEFAULT_RULES,
    unordered: bool = False,
) -> Comparison:
    """Compare two unified values of the given *shape*; at least one comparison is counted."""
    result = Comparison()
    for divergence in _walk(where, expected, actual, shape, rules, unordered=unordered):
        result.compared += 1
        if divergence is not None:
            result.divergences.append(divergence)
    return result


def is_nothing(value: Any, rules: Rules = DEFAULT_RULES) -> bool:
    """Say whether *value* is one of the ways to say nothing."""
    if value is None or value is MISSING:
        return True
    if isinstance(value, Mapping):
        return all(is_nothing(v, rules) for v in value.values())
    return rules.null_policy == "alike" and value in ("", [])


Step = Iterator[Divergence | None]


def _walk(
    where: str, expected: Any, actual: Any, shape: Field, rules: Rules, *, unordered: bool = False
) -> Step:
    """Yield one item per leaf: null where both sides agree."""
    if is_nothing(expected) or is_nothing(actual, rules):
        yield _nothing(where, expected, actual, rules)
        return
    if shape.type == "object":
        yield from _object(where, expected, actual, shape, rules)
    elif shape.type == "list":
        yield from _list(where, expected, actual, shape.items or ANY, rules, unordered=unordered)
    else:
        yield _leaf(where, expected, actual, shape)


def _nothing(where: str, expected: Any, actual: Any, rules: Rules) -> Divergence | None:
    if is_nothing(expected):
        if is_nothing(actual, rules):
            return None
        return Divergence(where=where, kind="invented", expected=expected, actual=actual)
    shown = None if actual is MISSING else actual
    return Divergence(where=where, kind="absent", expected=expected, actual=shown)


def _object(where: str, expected: Any, actual: Any, shape: Field, rules: Rules) -> Step:
    if not isinstance(actual, Mapping):
        yield Divergence(where=where, kind="type", expected=expected, actual=actual)
        return
    for key in dict.fromkeys([*expected, *shape.fields]):
        if key in expected or not is_nothing(actual.get(key), rules):
            part = shape.fields.get(key, ANY)
            yield from _walk(f"{where}.{key}", expected.get(key), actual.get(key), part, rules)


def _list(
    where: str, expected: Any, actual: Any, items: Field, rules: Rules, *, unordered: bool
) -> Step:
    if not isinstance(actual, Sequence) or isinstance(actual, str):
        yield Divergence(where=where, kind="type", expected=expected, actual=actual)
        return
    left, right = (sorted(x, key=_canonical) if unordered else x for x in (expected, actual))
    for n in range(max(len(left), len(right))):
        here = f"{where}[{n}]"
        if n >= len(right):
            yield Divergence(where=here, kind="absent", expected=left[n], actual=None)
        elif n >= len(left):
            yield Divergence(where=here, kind="invented", expected=None, actual=right[n])
        else:
            yield from _walk(here, left[n], right[n], items, rules)


def _canonical(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _leaf(where: str, expected: Any, actual: Any, shape: Field) -> Divergence | None:
    kind = _difference(expected, actual, shape)
    if kind is None:
        return None
    return Divergence(where=where, kind=kind, expected=expected, actual=actual)


def _difference(expected: Any, actual: Any, shape: Field) -> str | None:
    """Name the way in which two leaves differ; null when they agree."""
    match shape.type:
        case "instant":
            return _instants(expected, actual)
        case "number" | "integer":
            return _numbers(expected, actual)
        case "any":
            return None if _same_json(expected, actual) else "value"
        case _:
            if type(expected) is not type(actual):
                return "type"
            return None if expected == actual else "value"


def _numbers(expected: Any, actual: Any) -> str | None:
    if not is_number(actual):
        return "type"
    return None if expected == actual else "value"


def is_number(value: Any) -> bool:
    """Say whether *value* is a JSON number; a flag is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same_json(expected: Any, actual: Any) -> bool:
    """Compare any JSON: numbers as numbers, and a flag is never a number."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return expected.keys() == actual.keys() and all(
            _same_json(expected[k], actual[k]) for k in expected
        )
    if isinstance(expected, list | tuple) and isinstance(actual, list | tuple):
        return len(expected) == len(actual) and all(map(_same_json, expected, actual))
    if is_number(expected) and is_number(actual):
        return bool(expected == actual)
    return type(expected) is type(actual) and bool(expected == actual)


def _instants(expected: Any, actual: Any) -> str | None:
    if not isinstance(actual, str):
        return "type"
    try:
        shown = parse_instant(actual)
    except ValueError:
        return "value"
    if shown.tzinfo is None:
        return "zone"
    return None if shown == parse_instant(expected) else "value"


def parse_instant(text: str) -> dt.datetime:
    """
    Read an RFC 3339 date and time; without a zone the answer has none either.

    Raises: ValueError for anything else, a mere day included.
    """
    if "T" not in text and " " not in text:
        raise ValueError(f"{text!r} is not a date and time")
    return dt.datetime.fromisoformat(text)
