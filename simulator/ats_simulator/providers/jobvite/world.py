"""
How the truth names things for this vendor, which part of a world it holds, and what a change
causes besides.

A person is known by applications only: whoever has applied for no job stands in the talent pool.
Offers, statistics and documents have no ids on the wire; they take those of their application.
Refuses to render and to read requests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from ats_simulator.provider import Change, Record
from ats_simulator.providers.jobvite import looking
from ats_simulator.services import Services
from ats_simulator.store import records
from ats_simulator.world import generate as shared
from ats_simulator.world.hiring import Plan, plans
from ats_simulator.world.requisitions import WORKFLOW
from ats_simulator.world.spec import StageSpec, WorldSpec
from ats_simulator.world.talent_pool import around_applications

RESOURCES: Final = frozenset(
    {
        "applications",
        "application_records",
        "attachments",
        "candidates",
        "contacts",
        "custom_fields",
        "departments",
        "eeocs",
        "employee_records",
        "interviews",
        "job_categories",
        "job_interview_stages",
        "jobs",
        "offers",
        "offices",
        "onboarding_tasks",
        "organizations",
        "person_records",
        "reject_reasons",
        "requisitions",
        "uploads",
        "users",
        "workflows",
    }
)

STAGES: Final = (
    StageSpec(id="zN1eWfw1", name="New", kind="applied"),
    StageSpec(id="zS4cRfw4", name="Screened", kind="screening"),
    StageSpec(id="zP2hSfw2", name="Phone Screen", kind="screening"),
    StageSpec(id="zT3iVfw3", name="Technical Interview", kind="interview"),
    StageSpec(id="zB8kCfw8", name="Background Check - X", kind="offer"),
    StageSpec(id="zO5fSfw5", name="Offer Sent", kind="offer"),
    StageSpec(id="zO6fAfw6", name="Offer Accepted", kind="offer"),
    StageSpec(id="zH7iRfw7", name="Hired", kind="hired"),
    StageSpec(id="zR9jTfw9", name="Rejected", kind="rejected"),
)
"""A customer's workflow states. Source: SPEC section 3.4 (names recorded), 3.9 (our-choice)."""

OFFERED: Final = frozenset({"offer", "hired"})
"""The kinds of stage in which an application has an offer letter. Source: SPEC section 12."""

_PREFIXES: Final = {
    "candidates": "e",
    "applications": "p",
    "jobs": "o",
    "users": "s",
    "job_interview_stages": "z",
    "reject_reasons": "d",
    "offices": "l",
    "departments": "m",
    "job_categories": "k",
    "interviews": "i",
    "webhooks": "h",
    "workflows": "w",
    "contacts": "t",
}
"""Source: SPEC section 3.3: e p o s z recorded; d l m k i h w t `eid_prefixes_unrecorded` (F)."""

_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_PAIRS: Final = tuple(a + b for a in _DIGITS for b in _DIGITS)
_CYCLE: Final = len(_DIGITS) ** 5
_STRIDE: Final = 566_202_691  # shares no factor with 62, so that every number has its own id
_PAST_DOUBLE: Final = 2**53


def record_id(values: Mapping[str, str], seed: int, resource: str, n: int) -> str:
    """
    Name record *n*: eight characters, the seventh a `w`; 24 hexadecimal digits in onboarding.

    Source: SPEC section 3.3 (recorded).
    """
    if resource == "onboarding_tasks":
        text = f"{seed}:{resource}:{n}".encode()
        return hashlib.blake2b(text, digest_size=12).hexdigest()
    if resource == "organizations":
        return eid("q" if n == 1 else "f", seed, resource, n)
    return eid(_PREFIXES.get(resource, "x"), seed, resource, n)


def eid(prefix: str, seed: int, resource: str, n: int) -> str:
    """Write number *n* as an id with this *prefix*, each number of a resource as another one."""
    turn, place = divmod(n % _PAST_DOUBLE, _CYCLE)
    sixth = "x" if n > _PAST_DOUBLE else "fg"[turn & 1]
    rest, first = divmod((place * _STRIDE + _offset(seed, resource)) % _CYCLE, len(_PAIRS))
    last, second = divmod(rest, len(_PAIRS))
    return f"{prefix}{_PAIRS[first]}{_PAIRS[second]}{sixth}w{_DIGITS[last]}"


@lru_cache(maxsize=4096)
def _offset(seed: int, resource: str) -> int:
    text = f"{seed}:{resource}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big") % _CYCLE


def stages(values: Mapping[str, str]) -> tuple[StageSpec, ...]:
    """List the workflow states, in order."""
    return STAGES


def place_id(application: str, kind: str, nth: int = 0) -> str:
    """
    Name a document by its place: it has no other name on the wire.

    Source: SPEC section 8 (our-choice); *nth* counts `attachments[]` from 0.
    """
    places = {"resume": "resume", "cover_letter": "coverletter"}
    return f"{application}:{places.get(kind, nth)}"


def generate(spec: WorldSpec) -> Iterator[tuple[str, int, Record]]:
    """
    Generate this vendor's cut of the shared world.

    Records are shared but for ids of documents and offers; what embeds all others comes last.
    """
    usual = replace(spec, resources=spec.resources - {"eeocs", "application_records"})
    offered = _offered(spec)
    for resource, n, record in shared.generate(usual):
        if resource == "attachments":
            key = place_id(record["application"]["id"], record["attachment_type"])
            yield resource, n, {**record, "id": key}
        elif resource != "offers":
            yield resource, n, record
        elif offered(record["application"]["id"]):
            yield resource, n, {**record, "id": record["application"]["id"]}
    yield from around_applications(spec)


def _offered(spec: WorldSpec) -> Callable[[str], bool]:
    """Make a test whether an application is in an offer stage; asked in the order of plans."""
    walk = plans(spec)

    def offered(application: str) -> bool:
        plan: Plan = next(p for p in walk if spec.ids("applications", p.number) == application)
        return plan.stage.kind in OFFERED

    return offered


# ── what a change causes besides ─────────────────────────────────────────────────────────────

_KEPT_BEHIND: Final[Mapping[str, str]] = {
    "jobs": "requisitions",
    "users": "employee_records",
    "candidates": "person_records",
    "applications": "application_records",
}
"""Resource to the one that keeps the rest of each of its records, under the same number."""

_SHOWN_AS: Final = {"applications": "candidates", "jobs": "jobs", "users": "employees"}
"""Resource to the rows that show it."""


def follow_up(services: Services, change: Change) -> None:
    """
    Keep whole what belongs together, whoever made *change*.

    A job has its requisition, a user their file, an application its record and its answers; a
    person without application goes into the talent pool; a hire has its date. What is gone takes
    along what was kept behind it.
    """
    if change.resource in _PLACED:
        _place(services, change)
    behind = _KEPT_BEHIND.get(change.resource)
    if behind is None:
        return
    if change.after is None:
        _clear_behind(services, change, behind)
        return
    if services.truth_at(behind, change.n) is None:
        services.put(behind, change.n, blank(behind, change.after))
    if change.resource == "applications":
        _complete_application(services, change)
    elif change.resource == "candidates" and change.before is None:
        _pool(services, change.after)


_PLACED: Final = frozenset({"attachments", "offers"})
"""Resources without ids of their own on the wire."""


def _place(services: Services, change: Change) -> None:
    """Name a record by its application, whatever it was called when it was made."""
    record = change.after
    if record is None or change.before is not None or record["application"] is None:
        return
    application = record["application"]["id"]
    key = application
    if change.resource == "attachments":
        present = services.related("attachments", "application", application)
        others = [r for n, r in present if n != change.n and r["attachment_type"] == "other"]
        key = place_id(application, record["attachment_type"], len(others))
    if record["id"] != key:
        services.put(change.resource, change.n, {**record, "id": key})


def _clear_behind(services: Services, change: Change, behind: str) -> None:
    services.remove(behind, change.n)
    if change.resource == "applications":
        services.remove("eeocs", change.n)
    if (kind := _SHOWN_AS.get(change.resource)) is not None:
        records.drop_wire(services.con, services.tenant.n, kind, change.n)


def _pool(services: Services, candidate: Record) -> None:
    if services.related("applications", "candidate", candidate["id"]):
        return
    n, key = services.next_key("applications")
    services.put("applications", n, blank_application(services, key, candidate["id"], None))


def _complete_application(services: Services, change: Change) -> None:
    assert change.after is not None
    if services.truth_at("eeocs", change.n) is None:
        services.put("eeocs", change.n, blank_statistics(change.after))
    if _is_hire(change):
        record = services.truth_at("application_records", change.n)
        assert record is not None
        services.put("application_records", change.n, {**record, "hired_at": services.now})


def _is_hire(change: Change) -> bool:
    """Say whether *change* brings an application to `Hired`: `hire_date_on_hired` (F)."""
    before, after = change.before, change.after
    assert after is not None
    if after["current_stage"]["kind"] != "hired":
        return False
    return before is None or before["current_stage"]["kind"] != "hired"


def stage_named(services: Services, name: str) -> Record | None:
    """Find a workflow state by its exact name. Shape: model.CurrentStage."""
    found = looking.named(services, "job_interview_stages").get(name)
    return None if found is None else {part: found[part] for part in ("id", "name", "kind")}


def blank_application(
    services: Services, key: str, candidate: str, job: str | None, stage: Record | None = None
) -> Record:
    """Make an application of now; its first state is `New`: `create_default_state` (F)."""
    first = STAGES[0]
    return {
        "id": key,
        "candidate": {"id": candidate},
        "job": None if job is None else {"id": job},
        "applied_at": services.now,
        "rejected_at": None,
        "source": None,
        "credited_to": None,
        "current_stage": stage or {"id": first.id, "name": first.name, "kind": first.kind},
        "reject_reason": None,
        "created_at": services.now,
        "updated_at": services.now,
    }


def blank_statistics(application: Record) -> Record:
    """Make the unanswered questions for statistics of an application."""
    at = application["applied_at"]
    return {
        "id": application["id"],
        "candidate": application["candidate"],
        "submitted_at": at,
        "race": None,
        "gender": None,
        "veteran_status": None,
        "disability_status": None,
        "created_at": at,
        "updated_at": at,
    }


def _blank_requisition(job: Record) -> Record:
    return {
        "id": job["id"],
        "job": {"id": job["id"]},
        "state": None,
        "brief": None,
        "category": None,
        "posting": "external",
        "subsidiary": None,
        "workflow": WORKFLOW,
        "eeo_category": None,
        "region": None,
        "starts_at": None,
        "hybrid": False,
        "created_by": None,
        "custom_fields": [],
    }


def _blank_employee(user: Record) -> Record:
    parts = ("street", "city", "state", "postal_code", "country")
    return {
        "id": user["id"],
        "user": {"id": user["id"]},
        "number": None,
        "title": None,
        "invitation": "not_read",
        "mobile": None,
        "address": dict.fromkeys(parts),
        "address2": None,
    }


def _blank_person(candidate: Record) -> Record:
    return {
        "id": candidate["id"],
        "candidate": {"id": candidate["id"]},
        "accepts_texts": False,
        "address2": None,
        "work_history": [],
        "education": [],
    }


def _blank_record(application: Record) -> Record:
    return {
        "id": application["id"],
        "application": {"id": application["id"]},
        "candidate": application["candidate"],
        "comments": None,
        "source_kind": None,
        "hired_at": None,
        "custom_fields": [],
    }


_BLANKS: Final[Mapping[str, Callable[[Record], Record]]] = {
    "requisitions": _blank_requisition,
    "employee_records": _blank_employee,
    "person_records": _blank_person,
    "application_records": _blank_record,
}


def blank(resource: str, parent: Record) -> Record:
    """Make the empty record that *resource* keeps behind *parent*."""
    return _BLANKS[resource](parent)
