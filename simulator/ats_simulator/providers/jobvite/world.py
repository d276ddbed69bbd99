"""
How the truth names things for this vendor, and which part of a world it holds.

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

from ats_simulator.provider import Record
from ats_simulator.world import generate as shared
from ats_simulator.world.hiring import offered
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
    prefix = _PREFIXES.get(resource)
    if prefix is not None:
        return eid(prefix, seed, resource, n)
    if resource == "onboarding_tasks":
        text = f"{seed}:{resource}:{n}".encode()
        return hashlib.blake2b(text, digest_size=12).hexdigest()
    if resource == "organizations":
        return eid("q" if n == 1 else "f", seed, resource, n)
    return eid("x", seed, resource, n)


@lru_cache(maxsize=8192)
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


JOBS_IN_STATE: Final = {
    2: ("closed", "filled"),
    5: ("archived", "retracted"),
    7: ("pending", "awaiting_approval"),
    13: ("pending", "approved"),
    14: ("pending", "on_hold"),
    16: ("archived", "rejected"),
    19: ("closed", "closed"),
}
"""Job to its status and finer state, so that every world has every `jobState` of the vendor."""


def _job_in_state(record: Record, status: str, state: str) -> Record:
    """Put a job into a state; its text has the narrow space that was seen in descriptions."""
    over = status == "archived" and record["closed_at"] is None
    text = record["description"]
    return {
        **record,
        "status": status,
        "closed_at": record["updated_at"] if over else record["closed_at"],
        "description": text and text.replace(" ", "\u202f", 1),
    }


def _requisition_in_state(record: Record, status: str, state: str) -> Record:
    return {**record, "state": state}


_IN_STATE: Final[Mapping[str, Callable[[Record, str, str], Record]]] = {
    "jobs": _job_in_state,
    "requisitions": _requisition_in_state,
}


def generate(spec: WorldSpec) -> Iterator[tuple[str, int, Record]]:
    """
    Generate this vendor's cut of the shared world.

    Records are shared but for ids of documents and offers; what embeds all others comes last.
    """
    usual = replace(spec, resources=spec.resources - {"eeocs", "application_records"})
    stages_of_offers = (plan.stage.kind for plan in offered(usual))
    for resource, n, record in shared.generate(usual):
        if resource == "attachments":
            key = place_id(record["application"]["id"], record["attachment_type"])
            yield resource, n, {**record, "id": key}
        elif resource in _IN_STATE and n in JOBS_IN_STATE:
            yield resource, n, _IN_STATE[resource](record, *JOBS_IN_STATE[n])
        elif resource != "offers":
            yield resource, n, record
        elif next(stages_of_offers) in OFFERED:
            yield resource, n, {**record, "id": record["application"]["id"]}
    yield from around_applications(spec)
