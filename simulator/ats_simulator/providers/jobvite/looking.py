"""
Looking things up in a tenant's truth, once for as long as nothing changes.

Whole short lists only: the customer's fields, workflow states, departments. Refuses to look up
people or applications, of which there may be a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from orjson import loads

from ats_simulator.provider import Record
from ats_simulator.services import Services
from ats_simulator.store import records

T = TypeVar("T")


def once(services: Services, key: object, read: Callable[[], T]) -> T:
    """Read something, or remember it until a record changes."""
    memo = services.memo
    if key not in memo:
        memo[key] = read()
    known: T = memo[key]
    return known


def latest(services: Services, kind: str, key: str, read: Callable[[], T]) -> T:
    """Read something, or remember it until another of its kind is asked for."""
    known: tuple[str, T] | None = services.memo.get(kind)
    if known is None or known[0] != key:
        known = services.memo[kind] = (key, read())
    return known[1]


def every(services: Services, resource: str) -> list[tuple[int, Record]]:
    """List all records of a short list, in order."""

    def read() -> list[tuple[int, Record]]:
        rows = records.truth_after(services.con, services.tenant.world, resource, 0, -1)
        return [(n, loads(body)) for n, body in rows]

    return once(services, ("every", resource), read)


def named(services: Services, resource: str) -> Mapping[str, Record]:
    """List a short list by name; of equal names the first counts."""

    def read() -> Mapping[str, Record]:
        return {record["name"]: record for _, record in reversed(every(services, resource))}

    return once(services, ("named", resource), read)


def stage_names(services: Services) -> Mapping[str, str]:
    """Name the workflow states by id."""

    def read() -> Mapping[str, str]:
        return {s["id"]: s["name"] for _, s in every(services, "job_interview_stages")}

    return once(services, "stage names", read)


def company(services: Services) -> Record:
    """Give the customer itself: the first organization."""
    found = every(services, "organizations")
    return found[0][1] if found else {"id": "", "name": ""}


def user(services: Services, key: str) -> tuple[Record, Record] | None:
    """Find a user and their file."""

    def read() -> tuple[Record, Record] | None:
        found = services.truth("users", key)
        if found is None:
            return None
        file = services.truth_at("employee_records", found[0])
        return found[1], file or {}

    return once(services, ("user", key), read)


def labels(services: Services, entity: str) -> Mapping[str, str]:
    """Give the labels of the customer's fields of an application or a job, by code."""

    def read() -> Mapping[str, str]:
        fields = every(services, "custom_fields")
        return {f["code"]: f["label"] for _, f in fields if f["entity"] == entity}

    return once(services, ("labels", entity), read)
