"""
Ids and references: texts that stay, that differ, and that lead somewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.compare import is_nothing
from ats_contracts.errors import TargetError
from ats_contracts.model import LEADS_TO, RESOURCES
from ats_contracts.target import JsonObject
from ats_contracts.walking import listed
from ats_simulator.lens import Items, Refer, rule_of

FOLLOWED = 12
"""Distinct references that are followed for each resource they lead to."""
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
NOBODY = ("999999999", "00000000-0000-4000-8000-000000000000", "nobody-has-this-id")


@check(
    "{resource}.id.text",
    needs={"{resource}.list"},
    family="relation",
    serves=("P-16", "P-21"),
    source="unified model, section A9 (ids are strings, references are objects with an id)",
)
def ids_are_texts_and_differ(case: Case) -> None:
    """
    The id of each of the {resource} is a text that is not empty, and no two records share one.

    A number as id is rounded by clients that read numbers as doubles.
    """
    reading = case.reading()
    shown = Counter(repr(row.record.get("id")) for row in reading.rows)
    for n, row in enumerate(reading.rows):
        key = row.record.get("id")
        case.expect_that(
            f"{case.resource}: row {n}: id",
            isinstance(key, str) and bool(key.strip()) and shown[repr(key)] == 1,
            expected="a text, in one row",
            actual=f"{key!r}, in {shown[repr(key)]} rows",
            kind="id",
            exchange=row.exchange,
        )


@check(
    "{resource}.id.stable",
    needs={"{resource}.list"},
    family="relation",
    serves=("P-21",),
    source="unified model, section A9 (ids are strings, references are objects with an id)",
    account=AccountPlan(size=8),
    calls_provider=False,  # constant stages need no request
)
def ids_stay(case: Case) -> None:
    """
    The {resource} keep their ids when other records go and when the account is connected again.
    """
    first = [str(r["id"]) for r in case.connection.list(case.resource)]
    if case.resource in ("candidates", "applications"):
        gone = next(iter(case.expected()))
        case.account.delete_truth(case.resource, gone)
        first = [key for key in first if key != gone]
    again = case.connect(case.account)
    rows = {str(r["id"]): r for r in again.list(case.resource)}
    expected = case.expected()
    case.expect("ids after connecting again", sorted(first), sorted(rows))
    for key in first:
        if key in rows and key in expected:
            where = f"{case.resource}[{key}]"
            name = "name" if "name" in expected[key] else "created_at"
            shape = RESOURCES[case.resource][name]
            case.expect(f"{where}.{name}", expected[key][name], rows[key].get(name), shape=shape)


@check(
    "{resource}.references.resolve",
    over=("applications", "candidates", "jobs", "interviews", "offers", "attachments"),
    needs={"{resource}.list"},
    family="relation",
    serves=("P-21",),
    source="unified model, section A9 (ids are strings, references are objects with an id)",
)
def references_lead_somewhere(case: Case) -> None:
    """
    Every id by which the {resource} refer to another resource can be read there, if the provider
    has it there, and a name that comes with it is the name found there.

    A reference in another numbering looks right until somebody follows it. Where the provider has
    but a name, no id can be asked for.
    """
    reading = case.reading()
    supported = set(listed(case))
    known: dict[str, dict[str, JsonObject]] = {}
    unshown: dict[str, set[str]] = {}
    for row in reading.rows:
        for name, reference in _references(row.record):
            resource = LEADS_TO[name]
            key = str(reference.get("id"))
            if _by_name_alone(case, name) and is_nothing(reference.get("id")):
                case.comparisons += 1
                continue
            case.expect_that(
                f"{case.resource}[{row.record.get('id')}].{name}.id",
                isinstance(reference.get("id"), str) and bool(key),
                expected="a text, or no reference",
                actual=reference.get("id"),
                kind="id",
            )
            followed = known.setdefault(resource, {})
            if resource not in unshown:
                unshown[resource] = _unshown(case, resource)
            readable = resource in supported and key not in unshown[resource]
            if readable and key not in followed and len(followed) < FOLLOWED:
                followed[key] = _follow(case, resource, key)
            if followed.get(key) and "name" in reference:
                where = f"{case.resource}[{row.record.get('id')}].{name}.name"
                case.expect(where, followed[key].get("name"), reference["name"])
    if not case.comparisons:
        known_references = sum(1 for r in reading.expected.values() for _ in _references(dict(r)))
        case.expect("references shown", known_references, 0, kind="absent")


def _by_name_alone(case: Case, name: str) -> bool:
    """Say whether the provider refers to such records by name, and has no id of them there."""
    rule = rule_of(case.resource_lens().fields[name], case.oracle().values)
    return isinstance(rule, Items | Refer) and "id" not in rule.keys


def _unshown(case: Case, resource: str) -> set[str]:
    """Name what the world has of a resource and the provider shows nowhere as a record."""
    from ats_simulator.lens import fed

    if resource not in fed(case.lens):
        return set()
    oracle = case.oracle()
    return {str(r["id"]) for r in oracle.truth(resource)} - oracle.every(resource).keys()


def _references(record: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for name in LEADS_TO.keys() & record.keys():
        value = record[name]
        for reference in value if isinstance(value, list) else [value]:
            if isinstance(reference, dict) and not is_nothing(reference):
                yield name, reference


def _follow(case: Case, resource: str, key: str) -> JsonObject:
    try:
        found = case.reading(case.resource).connection.get(resource, key)
    except TargetError as error:
        shown, found = f"error {error.kind}", {}
    else:
        shown = str(found.get("id"))
    case.expect(f"{resource}[{key}], which {case.resource} refer to", key, shown, kind="dangling")
    return found


@check(
    "{resource}.get.not_found",
    needs={"{resource}.get"},
    family="errors",
    serves=("P-27",),
    source="unified model, section A9 (ids are strings, references are objects with an id)",
    account=AccountPlan(size=3),
    calls_provider=False,  # constant stages need no request
)
def what_is_not_there_is_not_found(case: Case) -> None:
    """
    A get of an id that none of the {resource} has is answered with not found: never with a record,
    nor as a failure of anybody.
    """
    for key in NOBODY:
        case.expect_error(
            f"{case.resource}[{key}]",
            partial(case.connection.get, case.resource, key),
            kinds=("not_found",),
        )
