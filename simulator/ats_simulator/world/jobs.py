"""
The jobs and their application forms.

A job depends on the seed and on its number; how many there are follows from the size of the world.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, get_args

from ats_simulator.world.company import (
    DEPARTMENTS,
    OFFICES,
    USERS,
    Numbered,
    department,
    office,
    reference,
    user,
)
from ats_simulator.world.draws import Draws, below, chance, pick, source, span
from ats_simulator.world.edges import EDGES, LONELY_JOB, apply_edges, fixed, fixed_ms
from ats_simulator.world.instants import DAY_MS, to_instant
from ats_simulator.world.model import JobType, Record
from ats_simulator.world.pools import load_pools
from ats_simulator.world.spec import BEGIN, CHANGES_MS, END, WorldSpec

INTERVALS: Final = (
    "yearly",
    "monthly",
    "weekly",
    "daily",
    "hourly",
    "one_time",
    "semi_monthly",
    "bi_monthly",
    "bi_weekly",
)
FORM_FIELD_TYPES: Final = (
    "text",
    "textarea",
    "dropdown",
    "file",
    "radio",
    "checkbox",
    "date",
    "number",
)
FIRST_JOBS: Final = 20
"""Jobs up to this number go through all job types and pay intervals in turn, and open early."""
PUBLIC_JOBS: Final = 4
"""Jobs up to this number are hidden from nobody, so that small worlds show something."""

_TYPES: Final[tuple[str, ...]] = get_args(JobType)
_STATUSES: Final = (
    *("open",) * 12,
    *("closed",) * 5,
    "archived",
    "draft",
    "pending",
)
_LEVELS: Final = ("entry", "mid", "senior", "lead", "executive", None)
_CURRENCIES: Final = ("USD", "GBP", "EUR", "JPY", "PLN", None)


class JobProfile(NamedTuple):
    """What applications need to know of a job. Units: Unix milliseconds."""

    status: str
    created_ms: int
    updated_ms: int
    confidential: bool


def job_count(size: int) -> int:
    """Say how many jobs a world of *size* candidates has."""
    return min(size, 20 + size // 50)


def job_profile(number: int, draws: Draws) -> JobProfile:
    """Decide the facts about a job that others depend on."""
    width = 20 * DAY_MS if number <= FIRST_JOBS else END - CHANGES_MS - BEGIN
    created = BEGIN + span(draws[0], draws[1], width)
    updated = created + DAY_MS + span(draws[2], draws[3], CHANGES_MS - DAY_MS)
    confidential = fixed("jobs", number, "confidential")
    if confidential is None:
        confidential = number > PUBLIC_JOBS and chance(draws[10], 10)
    return JobProfile(
        fixed("jobs", number, "status") or pick(draws[4], _STATUSES),
        created,
        fixed_ms("jobs", number, "updated_at") or updated,
        confidential,
    )


def open_for_applications(profiles: Sequence[JobProfile]) -> list[int]:
    """List the numbers of the jobs that people may have applied for, given all profiles."""
    numbers = enumerate(profiles, start=1)
    return [
        number
        for number, profile in numbers
        if number != LONELY_JOB and profile.status not in {"draft", "pending"}
    ]


def jobs(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the jobs. Shape: model.Job."""
    draws_of = source(spec.seed, "jobs")
    staff = [user(spec, number) for number in range(1, 1 + USERS)]
    for number in range(1, 1 + job_count(spec.size)):
        draws = draws_of(number)
        record = _job(spec, number, draws, staff)
        apply_edges("jobs", number, record)
        for case in EDGES["jobs"].get(number, ()):
            for name, numbers in case.references.items():
                record[name] = [_referred(spec, name, each) for each in numbers]
        if record["compensation"] is not None:
            record["compensation"] = {
                "id": spec.ids("compensations", number),
                **record["compensation"],
            }
        yield number, record


def _referred(spec: WorldSpec, name: str, number: int) -> Record:
    makers = {"departments": department, "offices": office}
    return makers.get(name, user)(spec, number)


def _job(spec: WorldSpec, number: int, draws: Draws, staff: Sequence[Record]) -> Record:
    profile = job_profile(number, draws)
    pools = load_pools()
    place = below(draws[5], len(OFFICES))
    return {
        "id": spec.ids("jobs", number),
        "name": pick(draws[6], pools.titles),
        "description": _description(draws),
        "code": f"{number:04}" if draws[7] & 3 else None,
        "requisition_id": f"REQ-{number:05}" if draws[8] & 3 else None,
        "status": profile.status,
        "address": _address(place),
        "job_posting_urls": _posting_urls(number, draws[9]),
        "confidential": profile.confidential,
        "departments": [department(spec, 1 + below(draws[11], len(DEPARTMENTS)))],
        "offices": [office(spec, 1 + place)],
        "hiring_managers": [dict(pick(draws[12], staff))],
        "recruiters": [dict(pick(draws[13], staff))] if draws[13] & 3 else [],
        "tags": [pick(draws[14], pools.phrases).split()[0]] if draws[14] & 1 else [],
        "is_remote": pick(draws[15], (True, False, False, False, None)),
        "job_type": _in_turn(number, draws[16], _TYPES),
        "job_position_level": pick(draws[17], _LEVELS),
        "compensation": _compensation(number, draws),
        **_dates(profile, draws),
    }


def _description(draws: Draws) -> str:
    pools = load_pools()
    sentences = [pick(draw, pools.sentences) for draw in draws[18:21]]
    text = f"{'. '.join(sentences)}. You will {pick(draws[21], pools.phrases)}."
    return f"<p>{text}</p>" if draws[21] & 1 else text


def _address(place: int) -> Record:
    _, street, city, state, postal_code, country = OFFICES[place]
    return {
        "street": street,
        "city": city,
        "state": state,
        "postal_code": postal_code,
        "country": country,
    }


def _posting_urls(number: int, draw: int) -> list[Record]:
    if draw & 3 == 0:
        return []
    return [{"url": f"https://jobs.example.com/{number}?src=ats&ref=1", "type": "careers_page"}]


def _in_turn(number: int, draw: int, choices: Sequence[str]) -> str:
    """Go through all *choices* with the first jobs, draw for the others."""
    return choices[number % len(choices)] if number <= FIRST_JOBS else pick(draw, choices)


def _compensation(number: int, draws: Draws) -> Record | None:
    if number > FIRST_JOBS and draws[22] & 1:
        return None
    low = 100 * below(draws[23], 1000)
    return {
        "currency": pick(draws[24], _CURRENCIES),
        "interval": _in_turn(number, draws[25], INTERVALS),
        "is_negotiable": pick(draws[26], (True, False, None)),
        "max": low + 100 * below(draws[27], 500) if draws[27] & 7 else None,
        "min": low if draws[23] & 7 else None,
        "notes": "plus bonus" if draws[26] & 1 else None,
    }


def _dates(profile: JobProfile, draws: Draws) -> Record:
    """Open within a day of creation, close within two hours of the last change."""
    opened = profile.created_ms + below(draws[28], 20 * 3600) * 1000
    closed = profile.updated_ms - below(draws[29], 7200) * 1000
    unopened = profile.status in {"draft", "pending"}
    over = profile.status in {"closed", "archived"}
    return {
        "created_at": to_instant(profile.created_ms),
        "updated_at": to_instant(profile.updated_ms),
        "closed_at": to_instant(closed) if over else None,
        "opened_at": None if unopened else to_instant(opened),
    }


def job_form_fields(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate two to four form fields per job. Shape: model.JobFormField."""
    draws_of = source(spec.seed, "job_form_fields")
    number = 0
    for job in range(1, 1 + job_count(spec.size)):
        draws = draws_of(job)
        for index in range(2 + below(draws[0], 3)):
            number += 1
            yield number, _form_field(spec, number, job, index, draws[1 + index])


def _form_field(spec: WorldSpec, number: int, job: int, index: int, draw: int) -> Record:
    kind = FORM_FIELD_TYPES[number % len(FORM_FIELD_TYPES)]
    words = pick(draw, load_pools().phrases)
    grouped = number % 3 == 0
    return {
        "id": spec.ids("job_form_fields", number),
        "name": f"field_{number}",
        "job": reference(spec, "jobs", job),
        "label": f"Can you {words}?",
        "index": index,
        "is_required": draw & 1 == 1,
        "answer_visibility": "private" if number % 2 else "public",
        "description": words if draw & 2 else None,
        "type": kind,
        "options": _options(kind, number),
        "group_id": spec.ids("form_groups", 1) if grouped else None,
        "group_name": "About you" if grouped else None,
    }


def _options(kind: str, number: int) -> list[Record]:
    if kind not in {"dropdown", "radio", "checkbox"}:
        return []
    labels = ("Yes", "No", "Not sure / “it depends”")
    return [
        {"id": f"{number}-{nth}", "label": label, "value": label.lower()}
        for nth, label in enumerate(labels, start=1)
    ]
