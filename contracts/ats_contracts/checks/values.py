"""
Values that can be judged by themselves: times with a zone, members of enumerations.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import check
from ats_contracts.compare import is_nothing
from ats_contracts.model import RESOURCES, Field
from ats_contracts.target import JsonObject

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


@check(
    "{resource}.values.instants",
    needs={"{resource}.list"},
    family="relation",
    serves=("P-20", "P-16"),
    source="unified model, section A9 (times are ISO 8601; enumerations)",
)
def instants_name_their_zone(case: Case) -> None:
    """
    Every time that the {resource} show is written as RFC 3339 says, with a zone, and is a real
    date.
    """
    reading = case.reading()
    for row in reading.rows:
        for where, text in _instants(case.resource, row.record):
            case.expect_that(
                f"{case.resource}[{row.record.get('id')}].{where}",
                _is_instant(text),
                expected="a date and time with Z or an offset",
                actual=text,
                kind="zone",
                exchange=row.exchange,
            )
    if not case.comparisons:
        case.expect("times shown", 0, sum(_has_time(r) for r in reading.expected.values()))


def _instants(resource: str, record: JsonObject) -> Iterator[tuple[str, Any]]:
    for name, shape in RESOURCES[resource].items():
        yield from _of(name, shape, record.get(name))


def _of(where: str, shape: Field, value: Any) -> Iterator[tuple[str, Any]]:
    if is_nothing(value):
        return
    if shape.type == "instant":
        yield where, value
    elif shape.type == "object" and isinstance(value, dict):
        for name, part in shape.fields.items():
            yield from _of(f"{where}.{name}", part, value.get(name))
    elif shape.type == "list" and isinstance(value, list) and shape.items:
        for n, item in enumerate(value):
            yield from _of(f"{where}[{n}]", shape.items, item)


def _is_instant(text: Any) -> bool:
    if not isinstance(text, str) or not RFC_3339.fullmatch(text):
        return False
    try:
        return dt.datetime.fromisoformat(text.upper()).tzinfo is not None
    except ValueError:
        return False


def _has_time(record: Any) -> bool:
    return any(name.endswith("_at") and value is not None for name, value in record.items())


@check(
    "{resource}.values.members",
    over=("jobs", "departments", "interviews", "offers", "activities", "job_form_fields"),
    needs={"{resource}.list"},
    family="relation",
    serves=("P-16", "P-19"),
    source="unified model, section A9 (times are ISO 8601; enumerations)",
)
def enumerations_hold_their_members(case: Case) -> None:
    """
    What the {resource} show in an enumeration is one of its members, unless the model lets the
    provider's word through.
    """
    reading = case.reading()
    enums = {n: s for n, s in RESOURCES[case.resource].items() if s.type == "enum" and not s.raw}
    for row in reading.rows:
        for name, shape in enums.items():
            shown = row.record.get(name)
            case.expect_that(
                f"{case.resource}[{row.record.get('id')}].{name}",
                is_nothing(shown) or shown in shape.members,
                expected=f"one of {', '.join(shape.members)}, or nothing",
                actual=shown,
                kind="enum",
                exchange=row.exchange,
            )
