"""
Between an offer and the first day: background checks, starter forms, what is still to be signed.

Everything derives from the same plans as the applications. Bank and insurance data are void by
construction. Providers that know nothing of this leave these resources out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ats_simulator.world.company import Numbered, reference
from ats_simulator.world.draws import Draws, below, pick, source, span
from ats_simulator.world.hiring import Plan, plans
from ats_simulator.world.instants import DAY_MS, to_day, to_instant
from ats_simulator.world.model import Record
from ats_simulator.world.pools import load_pools
from ats_simulator.world.spec import WorldSpec

CHECKED: Final = frozenset({"check_required", "check_complete"})
"""The roles of a stage at which a background check is under way, or done."""

CAPTIONS: Final = (
    "Proposed Start Date",
    "Pay Rate",
    "Weekly Hours",
    "Line Manager",
    "Uniform size (S/M/L)",
    "Emergency contact – name",
    "Emergency contact – phone",
)
"""The fields of a starter form, in the employer's own words."""

LABELS: Final = (  # what a field of a job is called elsewhere, and what this employer calls it
    ("division", "Service Area"),
    ("department", "Operations Director / Director"),
    ("school_location", "School"),
    ("cost_centre", "Reporting Name / Code"),
    ("campaign", "Campaign"),
    ("level", "Grade (old)"),
    ("reports_to", "Line Manager"),
)


def late_plans(spec: WorldSpec) -> Iterator[Plan]:
    """Walk the plans of everybody who is being checked or was hired."""
    roles = {stage.id: stage.role for stage in spec.stages}
    for plan in plans(spec):
        if plan.stage.kind == "hired" or roles[plan.stage.id] in CHECKED:
            yield plan


def dbs_checks(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate checks: half of those required are registered, all that are complete are done."""
    roles = {stage.id: stage.role for stage in spec.stages}
    number = 0
    for plan in late_plans(spec):
        role = roles[plan.stage.id]
        if role == "check_complete" or (role == "check_required" and plan.candidate % 2):
            number += 1
            yield number, _check(spec, number, plan, done=role == "check_complete")


def _check(spec: WorldSpec, number: int, plan: Plan, *, done: bool) -> Record:
    at = to_instant(plan.updated_ms)
    return {
        "id": spec.ids("dbs_checks", number),
        **_whose(spec, plan),
        "short_code": f"SC-{number:04}",
        "organisation_ref": f"ORG-{number % 3:04}",
        "person_ref": f"PER-{number:04}",
        "stage": "Result" if done else "Applicant",
        "status": "Complete" if done else "ToBeCompleted",
        "created_at": at,
        "updated_at": at,
    }


def _whose(spec: WorldSpec, plan: Plan) -> Record:
    return {
        "application": reference(spec, "applications", plan.number),
        "candidate": reference(spec, "candidates", plan.candidate),
        "job": reference(spec, "jobs", plan.job),
    }


def starters(spec: WorldSpec) -> Iterator[tuple[int, Plan, Draws]]:
    """Walk everybody who was hired: number, plan and draws."""
    draws_of = source(spec.seed, "starter_forms")
    hired = (plan for plan in late_plans(spec) if plan.stage.kind == "hired")
    for number, plan in enumerate(hired, start=1):
        yield number, plan, draws_of(plan.number)


def starter_forms(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate a form for each starter: most completed, some cancelled or still open."""
    for number, plan, draws in starters(spec):
        yield number, _form(spec, number, plan, draws)


def _form(spec: WorldSpec, number: int, plan: Plan, draws: Draws) -> Record:
    created = plan.updated_ms
    saved = created + span(draws[0], draws[1], 5 * DAY_MS) if draws[2] & 1 else None
    ended = to_instant((saved or created) + span(draws[3], draws[4], DAY_MS))
    state = ("completed", "completed", "cancelled", "open")[number % 4]
    return {
        "id": spec.ids("starter_forms", number),
        **_whose(spec, plan),
        "state": state,
        "is_redeployed": draws[5] & 3 == 0,
        "honorific": pick(draws[6], ("Ms", "Mr", "Mx", "Dr", None)),
        "gender": pick(draws[7], ("Female", "Male", "Prefer not to say", None)),
        "marital_status": pick(draws[8], ("Single", "Married", "Civil partnership", None)),
        "nationality": pick(draws[9], ("British", "Irish", "Polish", None)),
        "birth_on": to_day(below(draws[10], 13_000)),
        "address": _home(draws),
        "bank": _bank(number, draws),
        "fields": _fields(created, draws),
        "created_at": to_instant(created),
        "saved_at": None if saved is None else to_instant(saved),
        "completed_at": ended if state == "completed" else None,
        "cancelled_at": ended if state == "cancelled" else None,
    }


def _home(draws: Draws) -> Record:
    locale = load_pools().locales[1]
    street, city, state, postal_code = pick(draws[11], locale.places)
    return {
        "street": street,
        "city": city,
        "state": state,
        "postal_code": postal_code,
        "country": locale.country,
    }


def _bank(number: int, draws: Draws) -> Record:
    """Give bank details that no bank has."""
    return {
        "name": pick(draws[12], ("Example Bank", "Sample & Sons Building Society")),
        "branch": "Example Branch" if draws[12] & 1 else None,
        "account_number": f"{number % 1000:08}",
        "sort_code": "00-00-00",
        "payee": f"Starter {number}",
        "roll_number": None,
        "insurance_number": f"QQ{123456 + number % 800000:06}C",
    }


def _fields(created_ms: int, draws: Draws) -> list[Record]:
    day = to_day(created_ms // DAY_MS + below(draws[13], 60))
    year, month, date = day.split("-")
    values: dict[str, str] = {
        "Proposed Start Date": f"{date}/{month}/{year}" if draws[14] & 3 else "",
        "Weekly Hours": pick(draws[15], ("37.5", "40", "")),
        "Line Manager": pick(draws[16], ("P. O'Sei", "Grüß Gott", "")),
    }
    return [
        {"id": str(9000 + nth), "caption": caption, "value": values.get(caption, "")}
        for nth, caption in enumerate(CAPTIONS, start=1)
    ]


def starter_labels(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the employer's own names for fields of a job. Shape: model.StarterLabel."""
    for number, (field, label) in enumerate(LABELS, start=1):
        yield (
            number,
            {"id": spec.ids("starter_labels", number), "field": field, "label": label},
        )


_ITEMS: Final = (  # section, name, kind, the states it can be in
    ("onboarding", "Contract of employment", "Contract", ("Awaiting Candidate", "Signed")),
    ("onboarding", "Staff handbook", "Document", ("Read", "Awaiting Candidate")),
    ("compliance", "Right to work", "Form", ("Not Started", "Complete")),
    ("referencing", "J Example", "Reference", ("Received", "Requested")),
)


def onboarding_items(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate what each starter has to do. Shape: model.OnboardingItem."""
    number = 0
    for _, plan, draws in starters(spec):
        for nth, (section, name, kind, states) in enumerate(_ITEMS):
            number += 1
            yield (
                number,
                {
                    "id": spec.ids("onboarding_items", number),
                    "application": reference(spec, "applications", plan.number),
                    "section": section,
                    "name": name,
                    "kind": kind,
                    "status": pick(draws[17 + nth], states),
                },
            )
