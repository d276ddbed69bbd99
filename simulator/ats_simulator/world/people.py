"""
The people: candidates, what they were asked for statistics, and what was said to them.

A candidate depends on the seed and on their number, on nothing else: neither on the size of the
world nor on what it holds besides. E-mail addresses stand on reserved domains, telephone numbers
in ranges that the numbering authorities keep for fiction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from ats_simulator.world.company import (
    SOURCES,
    TAGS,
    USERS,
    Numbered,
    credited,
    reference,
    tag,
)
from ats_simulator.world.draws import Draws, below, chance, pick, source, span
from ats_simulator.world.edges import CROWD, EARLY, EDGES, apply_edges, fixed_ms
from ats_simulator.world.instants import DAY_MS, HOUR_MS, to_instant
from ats_simulator.world.model import Record
from ats_simulator.world.pools import LOCALE_WEIGHTS, LocalePool, load_pools
from ats_simulator.world.spec import BEGIN, CHANGES_MS, END, WorldSpec

DOMAINS: Final = (
    "example.com",
    "example.org",
    "example.net",
    "mail.example",
    "posta.example",
    "inbox.test",
)
"""Domains that nobody can own (RFC 2606), so that no message ever arrives."""

_STATUSES: Final = (
    *("new",) * 5,
    *("screening",) * 5,
    *("available",) * 6,
    *("placed",) * 2,
    *("inactive",) * 2,
)
_APPLICATIONS: Final = (0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3)
_SINCE: Final = BEGIN + 60 * DAY_MS
_AREAS: Final = ("201", "212", "312", "415", "617", "702", "808", "907")
_PHONE_TYPES: Final = ("mobile", "home", "work", None)
_EMAIL_TYPES: Final = ("personal", "work", None)


class Profile(NamedTuple):
    """What applications need to know of a candidate. Units: Unix milliseconds."""

    status: str
    applications: int
    created_ms: int
    updated_ms: int


def profile_of(number: int, draws: Draws) -> Profile:
    """Decide the facts about a candidate that others depend on."""
    status = pick(draws[0], _STATUSES)
    applications = pick(draws[1], _APPLICATIONS)
    if number <= EARLY:
        created = BEGIN + (number - 1) * 36 * HOUR_MS + span(draws[2], draws[3], 12 * HOUR_MS)
        updated = created + span(draws[4], draws[5], 12 * HOUR_MS)
    else:
        created = _SINCE + span(draws[2], draws[3], END - CHANGES_MS - _SINCE)
        updated = created + span(draws[4], draws[5], CHANGES_MS)
    if not applications and (number <= CROWD or status == "placed"):
        applications = 1
    drawn = Profile(status, applications, created, updated)
    return _on_edge(number, drawn) if number in EDGES["candidates"] else drawn


def _on_edge(number: int, drawn: Profile) -> Profile:
    status, applications = drawn.status, drawn.applications
    for case in EDGES["candidates"].get(number, ()):
        status = case.fields.get("status", status)
        if case.applications is not None:
            applications = case.applications
    created = fixed_ms("candidates", number, "created_at")
    updated = fixed_ms("candidates", number, "updated_at")
    if updated is None:
        updated = drawn.updated_ms
    if created is None:
        created = min(drawn.created_ms, updated - HOUR_MS)
    return Profile(status, applications, created, updated)


def candidates(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the candidates. Shape: model.Candidate."""
    draws_of = source(spec.seed, "candidates")
    render = _renderer(spec)
    edges = EDGES["candidates"]
    for number in range(1, spec.size + 1):
        record = render(number, draws_of(number))
        if number in edges:
            apply_edges("candidates", number, record)
            for case in edges[number]:
                if "tags" in case.references:
                    record["tags"] = [tag(spec, each) for each in case.references["tags"]]
        yield number, record


def _renderer(spec: WorldSpec) -> Callable[[int, Draws], Record]:
    """Prepare what all candidates share, and return the function that makes one."""
    pools = load_pools()
    locales = [pools.locales[index] for index in LOCALE_WEIGHTS]
    labels = [tag(spec, number) for number in range(1, 1 + len(TAGS))]
    ids = spec.ids

    def render(number: int, draws: Draws) -> Record:
        status, _, created, updated = profile_of(number, draws)
        locale = pick(draws[6], locales)
        first, first_slug = pick(draws[7], locale.first_names)
        last, last_slug = pick(draws[8], locale.last_names)
        return {
            "id": ids("candidates", number),
            "first_name": first,
            "last_name": last,
            "company": pick(draws[9], locale.companies) if draws[9] & 7 else None,
            "title": pick(draws[10], pools.titles) if draws[10] & 15 else None,
            "last_interaction_at": _between(created, updated, draws[11]),
            "is_private": chance(draws[12], 10),
            "can_email": chance(draws[13], 90),
            "address": _address(locale, draws),
            "phones": _phones(locale.country, draws),
            "emails": _emails(first_slug, last_slug, number, draws),
            "urls": _urls(first_slug, number, draws[24]),
            "tags": [dict(labels[below(draws[25], 5)])] if draws[26] & 3 == 0 else [],
            "status": status,
            "source": pick(draws[27], SOURCES) if draws[28] & 7 else None,
            "created_at": to_instant(created),
            "updated_at": to_instant(updated),
        }

    return render


def _between(low: int, high: int, draw: int) -> str | None:
    """Choose an instant from *low* to *high*; in a quarter of all cases none."""
    return to_instant(low + ((high - low) * draw >> 16)) if draw & 3 else None


def _address(locale: LocalePool, draws: Draws) -> Record:
    street, city, state, postal_code = pick(draws[14], locale.places)
    return {
        "street": street if draws[15] & 3 else None,
        "city": city,
        "state": state,
        "postal_code": postal_code if draws[15] & 12 else None,
        "country": locale.country,
    }


def _phones(country: str, draws: Draws) -> list[Record]:
    if draws[16] % 10 == 0:
        return []
    extension = str(100 + draws[17] % 900) if draws[17] % 11 == 0 else None
    kind = pick(draws[18], _PHONE_TYPES)
    return [{"number": _phone_number(country, draws[19]), "extension": extension, "type": kind}]


def _phone_number(country: str, draw: int) -> str:
    """Write a number kept for fiction: 555-01xx, or a range of Ofcom, ARCEP, BNetzA."""
    if country == "GB":
        return f"+44 20 7946 0{draw % 1000:03}"
    if country == "FR":
        return f"+33 1 99 00 {draw // 100 % 100:02} {draw % 100:02}"
    if country == "DE":
        return f"+49 30 23125 {draw % 1000:03}"
    area, line = _AREAS[draw & 7], draw // 8 % 100
    style = draw // 800 % 3
    if style == 0:
        return f"+1 {area} 555 01{line:02}"
    if style == 1:
        return f"({area}) 555-01{line:02}"
    return f"+1{area}55501{line:02}"


def _emails(first: str, last: str, number: int, draws: Draws) -> list[Record]:
    if draws[20] % 25 == 0:
        return []
    local = f"{first or 'person'}.{last or 'name'}.{number}"
    domain = pick(draws[21], DOMAINS)
    entry = {"email": f"{local}@{domain}", "type": pick(draws[22], _EMAIL_TYPES)}
    if draws[23] % 8:
        return [entry]
    return [entry, {"email": f"{local}+work@{domain}", "type": "work"}]


def _urls(slug: str, number: int, draw: int) -> list[Record]:
    if draw & 1:
        return []
    handle = f"{slug or 'person'}-{number}"
    return [{"url": f"https://linkedin.example/in/{handle}", "type": "linkedin"}]


_RACES: Final = ("Hispanic or Latino", "White", "Two or More Races", "I don't wish to answer", None)
_GENDERS: Final = ("Female", "Male", "Non-binary", "Decline To Self Identify", None)
_VETERANS: Final = ("I am not a protected veteran", "I identify as a veteran", None)
_DISABILITIES: Final = ("Yes", "No", "I don't want to answer", None)


def eeocs(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate answers to the questions for statistics, for a third of all candidates."""
    candidate_draws, draws_of = source(spec.seed, "candidates"), source(spec.seed, "eeocs")
    number = 0
    for candidate in range(1, spec.size + 1):
        draws = draws_of(candidate)
        if candidate % 10 and not chance(draws[0], 30):
            continue
        number += 1
        at = profile_of(candidate, candidate_draws(candidate)).updated_ms
        yield number, _eeoc(spec, number, candidate, to_instant(at), draws)


def _eeoc(spec: WorldSpec, number: int, candidate: int, at: str, draws: Draws) -> Record:
    return {
        "id": spec.ids("eeocs", number),
        "candidate": reference(spec, "candidates", candidate),
        "submitted_at": at,
        "race": pick(draws[1], _RACES),
        "gender": pick(draws[2], _GENDERS),
        "veteran_status": pick(draws[3], _VETERANS),
        "disability_status": pick(draws[4], _DISABILITIES),
        "created_at": at,
        "updated_at": at,
    }


_VISIBILITIES: Final = ("private", "public", "admin_only")


def activities(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate notes and e-mails about candidates, one each on average. Shape: model.Activity."""
    candidate_draws, draws_of = source(spec.seed, "candidates"), source(spec.seed, "activities")
    number = 0
    for candidate in range(1, spec.size + 1):
        profile = profile_of(candidate, candidate_draws(candidate))
        for nth in range(below(draws_of(candidate)[0], 3)):
            number += 1
            draws = draws_of(candidate * 4 + nth << 32)
            yield number, _activity(spec, number, candidate, profile, draws)


def _activity(
    spec: WorldSpec, number: int, candidate: int, profile: Profile, draws: Draws
) -> Record:
    sender = credited(spec, 1 + below(draws[1], USERS - 2))
    pools = load_pools()
    at = to_instant(profile.created_ms + span(draws[2], draws[3], HOUR_MS * 100))
    mail: dict[str, Any] = {"from": [], "to": [], "cc": [], "subject": None}
    if is_email := number % 2 == 0:
        mail["from"] = [_correspondent(sender)]
        mail["to"] = [{"email": f"candidate.{candidate}@example.com", "name": None}]
        mail["cc"] = [_correspondent(credited(spec, 1))] if draws[4] & 1 else []
        mail["subject"] = pick(draws[5], pools.phrases).capitalize()
    return {
        "id": spec.ids("activities", number),
        "candidate": reference(spec, "candidates", candidate),
        "actor": _actor(spec, candidate, sender, draws[6]),
        "activity_type": "email" if is_email else "note",
        **mail,
        "body": pick(draws[7], pools.sentences) + (".\r\n--\r\n" if draws[8] & 1 else "."),
        "visibility": _VISIBILITIES[number % 3],
        "updated_at": at,
        "created_at": at,
    }


def _actor(spec: WorldSpec, candidate: int, sender: Record, draw: int) -> Record | None:
    if draw % 5 == 0:
        return None
    if draw % 5 == 1:
        return {"id": spec.ids("candidates", candidate), "type": "candidate"}
    return {"id": sender["id"], "type": "user"}


def _correspondent(sender: Record) -> Record:
    return {"email": sender["emails"][0]["email"], "name": sender["first_name"]}
