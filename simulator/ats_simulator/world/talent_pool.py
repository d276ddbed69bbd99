"""
The applications of a product that knows people by their applications only, talent pool included.

There, somebody who never applied for a job stands in the talent pool: an application without a
job. What else such a product keeps with an application is here as well: its record, answers to the
questions for statistics, the tasks of a new hire. Providers whose people stand on their own leave
all of this out, so nobody's applications change.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator
from typing import Final

from ats_simulator.world.company import SOURCES, Numbered, named, reference
from ats_simulator.world.draws import Draws, pick, source, span
from ats_simulator.world.edges import PAST_DOUBLE
from ats_simulator.world.hiring import Plan, plans
from ats_simulator.world.instants import DAY_MS, to_day, to_instant
from ats_simulator.world.model import Record
from ats_simulator.world.people import profile_of
from ats_simulator.world.pools import load_pools
from ats_simulator.world.requisitions import CUSTOM_FIELDS
from ats_simulator.world.spec import StageSpec, WorldSpec

NO_JOB: Final = 0
"""The job number of a plan in the talent pool."""


def pool_plans(spec: WorldSpec, idle: Iterable[int]) -> Iterator[Plan]:
    """Plan the talent pool. Applications in it are numbered on from the last that has a job."""
    candidate_draws, draws_of = source(spec.seed, "candidates"), source(spec.seed, "talent_pool")
    stages = [s for s in spec.stages if s.kind not in {"offer", "hired"}] or list(spec.stages)
    for nth, candidate in enumerate(idle, start=1):
        created = profile_of(candidate, candidate_draws(candidate)).created_ms
        yield _pool_plan(nth, candidate, created, stages, draws_of(candidate))


def _pool_plan(
    nth: int, candidate: int, created: int, stages: list[StageSpec], draws: Draws
) -> Plan:
    applied = created + span(draws[4], draws[5], DAY_MS)
    updated = applied + span(draws[7], draws[8], 60 * DAY_MS)
    stage = pick(draws[3], stages)
    return Plan(PAST_DOUBLE + nth, candidate, NO_JOB, stage, applied, applied, updated, draws)


def all_plans(spec: WorldSpec) -> Iterator[Plan]:
    """Walk all applications: those for jobs, then the talent pool."""
    idle, following = array("q"), 1
    for plan in plans(spec):
        idle.extend(range(following, plan.candidate))
        following = plan.candidate + 1
        yield plan
    idle.extend(range(following, spec.size + 1))
    yield from pool_plans(spec, idle)


def around_applications(spec: WorldSpec) -> Iterator[tuple[str, int, Record]]:
    """
    Generate the talent pool, and with every application its answers and its record.

    Shape: (resource, n, record) of `applications`, `eeocs` and `application_records`.
    """
    answers_of, records_of = source(spec.seed, "statistics"), source(spec.seed, "records")
    for plan in all_plans(spec):
        n = plan.number
        if plan.job == NO_JOB:
            yield "applications", n, _application(spec, plan)
        yield "eeocs", n, _answers(spec, plan, answers_of(n))
        yield "application_records", n, _record(spec, plan, records_of(n))


def _application(spec: WorldSpec, plan: Plan) -> Record:
    draws, stage, updated_at = plan.draws, plan.stage, to_instant(plan.updated_ms)
    nth = 1 + draws[9] % len(SOURCES)
    return {
        **reference(spec, "applications", plan.number),
        "candidate": reference(spec, "candidates", plan.candidate),
        "job": None,
        "applied_at": to_instant(plan.applied_ms),
        "rejected_at": updated_at if stage.kind == "rejected" else None,
        "source": named(spec, "sources", nth, SOURCES[nth - 1]) if draws[10] & 3 else None,
        "credited_to": None,
        "current_stage": {"id": stage.id, "name": stage.name, "kind": stage.kind},
        "reject_reason": None,
        "created_at": to_instant(plan.created_ms),
        "updated_at": updated_at,
    }


_RACES: Final = (
    None,
    "Decline to Self Identify",
    "White",
    "Hispanic or Latino",
    "Black or African American",
    "Asian",
    "Two or More Races",
)
_GENDERS: Final = (None, "Female", "Male")
_VETERANS: Final = (None, None, "I am not a protected veteran", "I am a protected veteran")


def _answers(spec: WorldSpec, plan: Plan, draws: Draws) -> Record:
    """Answer the questions for statistics, under the id of the application. Shape: model.Eeoc."""
    at = to_instant(plan.applied_ms)
    return {
        **reference(spec, "applications", plan.number),
        "candidate": reference(spec, "candidates", plan.candidate),
        "submitted_at": at,
        "race": pick(draws[0], _RACES),
        "gender": pick(draws[1], _GENDERS),
        "veteran_status": pick(draws[2], _VETERANS),
        "disability_status": None,
        "created_at": at,
        "updated_at": at,
    }


def application_records(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate what is kept with each application. Shape: model.ApplicationRecord."""
    for resource, n, record in around_applications(spec):
        if resource == "application_records":
            yield n, record


def _record(spec: WorldSpec, plan: Plan, draws: Draws) -> Record:
    application = reference(spec, "applications", plan.number)
    return {
        **application,
        "application": application,
        "candidate": reference(spec, "candidates", plan.candidate),
        "comments": pick(draws[0], load_pools().sentences) if draws[1] & 3 == 0 else None,
        "source_kind": None,
        "hired_at": to_instant(plan.updated_ms) if plan.stage.kind == "hired" else None,
        "custom_fields": _values(draws),
    }


_WEEKS: Final = ("4", "00042 ", "0", "12")


def _values(draws: Draws) -> list[Record]:
    """Fill in some of the customer's fields; values are text, whatever the field's type."""
    values = []
    if draws[2] & 1:
        values.append({"code": "open_to_relocation", "value": "Yes" if draws[2] & 2 else "No"})
    if draws[3] & 1:
        values.append({"code": "notice_period_in_weeks", "value": pick(draws[3], _WEEKS)})
    if draws[4] & 7 == 0:
        values.append({"code": "day__night", "value": pick(draws[4], CUSTOM_FIELDS[3][-1])})
    return values


_TASKS: Final = (  # name, type, the states it can be in
    ("Form W-4", "W4", ("Completed", "Open")),
    ("Form I-9", "I9", ("Open", "In Progress")),
    ("Handbook “2026”", "DOC", ("Completed", "Open")),
    ("Order a laptop", "CUSTOM", ("Open",)),
)


def onboarding_tasks(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate what has to be done for each new hire. Shape: model.OnboardingTask."""
    draws_of, number = source(spec.seed, "onboarding_tasks"), 0
    for plan in plans(spec):
        if plan.stage.kind != "hired":
            continue
        draws = draws_of(plan.number)
        application = spec.ids("applications", plan.number)
        for nth, (name, kind, states) in enumerate(_TASKS):
            number += 1
            yield (
                number,
                {
                    "id": spec.ids("onboarding_tasks", number),
                    "application": {"id": application},
                    "candidate": reference(spec, "candidates", plan.candidate),
                    "process": process_of(application),
                    "name": name,
                    "type": kind,
                    "status": pick(draws[nth], states),
                    "due_on": to_day(plan.updated_ms // DAY_MS + 7 * (nth + 1)),
                },
            )


def process_of(application: str) -> str:
    """Name the process that takes a new hire through onboarding: 24 hexadecimal digits."""
    return hashlib.blake2b(application.encode(), digest_size=12).hexdigest()
