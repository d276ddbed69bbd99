"""
The operations: number, method and path, and how a path finds its own.

Case does not matter, `/openapi` may come before everything, and a literal segment wins over an id.
Which operations a tenant has (extensions, the two paths of the list of jobs) is asked with its
assumptions. Source: SPEC section 3.2; rows 18 (`base_path`: both), 19 (`version_path`: both),
21 (`name_matching`: insensitive) and 81 (`job_questions`: on).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from ats_simulator.provider import Tenant

SETTINGS: Final = (
    "Divisions",
    "Department",
    "Locations",
    "Region",
    "JobCategories",
    "Salaries",
    "EmploymentTypes",
    "JobLevels",
    "SchoolLocations",
    "ApplicationStatus",
    "JobStatus",
    "JobTitle",
    "CostCentre",
    "Campaign",
)
"""The fourteen settings, in the order of operations 13 to 40."""


@dataclass(frozen=True, slots=True)
class Operation:
    """
    One method of one path. *number* is the SPEC's, 0 for what is beside the 45; *view* names the
    function that answers, *about* the setting it is about. *needs*: an assumption and the values
    under which the operation exists.
    """

    number: int
    method: str
    path: str
    view: str
    about: str = ""
    needs: tuple[str, tuple[str, ...]] | None = None


def _settings() -> Iterator[Operation]:
    for at, name in enumerate(SETTINGS):
        yield Operation(13 + 2 * at, "GET", f"/{name}", "list_setting", name)
        yield Operation(14 + 2 * at, "GET", f"/{name}/{{id}}", "get_setting", name)


_ONBOARDING: Final = ("ext_onboarding", ("on",))
_CREATING: Final = ("ext_settings_create", ("on",))

API: Final = (
    Operation(
        2,
        "GET",
        "/Jobs/list",
        "list_jobs",
        needs=("jobs_list_path", ("both", "jobs_list")),
    ),
    Operation(2, "GET", "/Job", "list_jobs", needs=("jobs_list_path", ("both", "job"))),
    Operation(3, "GET", "/Job/{Id}", "get_job"),
    Operation(4, "GET", "/Jobs/listCandidate/{Id}", "list_candidates"),
    Operation(5, "GET", "/candidate/{Id}", "get_candidate"),
    Operation(6, "GET", "/GetCandidateApplicationById/{Id}", "get_application"),
    Operation(
        7,
        "GET",
        "/Candidate/GetCandidateApplicationDetailByJobId/{candidateId}/{jobId}",
        "get_detail",
    ),
    Operation(8, "GET", "/Candidate/GetRecentlyUpdatedApplications", "list_changes"),
    Operation(9, "POST", "/Candidate/DirectApplyData", "direct_apply"),
    Operation(10, "GET", "/Jobs/GetDBSReadyCandidateByJobId/{Id}", "list_dbs_ready"),
    Operation(11, "POST", "/Jobs/UpdateDBSUniqueId", "update_dbs_unique_id"),
    Operation(12, "POST", "/Jobs/UpdateDBSStatus", "update_dbs_status"),
    *_settings(),
    Operation(41, "GET", "/Integration/GetRecentlyCompletedStarters", "list_completed_starters"),
    Operation(42, "GET", "/Integration/GetRecentlyCancelledStarters", "list_cancelled_starters"),
    Operation(43, "GET", "/StarterForm/GetNewStarterFormDetail", "get_starter"),
    Operation(44, "GET", "/StarterForm/GetRecentlyUpdatedStarters", "list_updated_starters"),
    Operation(45, "POST", "/PsychometricAssessment/Result", "post_assessment"),
    *(Operation(0, "POST", f"/{n}", "create_setting", n, needs=_CREATING) for n in SETTINGS),
    Operation(0, "GET", "/Onboarding/GetOnboardingOverview", "get_overview", needs=_ONBOARDING),
    Operation(0, "GET", "/Onboarding/GetOnboardingItems", "list_items", needs=_ONBOARDING),
    Operation(0, "GET", "/Onboarding/GetReferences", "list_references", needs=_ONBOARDING),
)
"""Everything under `/api/v1`."""

TOKEN: Final = Operation(1, "POST", "/connect/token", "connect_token")
QUESTIONS: Final = Operation(0, "GET", "/{site}/Indeed/GetQuestions", "get_questions")
OPERATIONS: Final = (TOKEN, *API, QUESTIONS)

Methods = Mapping[str, Operation]


@dataclass(frozen=True, slots=True)
class Route:
    """
    What a path is: its operations by method, the ids in it as they were written, the candidate
    site that it is on. *supported* says that its version is.
    """

    methods: Methods
    ids: tuple[str, ...] = ()
    site: str = ""
    supported: bool = True


def _pattern(path: str) -> tuple[str, ...]:
    return tuple("{}" if s.startswith("{") else s.lower() for s in path[1:].split("/"))


def _by_pattern() -> Mapping[tuple[str, ...], Methods]:
    table: dict[tuple[str, ...], dict[str, Operation]] = {}
    for operation in API:
        table.setdefault(_pattern(operation.path), {})[operation.method] = operation
    return table


_TABLE: Final = _by_pattern()
_VERSION: Final = re.compile(r"v\d+(\.\d+)?")
_SUPPORTED: Final = frozenset({"v1", "v1.0"})


@lru_cache(maxsize=4096)
def route_of(path: str) -> Route | None:
    """Find what *path* (below the mount) is; null for nothing. A slash at its end is nothing."""
    written = path.removesuffix("/").split("/")[1:]
    if written and written[0].lower() == "openapi":
        written = written[1:]
    segments = [segment.lower() for segment in written]
    if segments == ["connect", "token"]:
        return Route({"POST": TOKEN})
    if len(segments) == 3 and segments[1:] == ["indeed", "getquestions"]:
        return Route({"GET": QUESTIONS}, site=segments[0])
    if len(segments) < 3 or segments[0] != "api" or not _VERSION.fullmatch(segments[1]):
        return None
    return _api_route(written[2:], supported=segments[1] in _SUPPORTED)


def _api_route(written: list[str], *, supported: bool) -> Route | None:
    segments = [segment.lower() for segment in written]
    for ids in range(3):
        kept = len(segments) - ids
        methods = _TABLE.get((*segments[:kept], *("{}",) * ids)) if kept > 0 else None
        if methods is not None and all(written):
            return Route(methods, tuple(written[kept:]), supported=supported)
    return None


def available(route: Route, tenant: Tenant | None) -> Methods:
    """Give the operations of *route* that exist for *tenant*; for nobody, those by default."""
    return {method: o for method, o in route.methods.items() if _exists(o, tenant)}


def _exists(operation: Operation, tenant: Tenant | None) -> bool:
    if operation.needs is None:
        return True
    name, values = operation.needs
    if tenant is None:
        return not name.startswith("ext_")
    return tenant.assumptions[name] in values


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """
    One request, routed. *args* holds query parameters by lower-case name, the first of equal
    ones; *ids* those of the path, as written.
    """

    operation: Operation
    ids: tuple[str, ...] = ()
    args: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = ""
