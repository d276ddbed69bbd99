"""
What an employer publishes and asks beside a job itself: the advert, and questions for statistics.

An advert depends on the seed and on the number of its job, answers on the application they came
with. Providers that know neither leave these resources out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ats_simulator.world.company import Numbered, named, reference
from ats_simulator.world.draws import Draws, below, chance, pick, source
from ats_simulator.world.hiring import Plan, plans
from ats_simulator.world.instants import DAY_MS, to_day, to_instant
from ats_simulator.world.jobs import job_count, job_profile
from ats_simulator.world.model import Record
from ats_simulator.world.pools import load_pools
from ats_simulator.world.spec import WorldSpec
from ats_simulator.world.workplace import (
    CAMPAIGNS,
    COST_CENTRES,
    DIVISIONS,
    LEVELS,
    REASONS,
    REGIONS,
    SCHOOLS,
)

KINDS: Final = ("external", "internal", "agency")


def adverts(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate one advert per job, with the job's own number and id. Shape: model.Advert."""
    job_draws, draws_of = source(spec.seed, "jobs"), source(spec.seed, "adverts")
    for number in range(1, 1 + job_count(spec.size)):
        created_ms = job_profile(number, job_draws(number)).created_ms
        yield number, _advert(spec, number, created_ms, draws_of(number))


def _advert(spec: WorldSpec, number: int, created_ms: int, draws: Draws) -> Record:
    phrase = pick(draws[0], load_pools().sentences)
    reason = 1 + below(draws[1], len(REASONS))
    return {
        "id": spec.ids("jobs", number),
        "job": reference(spec, "jobs", number),
        "internal_title": pick(draws[2], load_pools().titles) if draws[2] & 1 else None,
        "kind": KINDS[(number - 1) % len(KINDS)],
        "reply_to": f"recruitment.{number}@staff.example" if draws[3] & 7 else None,
        "description_internal": f"<p>{phrase}.</p>" if draws[4] & 1 else None,
        "description_agency": phrase if draws[5] & 1 else None,
        "reason": named(spec, "vacancy_reasons", reason, REASONS[reason - 1]),
        **_filed(draws),
        "starts_on": to_day(created_ms // DAY_MS + 60) if draws[13] & 3 else None,
        "approved_at": to_instant(created_ms) if draws[14] & 3 else None,
        "vacancies": 1 + below(draws[15], 5),
        "hours_per_week": pick(draws[16], (37.5, 40.0, 20.0, 7.25, None)),
        "reports_to": pick(draws[17], ("Service Manager", "Head of “Care”", None)),
    }


def _filed(draws: Draws) -> Record:
    """Choose what an advert is filed under."""
    return {
        "division": pick(draws[6], DIVISIONS)[0] if draws[6] & 7 else None,
        "region": pick(draws[7], REGIONS) if draws[7] & 3 else None,
        "school_location": pick(draws[8], SCHOOLS)[0] if draws[8] & 3 == 0 else None,
        "cost_centre": pick(draws[9], COST_CENTRES)[0] if draws[9] & 3 else None,
        "campaign": pick(draws[10], CAMPAIGNS)[0] if draws[10] & 1 else None,
        "level": pick(draws[11], LEVELS) if draws[11] & 3 else None,
    }


_QUESTIONS: Final[tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]] = (
    ("sex", "Sex", (("Female", "F"), ("Male", "M"), ("Non-binary", "N"))),
    (
        "ethnicity",
        "<p>What is your ethnic group?</p>\n",
        (
            ("White", "W"),
            ("Hispanic or Latino", "H"),
            ("Two or More Races", "T"),
            ("Prefer not to say", "P"),
        ),
    ),
    (
        "same_as_birth",
        "Is the gender you identify with the same as at birth?",
        (("Yes", "Y"), ("No", "N")),
    ),
    (
        "marital_status",
        "Marital status",
        (("Single", "S"), ("Married", "M"), ("Prefer not to say", "P")),
    ),
    ("nationality", "Nationality", ()),
    (
        "religion",
        "Religion or belief",
        (("None", "N"), ("Christian", "C"), ("Muslim", "M"), ("Prefer not to say", "P")),
    ),
    (
        "orientation",
        "Sexual orientation",
        (("Heterosexual", "H"), ("Gay or lesbian", "G"), ("Prefer not to say", "P")),
    ),
)
"""What is asked for statistics: the field it fills, the words, (label, value) of each choice."""


def question_sets(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the one set of questions that every form ends with. Shape: model.QuestionSet."""
    yield (
        1,
        {
            "id": spec.ids("question_sets", 1),
            "name": "Equal opportunities",
            "questions": [
                {"id": spec.ids("questions", nth), **_question(*each)}
                for nth, each in enumerate(_QUESTIONS, start=1)
            ],
        },
    )


def _question(field: str, label: str, choices: tuple[tuple[str, str], ...]) -> Record:
    options = [{"label": name, "value": value} for name, value in choices]
    return {"field": field, "label": label, "is_required": False, "options": options}


_ANSWERS: Final = [
    (field, (*(label for label, _ in choices), None) if choices else (None,))
    for field, _, choices in _QUESTIONS
]
_NATIONALITIES: Final = ("British", "Irish", "Polish", "Côte d’Ivoire", None)


def equal_opportunities(spec: WorldSpec) -> Iterator[Numbered]:
    """
    Generate answers for statistics with a third of all applications, numbered as these are.

    Shape: model.EqualOpportunities.
    """
    draws_of = source(spec.seed, "equal_opportunities")
    for plan in plans(spec):
        draws = draws_of(plan.number)
        if plan.number <= 6 or chance(draws[0], 30):
            yield plan.number, _answers(spec, plan, draws)


def _answers(spec: WorldSpec, plan: Plan, draws: Draws) -> Record:
    at = to_instant(plan.applied_ms)
    answers: dict[str, Any] = {
        field: pick(draw, labels)
        for draw, (field, labels) in zip(draws[1:8], _ANSWERS, strict=True)
    }
    answers["nationality"] = pick(draws[8], _NATIONALITIES)
    if plan.number == 1:
        answers["sex"], answers["ethnicity"] = "Female", "White"
    return {
        "id": spec.ids("applications", plan.number),
        "application": reference(spec, "applications", plan.number),
        "candidate": reference(spec, "candidates", plan.candidate),
        **answers,
        "created_at": at,
        "updated_at": at,
    }
