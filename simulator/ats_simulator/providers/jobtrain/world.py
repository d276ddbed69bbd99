"""
How the truth names things for this vendor: resources, ids, the statuses of an application.

Refuses to render and to read requests. Statuses are the client's own in the product, so their
names are nobody's contract. Source: SPEC sections 3.1 (ids), 3.8 (status facts), 11 (samples).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ats_simulator.provider import Change
from ats_simulator.services import Services
from ats_simulator.store import records
from ats_simulator.world.model import Stage
from ats_simulator.world.spec import StageSpec

_SHARED: Final = frozenset(
    {
        "applications",
        "attachments",
        "candidates",
        "departments",
        "job_form_fields",
        "job_interview_stages",
        "jobs",
        "offices",
        "users",
    }
)
RESOURCES: Final = _SHARED | {
    "adverts",
    "assessment_results",
    "campaigns",
    "cost_centres",
    "dbs_checks",
    "department_contacts",
    "divisions",
    "employment_types",
    "equal_opportunities",
    "form_answers",
    "job_categories",
    "job_levels",
    "job_statuses",
    "job_titles",
    "office_coordinates",
    "onboarding_items",
    "question_sets",
    "regions",
    "salary_bands",
    "school_locations",
    "stage_roles",
    "starter_forms",
    "starter_labels",
}

_BASES: Final[Mapping[str, int]] = {
    "adverts": 900_000,
    "applications": 70_000,
    "campaigns": 9500,
    "candidates": 60_000,
    "cost_centres": 9400,
    "department_contacts": 9010,
    "departments": 9010,
    "divisions": 9000,
    "employment_types": 9700,
    "equal_opportunities": 70_000,
    "form_answers": 70_000,
    "job_categories": 9500,
    "job_interview_stages": 9100,
    "job_levels": 9800,
    "job_statuses": 9200,
    "job_titles": 9320,
    "jobs": 900_000,
    "office_coordinates": 9030,
    "offices": 9030,
    "regions": 9400,
    "salary_bands": 9600,
    "school_locations": 9900,
    "stage_roles": 9100,
    "users": 400,
    "vacancy_reasons": 9300,
}
"""What is added to a record's number: ids look alike from one resource to the next, and differ."""


def record_id(values: Mapping[str, str], seed: int, resource: str, n: int) -> str:
    """Name record *n*: a positive integer, or a question's number with its suffix."""
    if resource == "job_form_fields":
        return f"{10_000 + n}_{'PRE' if n % 5 == 3 else 'AF'}"
    if resource == "questions":
        return f"{8900 + n}_EQ"
    return str(_BASES.get(resource, 0) + n)


_STATUSES: Final[tuple[tuple[str, Stage, str | None], ...]] = (
    ("1. Submitted", "applied", "submitted"),
    ("2. Under Review", "screening", None),
    ("3. On Hold", "screening", None),
    ("4. Longlisted", "screening", None),
    ("5. Shortlisted", "screening", None),
    ("6. Interview Invited", "interview", None),
    ("6.1 Interview Booked", "interview", None),
    ("6.2 Interview Complete", "interview", None),
    ("7. Offer Made", "offer", None),
    ("7.1 Offer Accepted – References Requested", "offer", None),
    ("7.2 Compliance Started", "offer", None),
    ("DBS Required - Basic", "offer", "check_required"),
    ("DBS Required - Standard", "offer", "check_required"),
    ("DBS Required - Enhanced", "offer", "check_required"),
    ("DBS Complete", "offer", "check_complete"),
    ("8. Pre-start Checks", "hired", None),
    ("9. Started", "hired", None),
    ("Rejected", "rejected", "rejected"),
    ("Withdrawn", "rejected", None),
)
STATUSES: Final = tuple(
    StageSpec(id=str(9100 + at), name=name, kind=kind, role=role)
    for at, (name, kind, role) in enumerate(_STATUSES, start=1)
)
PRE_EMPLOYMENT: Final = [s.id for s in STATUSES[11:15]]
"""The statuses that are closed to a hiring manager: background checks are not theirs to see."""

AFTER_SHORTLIST: Final = [s.id for s in STATUSES[8:]]
"""The statuses that are closed to a shortlister: everything after the interviews."""


def stages(values: Mapping[str, str]) -> tuple[StageSpec, ...]:
    """List the statuses of an application, in order."""
    return STATUSES


def shows(services: Services, change: Change) -> Iterator[tuple[str, int]]:
    """Name the records that show a changed one: a job its advert, an application its status."""
    match change.resource:
        case "adverts":
            yield "jobs", change.n
        case "job_statuses":
            yield from (("jobs", n) for n in _numbers(services, "jobs"))
        case "stage_roles" if change.after is not None:
            where = records.Where("facet=?", (change.after["id"],))
            yield from (("applications", n) for n in _numbers(services, "applications", where))


def _numbers(
    services: Services, kind: str, where: records.Where = records.EVERYTHING
) -> Iterator[int]:
    yield from records.numbers(services.con, services.tenant.world, kind, where)
