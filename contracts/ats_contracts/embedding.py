"""
Comparing records embedded in another one: each by its id, and no other; of each, whatever is shown.

An integration may embed ids alone, or all that it knows of a record. Nothing of it may be wrong.
This module refuses to ask a target for anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ats_contracts.compare import DEFAULT_RULES, Comparison, Divergence, Rules, compare, is_nothing
from ats_contracts.model import ANY, Field

Record = Mapping[str, Any]


def compare_embedded(
    where: str,
    expected: Sequence[Record],
    actual: Any,
    known: Mapping[str, Record],
    *,
    listed: Collection[str],
    shape: Field = ANY,
    rules: Rules = DEFAULT_RULES,
) -> Comparison:
    """
    Compare the embedded records that are shown with the *expected* ones, in any order.

    *known* are the records of the embedded resource in full, by id; at least the ids are compared.
    Those that are not *listed* may be missing: who walks the lists does not know of them.
    """
    if is_nothing(actual, rules) and not needed(expected, listed):
        return Comparison(compared=1)
    shown: list[Any] = list(actual) if _is_list(actual) else [None]
    if is_nothing(expected) or not all(isinstance(item, Mapping) for item in shown):
        return compare(where, expected, actual, shape=shape, rules=rules)
    wanted = [str(item["id"]) for item in expected]
    counted = Counter(str(item.get("id")) for item in shown)
    found = list(_ids(where, wanted, needed(expected, listed), counted))
    result = Comparison(max(len(wanted), len(shown)), found)
    for item in shown:
        key = str(item.get("id"))
        if key in wanted:
            _compare_one(result, f"{where}[{key}]", known[key], item, shape, rules)
    return result


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def needed(expected: Iterable[Record] | None, listed: Collection[str]) -> set[str]:
    """Name the *expected* records that may not be missing, where any are shown."""
    return {str(item["id"]) for item in expected or () if str(item["id"]) in listed}


def _ids(
    where: str, wanted: Iterable[str], needed: Collection[str], counted: Mapping[str, int]
) -> Iterator[Divergence]:
    """Name each id that is missing, out of place or repeated."""
    for key in wanted:
        if counted.get(key, 0) != 1 and (key in needed or key in counted):
            kind, actual = ("duplicate", counted[key]) if key in counted else ("missing", None)
            yield Divergence(where=f"{where}[{key}]", kind=kind, expected="once", actual=actual)
    for key in counted.keys() - set(wanted):
        yield Divergence(where=f"{where}[{key}]", kind="unexpected", expected=None, actual=key)


def _compare_one(
    result: Comparison, where: str, known: Record, item: Record, shape: Field, rules: Rules
) -> None:
    parts = shape.items.fields if shape.items else {}
    for name, part in parts.items():
        if name != "id" and not is_nothing(item.get(name), rules):
            shown = _like(known.get(name), item[name])
            one = compare(f"{where}.{name}", known.get(name), shown, shape=part, rules=rules)
            result.compared += one.compared
            result.divergences += one.divergences


def _like(known: Any, shown: Any) -> Any:
    """Cut records that are embedded deeper down to what is known of them here: their ids."""
    if not (_is_list(known) and known and isinstance(known[0], Mapping) and _is_list(shown)):
        return shown
    return [{k: i.get(k) for k in known[0]} if isinstance(i, Mapping) else i for i in shown]
