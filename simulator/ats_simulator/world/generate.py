"""
A world, record by record, from a seed.

`generate` streams: nothing is held but what one record needs, so a world of 100,000 candidates
takes no more memory than one of ten. Record n of a resource is always the same for the same seed
and size, whatever else is generated. This module refuses to know providers: what one of them calls
a record and a stage comes in with the `WorldSpec`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ats_simulator.world import (
    adverts,
    company,
    hiring,
    jobs,
    onboarding,
    people,
    requisitions,
    talent_pool,
    workplace,
)
from ats_simulator.world.model import Record
from ats_simulator.world.spec import StageSpec, WorldSpec

__all__ = ["ORDER", "StageSpec", "WorldSpec", "counts", "generate"]

_GENERATORS: Final[Mapping[str, Callable[[WorldSpec], Iterator[tuple[int, Record]]]]] = {
    "organizations": company.organizations,
    "departments": company.departments,
    "offices": company.offices,
    "users": company.users,
    "tags": company.tags,
    "reject_reasons": company.reject_reasons,
    "job_interview_stages": company.job_interview_stages,
    "stage_roles": workplace.stage_roles,
    "divisions": workplace.divisions,
    "regions": workplace.regions,
    "job_categories": workplace.job_categories,
    "salary_bands": workplace.salary_bands,
    "employment_types": workplace.employment_types,
    "job_levels": workplace.job_levels,
    "school_locations": workplace.school_locations,
    "job_statuses": workplace.job_statuses,
    "job_titles": workplace.job_titles,
    "cost_centres": workplace.cost_centres,
    "campaigns": workplace.campaigns,
    "department_contacts": workplace.department_contacts,
    "office_coordinates": workplace.office_coordinates,
    "adverts": adverts.adverts,
    "employee_records": requisitions.employee_records,
    "custom_fields": requisitions.custom_fields,
    "workflows": requisitions.workflows,
    "jobs": jobs.jobs,
    "requisitions": requisitions.requisitions,
    "job_form_fields": jobs.job_form_fields,
    "candidates": people.candidates,
    "person_records": requisitions.person_records,
    "eeocs": people.eeocs,
    "activities": people.activities,
    "applications": hiring.applications,
    "attachments": hiring.attachments,
    "interviews": hiring.interviews,
    "scorecards": hiring.scorecards,
    "offers": hiring.offers,
    "question_sets": adverts.question_sets,
    "equal_opportunities": adverts.equal_opportunities,
    "dbs_checks": onboarding.dbs_checks,
    "starter_forms": onboarding.starter_forms,
    "starter_labels": onboarding.starter_labels,
    "onboarding_items": onboarding.onboarding_items,
    "onboarding_tasks": talent_pool.onboarding_tasks,
    "application_records": talent_pool.application_records,
}

ORDER: Final = tuple(_GENERATORS)
"""
The resources in the order in which they are generated: short lists first, parents before children.

Records are rendered in this order too, so whatever a row shows of others comes before it.
"""


def generate(spec: WorldSpec) -> Iterator[tuple[str, int, Record]]:
    """
    Generate the world that *spec* asks for.

    Shape: (resource, n, record), resources in `ORDER`, n ascending within each, from 1 on without
        gaps but for the last application (see `hiring.plans`). Records are the caller's to keep.
    """
    for resource, records_of in _GENERATORS.items():
        if resource in spec.resources:
            for number, record in records_of(spec):
                yield resource, number, record


def counts(spec: WorldSpec) -> dict[str, int]:
    """Count the records of each resource asked for, at the price of generating them."""
    tally = Counter(resource for resource, _, _ in generate(spec))
    return {resource: tally[resource] for resource in sorted(spec.resources)}
