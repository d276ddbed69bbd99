"""
The paths and methods there are, what each needs, and which daily cap it counts against.

One table for the router, permissions, limits and the tests. Names are case-sensitive and singular.
Finding an operation is a look-up by path segments, since every 401 and 429 pays for it.
Source: SPEC sections 3.1 and 3.11.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

V2: Final = "/api/v2"
V1: Final = "/v1"

Family = Literal["candidate", "job", "employee", "contact", "reference", "onboarding"]
"""`permission_families` (F): what a key may be allowed. Source: SPEC section 2.2."""
FAMILIES: Final = ("candidate", "job", "employee", "contact", "reference", "onboarding")

LIVE: Final = frozenset(
    (
        "candidate",
        "job",
        "interview",
        "employee",
        "contact",
        "workflow",
        "department",
        "location",
        "category",
        "customfield",
        "task",
        "message",
        "webhook",
        "disposition",
        "offerLetter",
        "role",
        "batch",
    )
)
"""The seventeen names that answer 401, not 404. Source: SPEC section 3.1 (recorded)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path; *cap* names the daily window it counts against."""

    name: str
    method: str
    path: str
    family: Family
    cap: str | None = None
    writes: bool = False

    @property
    def is_v1(self) -> bool:
        """Whether the old API answers."""
        return self.path.startswith(f"{V1}/")


def _op(
    name: str,
    method: str,
    path: str,
    family: Family,
    cap: str | None = None,
    *,
    writes: bool | None = None,
) -> Operation:
    changes = method != "GET" if writes is None else writes
    return Operation(name=name, method=method, path=path, family=family, cap=cap, writes=changes)


_CANDIDATE: Final = "candidate_day"
_JOB: Final = "requisition_day"
_EMPLOYEE: Final = "employee_day"
_CONTACT: Final = "contact_day"

OPERATIONS: Final = (
    _op("list_candidates", "GET", f"{V2}/candidate", "candidate", _CANDIDATE),
    _op("create_candidate", "POST", f"{V2}/candidate", "candidate"),
    _op("update_candidate", "PUT", f"{V2}/candidate", "candidate", _CANDIDATE),
    _op("get_candidate", "GET", f"{V2}/candidate/{{id}}", "candidate", _CANDIDATE),
    _op("get_artifacts", "GET", f"{V2}/candidate/{{id}}/artifacts", "candidate", _CANDIDATE),
    _op("list_education", "GET", f"{V2}/application/{{id}}/education", "candidate"),
    _op("list_work_history", "GET", f"{V2}/application/{{id}}/workhistory", "candidate"),
    _op("list_history", "GET", f"{V2}/application/{{id}}/history", "candidate"),
    _op("list_jobs", "GET", f"{V2}/job", "job", _JOB),
    _op("create_job", "POST", f"{V2}/job", "job", _JOB),
    _op("update_job", "PUT", f"{V2}/job", "job", _JOB),
    _op("get_job", "GET", f"{V2}/job/{{id}}", "job", _JOB),
    _op("list_employees", "GET", f"{V2}/employee", "employee", _EMPLOYEE),
    _op("create_employee", "POST", f"{V2}/employee", "employee", _EMPLOYEE),
    _op("update_employee", "PUT", f"{V2}/employee/{{id}}", "employee", _EMPLOYEE),
    _op("create_contact", "POST", f"{V2}/contact", "contact", _CONTACT),
    _op("get_offer_letter", "GET", f"{V2}/offerLetter", "candidate"),
    _op("list_locations", "GET", f"{V2}/location", "reference"),
    _op("list_departments", "GET", f"{V2}/department", "reference"),
    _op("list_categories", "GET", f"{V2}/category", "reference"),
    _op("list_dispositions", "GET", f"{V2}/disposition", "reference"),
    _op("list_workflows", "GET", f"{V2}/workflow", "reference"),
    _op("list_custom_fields", "GET", f"{V2}/customfield", "reference"),
    _op("list_roles", "GET", f"{V2}/role", "reference"),
    _op("list_interviews", "GET", f"{V2}/interview", "candidate"),
    _op("create_interview", "POST", f"{V2}/interview", "candidate"),
    _op("list_messages", "GET", f"{V2}/message", "reference"),
    _op("create_message", "POST", f"{V2}/message", "reference"),
    _op("list_batches", "GET", f"{V2}/batch", "reference"),
    _op("create_batch", "POST", f"{V2}/batch", "reference"),
    _op("query_tasks", "POST", f"{V2}/task", "onboarding", writes=False),
    _op("list_webhooks", "GET", f"{V2}/webhook", "reference"),
    _op("create_webhook", "POST", f"{V2}/webhook", "reference"),
    _op("delete_webhook", "DELETE", f"{V2}/webhook/{{id}}", "reference"),
    _op("v1_list_candidates", "GET", f"{V1}/candidate", "candidate", _CANDIDATE),
    _op("v1_update_candidates", "POST", f"{V1}/candidate", "candidate"),
    _op("v1_job_feed", "GET", f"{V1}/jobFeed", "job"),
    _op("v1_import_jobs", "POST", f"{V1}/job", "job", _JOB),
    _op("v1_import_employees", "POST", f"{V1}/employee", "employee", _EMPLOYEE),
)
"""
What is served: `v1_enabled` on, `onboarding_extra_paths` off, `employee_by_id_get` 404 (F).

`DELETE /candidate` is routed and answers 404: `allow_delete` off (F). Caps count GET and PUT of a
candidate together (`daily_cap_candidate_scope` shared), and all methods of jobs and employees
(`daily_cap_requisition_scope`, `daily_cap_employee_scope` all_methods; F).
"""

Methods = Mapping[str, Operation]


def _shape_of(path: str) -> tuple[str, ...]:
    return tuple(path[1:].split("/"))


def _table() -> Mapping[tuple[str, ...], Methods]:
    table: dict[tuple[str, ...], dict[str, Operation]] = {
        _shape_of(f"{V2}/{name}"): {} for name in LIVE
    }
    for operation in OPERATIONS:
        table.setdefault(_shape_of(operation.path), {})[operation.method] = operation
    return table


_TABLE: Final = _table()
_ID_AT: Final = 3
"""The segment of a v2 path that may be an id."""


def methods_of(path: str) -> Methods | None:
    """
    Find the operations of *path* (below the mount) by method; null for an unknown path.

    A trailing slash makes a path unknown: `trailing_slash` (F).
    """
    segments = path[1:].split("/")
    if len(segments) > _ID_AT:
        if not segments[_ID_AT]:
            return None
        segments[_ID_AT] = "{id}"
    return _TABLE.get(tuple(segments))


def operation_of(method: str, path: str) -> Operation | None:
    """Find one operation; `HEAD` is as `GET`: `head_method` (F)."""
    methods = methods_of(path)
    return methods.get("GET" if method == "HEAD" else method) if methods else None


def family_of(path: str) -> Family:
    """Name the family of a live path, also for methods that it does not have."""
    name = path.split("/")[3]
    found = (op.family for op in OPERATIONS if op.path.split("/")[:4] == ["", "api", "v2", name])
    return next(found, "reference")
