"""
Filters and sorting of unified rows, for providers that cannot filter themselves.

A filter that is not in the table, an operator it lacks, or a value it cannot have is refused: a
list is never silently unfiltered. Text is compared exactly, e-mail addresses without regard to
case, instants as instants. Several values of one filter mean any of them; several filters mean all.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ats_contracts.reference import query as q
from ats_contracts.reference.values import Json, JsonObject

Values = Callable[[JsonObject], Iterable[Json]]
COMPARE: Mapping[str, Callable[[dt.datetime, dt.datetime], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "eq": operator.eq,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One filter: where the value is found in a unified row, and what a client may ask for."""

    values: Values
    is_time: bool = False
    fold: bool = False
    choices: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One question to a row. `wanted` holds instants for time filters, else strings."""

    name: str
    operator: str
    wanted: tuple[Json, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """The order a client asked for."""

    field: str
    descending: bool


def _field(name: str) -> Values:
    return lambda row: (row[name],)


def _inner(name: str, key: str) -> Values:
    return lambda row: ((row[name] or {}).get(key),)


def _each(name: str, key: str) -> Values:
    return lambda row: [item.get(key) for item in row[name] or ()]


JOB_STATUSES = frozenset({"open", "closed", "draft", "pending", "archived"})
_TIMES: Mapping[str, Filter] = {
    name: Filter(values=_field(name), is_time=True) for name in ("created_at", "updated_at")
}
FILTERS: Mapping[str, Mapping[str, Filter]] = {
    "candidates": {
        **_TIMES,
        "id": Filter(values=_field("id")),
        "emails[email]": Filter(values=_each("emails", "email"), fold=True),
        "name": Filter(values=_field("name")),
        "first_name": Filter(values=_field("first_name")),
        "last_name": Filter(values=_field("last_name")),
        "title": Filter(values=_field("title")),
        "company": Filter(values=_field("company")),
    },
    "jobs": {
        **_TIMES,
        "id": Filter(values=_field("id")),
        "name": Filter(values=_field("name")),
        "status": Filter(values=_field("status"), choices=JOB_STATUSES),
    },
    "applications": {
        **_TIMES,
        "id": Filter(values=_field("id")),
        "job_id": Filter(values=_inner("job", "id")),
        "candidate_id": Filter(values=_inner("candidate", "id")),
        "stage_id": Filter(values=_inner("current_stage", "id")),
    },
    "attachments": {
        "id": Filter(values=_field("id")),
        "application_id": Filter(values=_inner("application", "id")),
        "candidate_id": Filter(values=_inner("candidate", "id")),
        "job_id": Filter(values=_inner("job", "id")),
    },
    **{
        resource: {
            "id": Filter(values=_field("id")),
            "candidate_id": Filter(values=_inner("candidate", "id")),
        }
        for resource in ("activities", "eeocs")
    },
    **{
        resource: {
            **_TIMES,
            "id": Filter(values=_field("id")),
            "application_id": Filter(values=_inner("application", "id")),
            "candidate_id": Filter(values=_inner("candidate", "id")),
        }
        for resource in ("interviews", "offers")
    },
    "users": {
        "id": Filter(values=_field("id")),
        "name": Filter(values=_field("name")),
        "emails[email]": Filter(values=_each("emails", "email"), fold=True),
    },
    "job_form_fields": {
        "id": Filter(values=_field("id")),
        "job_id": Filter(values=_inner("job", "id")),
    },
    **{
        resource: {"id": Filter(values=_field("id")), "name": Filter(values=_field("name"))}
        for resource in (
            "departments",
            "job_interview_stages",
            "offices",
            "organizations",
            "reject_reasons",
        )
    },
}
ALIASES: Mapping[str, str] = {
    "job[id]": "job_id",
    "jobs[id]": "job_id",
    "candidate[id]": "candidate_id",
    "candidates[id]": "candidate_id",
    "application[id]": "application_id",
    "applications[id]": "application_id",
    "current_stage[id]": "stage_id",
    "stage[id]": "stage_id",
    "stage": "stage_id",
}


def read_conditions(
    params: q.Params, resource: str, supported: Iterable[str]
) -> tuple[Condition, ...]:
    """
    Read what is left of the query as filters of *resource*.

    Raises: BadRequest on a filter, an operator or a value that is not supported; it names those
        that are.
    """
    known = {name: FILTERS[resource][name] for name in supported}
    found = [_condition(path, values, known) for path, values in params.items()]
    asked = [(condition.name, condition.operator) for condition in found]
    for name, verb in asked:
        if asked.count((name, verb)) > 1:
            raise q.bad_parameter(name, f"{verb} is given twice")
    return tuple(found)


def _condition(path: q.Path, values: Sequence[str], known: Mapping[str, Filter]) -> Condition:
    name, verb = _split(path, known)
    if name not in known:
        offer = ", ".join(sorted(known)) or "none"
        raise q.bad_parameter(q.spell(path), f"not a supported filter; supported: {offer}")
    spec = known[name]
    allowed = tuple(COMPARE) if spec.is_time else ("eq",)
    if verb not in allowed:
        raise q.bad_parameter(q.spell(path), f"no such operator; supported: {', '.join(allowed)}")
    return Condition(name=name, operator=verb, wanted=_wanted(name, spec, values))


def _split(path: q.Path, known: Mapping[str, Filter]) -> tuple[str, str]:
    spelled = q.spell(path)
    if (whole := ALIASES.get(spelled, spelled)) in known:
        return whole, "eq"
    short = q.spell(path[:-1]) if len(path) > 1 else spelled
    return ALIASES.get(short, short), path[-1] if len(path) > 1 else "eq"


def _wanted(name: str, spec: Filter, values: Sequence[str]) -> tuple[Json, ...]:
    if spec.is_time:
        if len(values) != 1:
            raise q.bad_parameter(name, "one instant per operator")
        return (read_instant(name, values[0]),)
    for value in values:
        if not value:
            raise q.bad_parameter(name, "an empty value cannot be matched")
        if spec.choices is not None and value not in spec.choices:
            offer = ", ".join(sorted(spec.choices))
            raise q.bad_parameter(name, f"{value[:60]!r} is none of {offer}")
    return tuple(value.casefold() if spec.fold else value for value in values)


def read_instant(name: str, text: str) -> dt.datetime:
    """
    Read an ISO 8601 instant with any offset; a date alone is its first moment in UTC.

    A `+` that arrived as a space, because nobody encoded it, is read as a `+`.
    Raises: BadRequest if it is not one, or has a time and no offset.
    """
    repaired = re.sub(r"(?<=\d) (?=\d\d:?\d\d$)", "+", text) if text.count(":") > 1 else text
    try:
        moment = dt.datetime.fromisoformat(repaired)
    except ValueError:
        raise q.bad_parameter(name, f"{text[:60]!r} is not an ISO 8601 instant") from None
    if moment.tzinfo is None:
        if not re.fullmatch(r"\d{4}-?\d\d-?\d\d", text):
            raise q.bad_parameter(name, f"{text[:60]!r} has no offset; add Z or one like +02:00")
        moment = moment.replace(tzinfo=dt.UTC)
    return moment


def read_sort(params: q.Params, resource: str, supported: Iterable[str]) -> Sort | None:
    """Take `sort_by[field]=asc|desc`. Raises: BadRequest on another field or word, or on two."""
    asked = [path for path in params if path[0] == "sort_by"]
    if not asked:
        return None
    fields = [name for name in supported if FILTERS[resource][name].is_time]
    values = [value for path in asked for value in params.pop(path)]
    if len(asked) > 1 or len(values) > 1 or len(asked[0]) != 2 or asked[0][1] not in fields:
        offer = ", ".join(f"sort_by[{name}]" for name in sorted(fields)) or "none"
        raise q.bad_parameter(q.spell(asked[0]), f"sort by one field; supported: {offer}")
    if values[0] not in ("asc", "desc"):
        raise q.bad_parameter(q.spell(asked[0]), "expected asc or desc")
    return Sort(field=asked[0][1], descending=values[0] == "desc")


def matches(resource: str, row: JsonObject, conditions: Iterable[Condition]) -> bool:
    """Tell whether a unified *row* meets all *conditions*; an unknown value meets none."""
    return all(_meets(FILTERS[resource][c.name], row, c) for c in conditions)


def _meets(spec: Filter, row: JsonObject, condition: Condition) -> bool:
    for value in spec.values(row):
        if not isinstance(value, str):
            continue
        if spec.is_time:
            if COMPARE[condition.operator](dt.datetime.fromisoformat(value), condition.wanted[0]):
                return True
        elif (value.casefold() if spec.fold else value) in condition.wanted:
            return True
    return False
