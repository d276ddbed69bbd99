"""
The truth of a tenant, read and changed as if in the vendor's own user interface.

A change goes the same way as one over the provider's API: time moves, rows are rendered again,
webhooks fire. This module refuses a record that refers to one that is not there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from orjson import loads

from ats_simulator.app import Sandbox
from ats_simulator.control.fields import Checks, query_integer, read
from ats_simulator.errors import LensGap, NotFound, UsageError
from ats_simulator.provider import Record
from ats_simulator.services import Services, services_for
from ats_simulator.store import records
from ats_simulator.world.validate import InvalidTruth, complete, validate

JsonObject = dict[str, Any]
USUAL_LIMIT = 100
MOST = 1000
LARGEST_NUMBER = 2**62

REFERENCES: Mapping[str, str] = {
    "candidate": "candidates",
    "job": "jobs",
    "application": "applications",
    "interview": "interviews",
    "job_interview_stage": "job_interview_stages",
    "current_stage": "job_interview_stages",
    "interviewer": "users",
    "organizer": "users",
    "creator": "users",
    "interviewers": "users",
    "hiring_managers": "users",
    "recruiters": "users",
    "departments": "departments",
    "offices": "offices",
}
"""Field to the resource that it refers to, wherever a record has such a field."""

CHILDREN: Mapping[str, str] = {
    "candidates": "candidate",
    "jobs": "job",
    "applications": "application",
}
"""Resource to the field by which other records belong to one of it and go with it."""

QUERY: Checks = {"cursor": query_integer(0), "limit": query_integer(1, MOST)}


def _services(sandbox: Sandbox, con: sqlite3.Connection, tenant_id: str, resource: str) -> Services:
    """Find the tenant and check that its provider holds *resource*. Raises: NotFound."""
    services = services_for(sandbox, con, sandbox.tenant_named(con, tenant_id))
    if resource not in services.provider.resources:
        raise NotFound("resource", resource, services.provider.resources)
    return services


def page(sandbox: Sandbox, tenant_id: str, resource: str, query: Mapping[str, Any]) -> JsonObject:
    """
    List the truth records of a resource in order of creation.

    Shape: *query* "cursor" (as a page gave it), "limit" → {"records": […], "total": int,
        "next_cursor": str|null}.
    Raises: UsageError, UnknownName, NotFound.
    """
    given = read(query, QUERY)
    limit = given.get("limit", USUAL_LIMIT)
    with sandbox.transaction() as con:
        tenant = _services(sandbox, con, tenant_id, resource).tenant
        rows = records.truth_after(con, tenant.world, resource, given.get("cursor", 0), limit + 1)
        total = records.counts(con, tenant.world).get(resource, 0)
    kept = rows[:limit]
    following = str(kept[-1][0]) if len(rows) > limit else None
    return {"records": [loads(body) for _, body in kept], "total": total, "next_cursor": following}


def every(sandbox: Sandbox, tenant_id: str, resource: str) -> list[Record]:
    """List all truth records of a resource, as they are at one moment. Raises: NotFound."""
    with sandbox.transaction() as con:
        tenant = _services(sandbox, con, tenant_id, resource).tenant
        rows = records.truth_after(con, tenant.world, resource, 0, -1)
    return [loads(body) for _, body in rows]


def numbers(sandbox: Sandbox, tenant_id: str, resource: str) -> dict[str, int]:
    """Give the world's number of each truth record of a resource, by id. Raises: NotFound."""
    with sandbox.transaction() as con:
        tenant = _services(sandbox, con, tenant_id, resource).tenant
        rows = records.truth_after(con, tenant.n, resource, 0, -1)
    return {loads(body)["id"]: n for n, body in rows}


def one(sandbox: Sandbox, tenant_id: str, resource: str, key: str) -> Record:
    """Read one truth record by the id that the provider shows. Raises: NotFound."""
    with sandbox.transaction() as con:
        return _find(_services(sandbox, con, tenant_id, resource), resource, key)[1]


def _find(services: Services, resource: str, key: str) -> tuple[int, Record]:
    found = services.truth(resource, key)
    if found is None:
        raise NotFound(f"record of {resource}", key)
    return found


def put(
    sandbox: Sandbox, tenant_id: str, resource: str, key: str, body: Mapping[str, Any]
) -> tuple[Record, bool]:
    """
    Create a record, or change the fields that *body* gives; say whether it is new.

    `updated_at` moves to the tenant's time unless it is given or nothing changes.
    Raises: UsageError with the field that is wrong, NotFound.
    """
    if body.get("id", key) != key:
        raise UsageError(f"id must be {key!r} as in the path, got {body['id']!r}", field="id")
    with sandbox.transaction() as con:
        services = _services(sandbox, con, tenant_id, resource)
        found = services.truth(resource, key)
        n = found[0] if found else _number(services, resource, key)
        record = _merged(services, resource, found[1] if found else {}, {**body, "id": key})
        try:
            services.put(resource, n, record)
        except LensGap as gap:
            raise UsageError(str(gap), field=gap.field) from gap
        return services.truth_at(resource, n) or record, found is None


def _number(services: Services, resource: str, key: str) -> int:
    """Find the number whose id is *key*: the next free one, or any that its digits name."""
    n, following = services.next_key(resource)
    if key == following:
        return n
    if key.isascii() and key.isdigit() and following.isdigit() and len(key) < 20:
        named = n + int(key) - int(following)
        if 1 <= named <= LARGEST_NUMBER and _id_of(services, resource, named) == key:
            return named
        expected = f"{following!r} or another positive integer"
    else:
        expected = f"{following!r}, the next id of this provider"
    raise UsageError(
        f"there is no record of {resource} {key!r}, and a new one cannot be called so; "
        f"expected {expected}",
        field="id",
    )


def _id_of(services: Services, resource: str, n: int) -> str:
    return services.provider.ids(services.assumptions, services.tenant.seed, resource, n)


def _merged(services: Services, resource: str, before: Record, given: Record) -> Record:
    """Complete and check what a record becomes. Raises: UsageError."""
    if before:
        record = _checked(resource, complete(resource, {**before, **_staged(services, given)}))
        if record != before and "updated_at" in record and "updated_at" not in given:
            record["updated_at"] = services.now
    else:
        full = complete(resource, _staged(services, given), now=services.now)
        record = _checked(resource, full)
    for field in given.keys() & REFERENCES.keys():
        _check_reference(services, field, record[field])
    return record


def _checked(resource: str, record: Record) -> Record:
    try:
        return validate(resource, record)
    except InvalidTruth as error:
        raise UsageError(str(error), field=error.field or None) from None


def _staged(services: Services, given: Record) -> Record:
    """Let the id of a stage be enough: its name and its kind follow."""
    stage = given.get("current_stage")
    if not isinstance(stage, Mapping) or not isinstance(stage.get("id"), str):
        return given
    found = services.truth("job_interview_stages", stage["id"])
    if found is None:
        return given
    known = {name: found[1][name] for name in ("name", "kind")}
    return {**given, "current_stage": {**known, **stage}}


def _check_reference(services: Services, field: str, value: Any) -> None:
    """Refuse a reference that leads nowhere, in a resource that the provider holds."""
    resource = REFERENCES[field]
    if resource not in services.provider.resources:
        return
    for target in _targets(value):
        if services.truth(resource, target["id"]) is None:
            raise UsageError(
                f"{field} refers to {target['id']!r}, but there is no such record of {resource}",
                field=field,
            )


def _targets(value: Any) -> Iterator[Mapping[str, Any]]:
    for target in value if isinstance(value, list) else [value]:
        if target is not None:
            yield target


def delete(sandbox: Sandbox, tenant_id: str, resource: str, key: str) -> JsonObject:
    """
    Remove a record and what belongs to it: a candidate's applications, their interviews.

    Shape: {"removed": int}, the number of records gone. Raises: NotFound.
    """
    with sandbox.transaction() as con:
        services = _services(sandbox, con, tenant_id, resource)
        n, _ = _find(services, resource, key)
        return {"removed": _remove(services, resource, n, key)}


def _remove(services: Services, resource: str, n: int, key: str) -> int:
    gone = 1
    if (parent := CHILDREN.get(resource)) is not None:
        for child in sorted(services.provider.resources - {resource}):
            for number, record in services.related(child, parent, key):
                if services.truth_at(child, number) is not None:
                    gone += _remove(services, child, number, record["id"])
    services.remove(resource, n)
    return gone
