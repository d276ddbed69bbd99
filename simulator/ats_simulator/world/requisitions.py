"""
What a large recruiting product keeps beside a job, a person and a user: the requisition behind the
job, a person's past, an employee's file, and the fields that a customer defines.

A record has the number and the id of the one it belongs to. Providers that know none of this leave
these resources out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ats_simulator.world.company import ORGANIZATIONS, USERS, Numbered, named, reference
from ats_simulator.world.draws import Draws, below, pick, source
from ats_simulator.world.instants import DAY_MS, to_instant
from ats_simulator.world.jobs import JobProfile, job_count, job_profile
from ats_simulator.world.model import Record
from ats_simulator.world.pools import LOCALE_WEIGHTS, load_pools
from ats_simulator.world.spec import WorldSpec
from ats_simulator.world.workplace import CATEGORIES

CUSTOM_FIELDS: Final = (  # of what, code, label, type, required, options
    ("application", "open_to_relocation", "Open to relocation?", "list", False, ("Yes", "No")),
    ("application", "notice_period_in_weeks", "Notice period in weeks", "number", False, ()),
    ("application", "sync_note", "Sync note", "text", False, ()),
    ("application", "day__night", "Day / night", "list", False, ("Day", "Night", "Día & noche")),
    ("job", "business_unit", "Business unit", "text", True, ()),
    (
        "job",
        "employment_type",
        "Employment type",
        "list",
        False,
        ("Permanent contract", "Fixed term"),
    ),
)
WORKFLOW: Final = "General"
"""The name of the one workflow that all jobs go through."""

FINER_STATES: Final = {
    "closed": ("closed", "filled"),
    "pending": ("awaiting_approval", "approved", "on_hold"),
    "archived": ("retracted", "rejected"),
}
"""Status of a job to the finer states it may be in."""

_EEO_CATEGORIES: Final = ("Professionals", "Technicians", "Executive/Senior Level", None)
_UNITS: Final = ("Platform", "Sales “EMEA”", "00042 ", "R&D")
_REGIONS: Final = ("West", "EMEA", None, None)


def custom_fields(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the fields that the customer has defined. Shape: model.CustomField."""
    for number, (entity, code, label, kind, required, options) in enumerate(CUSTOM_FIELDS, start=1):
        yield (
            number,
            {
                "id": spec.ids("custom_fields", number),
                "entity": entity,
                "code": code,
                "label": label,
                "type": kind,
                "is_required": required,
                "options": list(options),
            },
        )


def workflows(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the one workflow, with all stages of the provider. Shape: model.Workflow."""
    stages = [{"id": stage.id, "name": stage.name} for stage in spec.stages]
    yield 1, {**named(spec, "workflows", 1, WORKFLOW), "stages": stages}


def requisitions(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the requisition behind each job. Shape: model.Requisition."""
    job_draws, draws_of = source(spec.seed, "jobs"), source(spec.seed, "requisitions")
    companies = [pools.companies[0] for pools in load_pools().locales[:ORGANIZATIONS]]
    for number in range(1, 1 + job_count(spec.size)):
        profile = job_profile(number, job_draws(number))
        yield number, _requisition(spec, number, profile, companies, draws_of(number))


def _requisition(
    spec: WorldSpec, number: int, profile: JobProfile, companies: list[str], draws: Draws
) -> Record:
    status, created_ms = profile.status, profile.created_ms
    posting = pick(draws[5], ("external", "external", "internal"))
    category = 1 + below(draws[0], len(CATEGORIES))
    subsidiary = 2 + below(draws[1], ORGANIZATIONS - 1)
    return {
        "id": spec.ids("jobs", number),
        "job": reference(spec, "jobs", number),
        "state": pick(draws[2], FINER_STATES[status]) if status in FINER_STATES else None,
        "brief": f"{pick(draws[3], load_pools().phrases)}." if draws[4] & 3 else None,
        "category": named(spec, "job_categories", category, CATEGORIES[category - 1]),
        "posting": "limited" if profile.confidential else posting,
        "subsidiary": (
            named(spec, "organizations", subsidiary, companies[subsidiary - 1])
            if draws[6] & 1
            else None
        ),
        "workflow": WORKFLOW,
        "eeo_category": pick(draws[7], _EEO_CATEGORIES),
        "region": pick(draws[8], _REGIONS),
        "starts_at": to_instant(created_ms + 90 * DAY_MS) if draws[12] & 1 else None,
        "hybrid": draws[13] & 3 == 0,
        "created_by": reference(spec, "users", 1 + below(draws[9], USERS)),
        "custom_fields": _job_values(draws),
    }


def _job_values(draws: Draws) -> list[Record]:
    unit = {"code": "business_unit", "value": pick(draws[10], _UNITS)}
    kind = {"code": "employment_type", "value": pick(draws[11], CUSTOM_FIELDS[-1][-1])}
    return [unit, kind] if draws[11] & 1 else [unit]


def employee_records(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the file of each user. Shape: model.EmployeeRecord."""
    draws_of = source(spec.seed, "employee_records")
    for number in range(1, 1 + USERS):
        draws = draws_of(number)
        place = load_pools().locales[pick(draws[0], LOCALE_WEIGHTS)]
        street, city, state, postal_code = pick(draws[1], place.places)
        yield (
            number,
            {
                "id": spec.ids("users", number),
                "user": reference(spec, "users", number),
                "number": f"E-{1000 + number}" if draws[2] & 3 else None,
                "title": pick(draws[3], load_pools().titles) if draws[3] & 3 else None,
                "invitation": pick(draws[4], ("accepted", "read", "not_read")),
                "mobile": None,
                "address": {
                    "street": street if draws[5] & 1 else None,
                    "city": city,
                    "state": state,
                    "postal_code": postal_code,
                    "country": place.country,
                },
                "address2": None,
            },
        )


_DEGREES: Final = ("BSc", "MA", "PhD", "Apprenticeship", None)
_SUBJECTS: Final = ("Computer Science", "Naïve Arts & Crafts", "Law", None)
_SCHOOLS: Final = ("Example University", "Université d’Exemple", "Sample College")


def person_records(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the past of each person. Shape: model.PersonRecord."""
    draws_of = source(spec.seed, "person_records")
    for number in range(1, spec.size + 1):
        draws = draws_of(number)
        yield (
            number,
            {
                "id": spec.ids("candidates", number),
                "candidate": reference(spec, "candidates", number),
                "accepts_texts": draws[0] & 3 == 0,
                "address2": "Apt. 4 “b”" if draws[1] & 15 == 0 else None,
                "work_history": [_employment(draws, nth) for nth in range(draws[2] % 3)],
                "education": [_schooling(draws)] if draws[3] & 1 else [],
            },
        )


def _employment(draws: Draws, nth: int) -> Record:
    pools = load_pools()
    start = 2005 + 5 * (2 - nth) + below(draws[4 + nth], 4)
    return {
        "title": pick(draws[6 + nth], pools.titles),
        "company": pick(draws[8 + nth], pools.locales[0].companies),
        "start_year": str(start),
        "start_month": f"{1 + below(draws[10 + nth], 12):02}",
        "end_year": str(start + 2) if nth else None,
        "end_month": f"{1 + below(draws[12 + nth], 12):02}" if nth else None,
    }


def _schooling(draws: Draws) -> Record:
    start = 1995 + below(draws[14], 20)
    return {
        "school": pick(draws[15], _SCHOOLS),
        "degree": pick(draws[16], _DEGREES),
        "field": pick(draws[17], _SUBJECTS),
        "start_year": str(start),
        "end_year": str(start + 4),
    }
