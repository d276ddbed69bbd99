"""
The company around the hiring: departments, offices, users and the short lists everything points at.

The same in every world but for ids, people and dates. Whatever else names one of these records
(a job its departments, a candidate their tags) asks here, so that name and id always agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ats_simulator.world.draws import Draws, below, pick, source, span
from ats_simulator.world.instants import DAY_MS, HOUR_MS, to_instant
from ats_simulator.world.model import Record
from ats_simulator.world.pools import LOCALE_WEIGHTS, load_pools
from ats_simulator.world.spec import BEGIN, WorldSpec

Numbered = tuple[int, Record]

DEPARTMENTS: Final = (
    "Engineering",
    "Sales & Marketing",
    "Finance",
    "Qualität & Personal",
    "Platform",
    "Customer Success",
    "Internal Audit",
    'Legacy / "Skunkworks"',
)
OFFICES: Final = (  # name, street, city, state, postal code, country
    ("Headquarters", "1 Example Street", "Springfield", "IL", "62701", "US"),
    ("London", "221 Sample Road", "London", "England", "SW1A 9ZZ", "GB"),
    ("München", "Musterstraße 7", "München", "Bayern", "80331", "DE"),
    ("東京", "見本町1-2-3", "千代田区", "東京都", "100-0000", "JP"),
    ("Anywhere", None, None, None, None, None),
)
TAGS: Final = (
    "python",
    "C++",
    "c#",
    "Team lead",
    "relocation",
    "silver medalist",
    "français",
    "日本語",
    "R&D",
    "do not call",
)
REJECT_REASONS: Final = (
    "Position filled",
    "Not enough experience",
    "Salary expectations too high",
    "Candidate withdrew",
    "Didn't respond",
    "Failed background check",
    "Duplicate",
    "Other…",
)
SOURCES: Final = (
    "Careers site",
    "LinkedIn",
    "Indeed",
    "Referral",
    'Agency: "Best & Brightest"',
    "Job fair",
    "Monster",
    "Sourced",
)
ACCESS_ROLES: Final = ("admin", "recruiter", "hiring_manager", "coordinator", "interviewer", None)
USERS: Final = 12
ORGANIZATIONS: Final = 2
_FOUNDED: Final = BEGIN - 400 * DAY_MS


def named(spec: WorldSpec, resource: str, number: int, name: str) -> Record:
    """Refer to a record together with its name. Shape: {"id": str, "name": str}."""
    return {"id": spec.ids(resource, number), "name": name}


def reference(spec: WorldSpec, resource: str, number: int) -> Record:
    """Refer to a record. Shape: {"id": str}."""
    return {"id": spec.ids(resource, number)}


def tag(spec: WorldSpec, number: int) -> Record:
    """Refer to tag *number*."""
    return named(spec, "tags", number, TAGS[number - 1])


def department(spec: WorldSpec, number: int) -> Record:
    """Refer to department *number*."""
    return named(spec, "departments", number, DEPARTMENTS[number - 1])


def office(spec: WorldSpec, number: int) -> Record:
    """Refer to office *number*."""
    return named(spec, "offices", number, OFFICES[number - 1][0])


def user(spec: WorldSpec, number: int) -> Record:
    """Refer to user *number* by the name that a job shows."""
    first, last, _ = _person(source(spec.seed, "users")(number), number)
    return named(spec, "users", number, " ".join(part for part in (first, last) if part))


def credited(spec: WorldSpec, number: int) -> Record:
    """Refer to user *number* as an application credits them. Shape: model.Credited."""
    first, last, emails = _person(source(spec.seed, "users")(number), number)
    return {
        "id": spec.ids("users", number),
        "first_name": first,
        "last_name": last,
        "emails": emails,
    }


def _person(draws: Draws, number: int) -> tuple[str | None, str | None, list[Record]]:
    """Name a user; number 10 has one name, number 11 no e-mail address, number 3 has two."""
    locale = load_pools().locales[pick(draws[1], LOCALE_WEIGHTS)]
    first, last = pick(draws[2], locale.first_names), pick(draws[3], locale.last_names)
    local = ".".join(part for part in (first[1], last[1], str(number)) if part)
    emails: list[Record] = []
    if number != 11:
        emails.append({"email": f"{local}@staff.example", "type": "work", "is_primary": True})
    if number == 3:
        emails.append({"email": f"{local}@example.org", "type": None, "is_primary": False})
    return first[0], None if number == 10 else last[0], emails


def users(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the users. Shape: model.User; the last is disabled."""
    draws_of = source(spec.seed, "users")
    for number in range(1, USERS + 1):
        draws = draws_of(number)
        first, last, emails = _person(draws, number)
        yield (
            number,
            {
                "id": spec.ids("users", number),
                "first_name": first,
                "last_name": last,
                "emails": emails,
                "disabled": number == USERS,
                "access_role": ACCESS_ROLES[number % len(ACCESS_ROLES)],
                **_dates(draws),
            },
        )


def organizations(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the organizations. Shape: model.Organization."""
    names = [
        load_pools().locales[number - 1].companies[0] for number in range(1, 1 + ORGANIZATIONS)
    ]
    return _listed(spec, "organizations", tuple(names))


def tags(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the tags. Shape: model.Tag."""
    return _listed(spec, "tags", TAGS)


def reject_reasons(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the reject reasons. Shape: model.RejectReason."""
    return _listed(spec, "reject_reasons", REJECT_REASONS)


def _listed(spec: WorldSpec, resource: str, names: tuple[str, ...]) -> Iterator[Numbered]:
    draws_of = source(spec.seed, resource)
    for number, name in enumerate(names, start=1):
        yield number, {**named(spec, resource, number, name), **_dates(draws_of(number))}


def departments(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the departments. Shape: model.Department; from the fifth on they have a parent."""
    draws_of = source(spec.seed, "departments")
    for number, name in enumerate(DEPARTMENTS, start=1):
        yield (
            number,
            {
                **named(spec, "departments", number, name),
                "parent": department(spec, number - 4) if number > 4 else None,
                "status": "inactive" if number == len(DEPARTMENTS) else "active",
                **_dates(draws_of(number)),
            },
        )


def offices(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the offices. Shape: model.Office; the last is remote and nowhere."""
    draws_of = source(spec.seed, "offices")
    for number, (name, street, city, state, postal_code, country) in enumerate(OFFICES, start=1):
        yield (
            number,
            {
                **named(spec, "offices", number, name),
                "parent": reference(spec, "offices", 1) if number in {2, 3} else None,
                "address": {
                    "street": street,
                    "city": city,
                    "state": state,
                    "postal_code": postal_code,
                    "country": country,
                },
                "is_remote": city is None,
                **_dates(draws_of(number)),
            },
        )


def job_interview_stages(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the provider's constant stages. Shape: model.JobInterviewStage."""
    draws_of = source(spec.seed, "job_interview_stages")
    for number, stage in enumerate(spec.stages, start=1):
        yield (
            number,
            {
                "id": stage.id,
                "name": stage.name,
                "kind": stage.kind,
                "status": "active",
                "job": None,
                "position": number,
                **_dates(draws_of(number)),
            },
        )


def _dates(draws: Draws) -> Record:
    created = _FOUNDED + span(draws[28], draws[29], 300 * DAY_MS)
    updated = created + below(draws[30], 60_000) * HOUR_MS // 1000
    return {"created_at": to_instant(created), "updated_at": to_instant(updated)}
