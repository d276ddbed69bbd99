"""
The thirteen operations: path, method, the ability a token needs, and what a refusal calls it.

One table for the router, the abilities and the `Allow` header. Finding an operation is a look-up
by path segments, since every request pays for it, also the 401s and 429s of a storm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

PREFIX: Final = "/ats/api/v1"


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. *phrase* ends "does not have permission to …"."""

    name: str
    method: str
    path: str
    ability: Literal["read", "write"]
    phrase: str


OPERATIONS: Final = (
    Operation("list_candidates", "GET", "/candidates", "read", "read candidates"),
    Operation("create_candidate", "POST", "/candidates", "write", "create candidates"),
    Operation("get_candidate", "GET", "/candidates/{id}", "read", "read candidates"),
    Operation("update_candidate", "PATCH", "/candidates/{id}", "write", "update candidates"),
    Operation("delete_candidate", "DELETE", "/candidates/{id}", "write", "delete candidates"),
    Operation("list_jobs", "GET", "/jobs", "read", "read jobs"),
    Operation("create_job", "POST", "/jobs", "write", "create jobs"),
    Operation("get_job", "GET", "/jobs/{id}", "read", "read jobs"),
    Operation("update_job", "PATCH", "/jobs/{id}", "write", "update jobs"),
    Operation("delete_job", "DELETE", "/jobs/{id}", "write", "delete jobs"),
    Operation("list_submissions", "GET", "/jobs/{id}/submissions", "read", "read submissions"),
    Operation("create_submission", "POST", "/jobs/{id}/submissions", "write", "create submissions"),
    Operation("update_submission", "PATCH", "/submissions/{id}", "write", "update submissions"),
)
"""Source: SPEC section 3, 3 (official); abilities section 2 (our-choice)."""

Methods = Mapping[str, Operation]


def _by_segments() -> Mapping[tuple[str, ...], Methods]:
    table: dict[tuple[str, ...], dict[str, Operation]] = {}
    for operation in OPERATIONS:
        segments = tuple(operation.path[1:].split("/"))
        table.setdefault(segments, {})[operation.method] = operation
    return table


_TABLE: Final = _by_segments()
_START: Final = f"{PREFIX}/"


def methods_of(path: str) -> Methods | None:
    """Find the operations of *path* (below the mount) by method; null for an unknown path."""
    if not path.startswith(_START):
        return None
    segments = path[len(_START) :].split("/")
    if len(segments) > 1:
        if not segments[1]:
            return None
        segments[1] = "{id}"
    return _TABLE.get(tuple(segments))
