"""
What happens between a person and a job: applications, and what follows from them.

Everything here derives from one stream of `Plan`s, so that an interview, an offer and a document
agree with the application they belong to without anybody holding the applications.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ats_simulator.world import documents
from ats_simulator.world.company import (
    REJECT_REASONS,
    SOURCES,
    USERS,
    Numbered,
    credited,
    named,
    reference,
)
from ats_simulator.world.draws import Draws, below, chance, pick, source, span
from ats_simulator.world.edges import (
    CROWD,
    CROWDED_JOB,
    PAST_DOUBLE,
    apply_edges,
    fixed_ms,
)
from ats_simulator.world.instants import DAY_MS, HOUR_MS, to_day, to_instant
from ats_simulator.world.jobs import job_count, job_profile, open_for_applications
from ats_simulator.world.model import Record
from ats_simulator.world.people import Profile, profile_of
from ats_simulator.world.pools import load_pools
from ats_simulator.world.spec import StageSpec, WorldSpec

DOCUMENTS: Final = {
    name: documents.media_type_of(name)
    for name in (
        "resume.pdf",
        "resume.docx",
        "cover_letter.docx",
        "cover_letter.pdf",
        "portfolio.pdf",
        "notes.txt",
    )
}
"""Document name to media type: the contents that attachments of a world refer to."""

_SPREAD: Final = 4  # more than the applications one candidate makes


class Plan(NamedTuple):
    """One application before it is a record. Units: Unix milliseconds."""

    number: int
    candidate: int
    job: int
    stage: StageSpec
    applied_ms: int
    created_ms: int
    updated_ms: int
    draws: Draws


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What all applications of a world need."""

    open_jobs: Sequence[int]
    job_created_ms: Sequence[int]
    hired: Sequence[StageSpec]
    open_stages: Sequence[StageSpec]


def _desk_of(spec: WorldSpec) -> _Desk:
    job_draws = source(spec.seed, "jobs")
    numbers = range(1, 1 + job_count(spec.size))
    profiles = [job_profile(number, job_draws(number)) for number in numbers]
    hired = [stage for stage in spec.stages if stage.kind == "hired"]
    others = [stage for stage in spec.stages if stage.kind != "hired"]
    return _Desk(
        open_jobs=open_for_applications(profiles),
        job_created_ms=[profile.created_ms for profile in profiles],
        hired=hired or others,
        open_stages=others or hired,
    )


def plans(spec: WorldSpec) -> Iterator[Plan]:
    """
    Plan the applications, in the order of candidates.

    They are numbered from 1; from ten on, the last one is number 2**53 + 1. What was planned once
    is kept with *spec*, packed, since half a dozen resources derive from it.
    """
    key = ("plans", spec.stages)
    if key in spec.memo:
        yield from _unpacked(spec.stages, spec.memo[key])
        return
    places = {id(stage): place for place, stage in enumerate(spec.stages)}
    packed = bytearray()
    for plan in _numbered_plans(spec):
        numbers = (plan.number, plan.candidate, plan.job, places[id(plan.stage)])
        times = (plan.applied_ms, plan.created_ms, plan.updated_ms)
        packed += _PACKED.pack(*numbers, *times, *plan.draws)
        yield plan
    spec.memo[key] = bytes(packed)


_PACKED: Final = struct.Struct("=7q32H")
_PACKED_DRAWS: Final = struct.Struct("=7q64s")
"""The same, with the draws left packed until one is asked for: few are."""


def _unpacked(stages: Sequence[StageSpec], packed: bytes) -> Iterator[Plan]:
    for row in _PACKED_DRAWS.iter_unpack(packed):
        number, candidate, job, place, applied, created, updated, kept = row
        draws = memoryview(kept).cast("H")
        yield Plan(number, candidate, job, stages[place], applied, created, updated, draws)


def _numbered_plans(spec: WorldSpec) -> Iterator[Plan]:
    waiting: Plan | None = None
    for plan in _ordinal_plans(spec):
        if waiting is not None:
            yield waiting
        waiting = plan
    if waiting is not None:
        yield waiting._replace(number=PAST_DOUBLE) if waiting.number >= 10 else waiting


def _ordinal_plans(spec: WorldSpec) -> Iterator[Plan]:
    candidate_draws, draws_of = source(spec.seed, "candidates"), source(spec.seed, "applications")
    desk = _desk_of(spec)
    ordinal = still_open = 0
    for candidate in range(1, spec.size + 1):
        profile = profile_of(candidate, candidate_draws(candidate))
        count = min(profile.applications, len(desk.open_jobs))
        if not count:
            continue
        first = draws_of(candidate * _SPREAD)
        chosen = _choose_jobs(candidate, count, first, desk.open_jobs)
        for nth, job in enumerate(chosen):
            ordinal += 1
            draws = draws_of(candidate * _SPREAD + nth) if nth else first
            is_hired = profile.status == "placed" and nth == count - 1
            if is_hired:
                stage = desk.hired[candidate % len(desk.hired)]
            else:
                still_open += 1
                stage = _open_stage(still_open, draws, desk.open_stages)
            yield _plan(ordinal, candidate, job, stage, profile, desk, draws)


def _choose_jobs(candidate: int, count: int, draws: Draws, open_jobs: Sequence[int]) -> list[int]:
    """Choose *count* different jobs; a few jobs draw most people, and the first ones one job."""
    size = len(open_jobs)
    if candidate <= CROWD and open_jobs[0] == CROWDED_JOB:
        first = 0
    else:
        first = below(draws[0] * draws[0] >> 16, size)
    chosen = [first]
    while len(chosen) < count:
        step = (chosen[-1] + 1 + below(draws[len(chosen)], size)) % size
        while step in chosen:
            step = (step + 1) % size
        chosen.append(step)
    return [open_jobs[index] for index in chosen]


def _open_stage(ordinal: int, draws: Draws, stages: Sequence[StageSpec]) -> StageSpec:
    """Choose a stage: every other application takes the next in turn, so that all occur."""
    if ordinal % 2:
        return stages[ordinal // 2 % len(stages)]
    return pick(draws[3], stages)


def _plan(
    ordinal: int,
    candidate: int,
    job: int,
    stage: StageSpec,
    profile: Profile,
    desk: _Desk,
    draws: Draws,
) -> Plan:
    later = max(profile.created_ms, desk.job_created_ms[job - 1])
    applied = later + span(draws[4], draws[5], 19 * DAY_MS)
    created = applied + (below(draws[6], 7200) * 1000 if draws[6] & 1 else 0)
    updated = created + span(draws[7], draws[8], 60 * DAY_MS)
    tied = fixed_ms("applications", ordinal, "updated_at")
    return Plan(ordinal, candidate, job, stage, applied, created, tied or updated, draws)


def applications(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the applications. Shape: model.Application."""
    ids = spec.ids
    sources = [named(spec, "sources", nth, name) for nth, name in enumerate(SOURCES, start=1)]
    staff = [credited(spec, number) for number in range(1, 1 + USERS)]
    for plan in plans(spec):
        draws, stage = plan.draws, plan.stage
        updated_at = to_instant(plan.updated_ms)
        rejected = stage.kind == "rejected"
        yield (
            plan.number,
            {
                "id": ids("applications", plan.number),
                "candidate": {"id": ids("candidates", plan.candidate)},
                "job": {"id": ids("jobs", plan.job)},
                "applied_at": to_instant(plan.applied_ms),
                "rejected_at": updated_at if rejected else None,
                "source": dict(pick(draws[9], sources)) if draws[10] & 3 else None,
                "credited_to": _copy_credit(pick(draws[11], staff)) if draws[12] & 3 == 0 else None,
                "current_stage": {"id": stage.id, "name": stage.name, "kind": stage.kind},
                "reject_reason": _reject_reason(draws[13]) if rejected else None,
                "created_at": to_instant(plan.created_ms),
                "updated_at": updated_at,
            },
        )


def _copy_credit(staff: Record) -> Record:
    return {**staff, "emails": [dict(email) for email in staff["emails"]]}


def _reject_reason(draw: int) -> str | None:
    return pick(draw, REJECT_REASONS) if draw & 7 else None


_FILE_NAMES: Final = {
    "resume": ("resume.pdf", "Lebenslauf – Übersicht (final).pdf", "履歴書.pdf", "CV;v2 50%.docx"),
    "cover_letter": ("cover_letter.docx", 'Why "me"?.docx', "lettre de motivation.pdf"),
    "other": ("portfolio.pdf", "notes.txt"),
}
_CONTENTS: Final = {
    "resume": {".pdf": "resume.pdf", "docx": "resume.docx"},
    "cover_letter": {".pdf": "cover_letter.pdf", "docx": "cover_letter.docx"},
    "other": {".pdf": "portfolio.pdf", ".txt": "notes.txt"},
}


def attachments(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate the documents sent with applications. Shape: model.Attachment."""
    number = 0
    for plan in plans(spec):
        for kind, percent in (("resume", 70), ("cover_letter", 25), ("other", 10)):
            draw = plan.draws[14 + len(kind) % 8]
            if plan.candidate == 1 or chance(draw, percent):
                number += 1
                yield number, _attachment(spec, number, plan, kind)


def _attachment(spec: WorldSpec, number: int, plan: Plan, kind: str) -> Record:
    file_name = pick(plan.draws[22], _FILE_NAMES[kind])
    content = _CONTENTS[kind][file_name[-4:]]
    at = to_instant(plan.created_ms)
    return {
        "id": spec.ids("attachments", number),
        "file_name": file_name,
        "candidate": reference(spec, "candidates", plan.candidate),
        "application": reference(spec, "applications", plan.number),
        "job": reference(spec, "jobs", plan.job),
        "attachment_type": kind,
        "content_type": DOCUMENTS[content],
        "content": content,
        "created_at": at,
        "updated_at": at,
    }


_INTERVIEW_STATUSES: Final = ("completed", "scheduled", "cancelled", "awaiting_feedback", "draft")
_INTERVIEWED: Final = frozenset({"interview", "offer", "hired"})
_LOCATIONS: Final = ("Room 4 / Floor 2", "https://meet.example.com/abc?x=1&y=2", "Zürich", "", None)


class Meeting(NamedTuple):
    """An interview before it is a record."""

    number: int
    plan: Plan
    status: str
    interviewers: tuple[int, ...]


def _meetings(spec: WorldSpec) -> Iterator[Meeting]:
    number = 0
    for plan in plans(spec):
        if plan.stage.kind in _INTERVIEWED or plan.draws[23] % 4 == 0:
            number += 1
            first = 1 + below(plan.draws[24], USERS)
            both = (first, first % USERS + 1) if plan.draws[24] & 1 else (first,)
            yield Meeting(number, plan, _INTERVIEW_STATUSES[number % 5], both)


def interviews(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate interviews. Shape: model.Interview."""
    for meeting in _meetings(spec):
        yield meeting.number, _interview(spec, meeting)


def _interview(spec: WorldSpec, meeting: Meeting) -> Record:
    number, plan, status, interviewers = meeting
    draws = plan.draws
    start = plan.created_ms + below(draws[25], 30 * 24) * HOUR_MS
    return {
        "id": spec.ids("interviews", number),
        "application": reference(spec, "applications", plan.number),
        "candidate": reference(spec, "candidates", plan.candidate),
        "job_interview_stage": {"id": plan.stage.id} if draws[25] & 3 else None,
        "organizer": reference(spec, "users", interviewers[0]) if draws[26] & 3 else None,
        "interviewers": [reference(spec, "users", each) for each in interviewers],
        "location": pick(draws[26], _LOCATIONS),
        "start_at": to_instant(start),
        "end_at": to_instant(start + HOUR_MS // 2 * (1 + below(draws[27], 4))),
        "status": status,
        "created_at": to_instant(plan.created_ms),
        "updated_at": to_instant(plan.updated_ms),
    }


_RECOMMENDATIONS: Final = ("strong_yes", "yes", "no", "definitely_no", "no_decision", None)


def scorecards(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate a scorecard for each interview that took place. Shape: model.Scorecard."""
    number = 0
    for meeting in _meetings(spec):
        if meeting.status in {"completed", "awaiting_feedback"}:
            number += 1
            yield number, _scorecard(spec, number, meeting)


def _scorecard(spec: WorldSpec, number: int, meeting: Meeting) -> Record:
    plan, draws = meeting.plan, meeting.plan.draws
    at = to_instant(plan.updated_ms)
    is_done = meeting.status == "completed"
    return {
        "id": spec.ids("scorecards", number),
        "application": reference(spec, "applications", plan.number),
        "candidate": reference(spec, "candidates", plan.candidate),
        "interview": reference(spec, "interviews", meeting.number),
        "interviewer": reference(spec, "users", meeting.interviewers[0]),
        "submitted_at": at if is_done else None,
        "overall_recommendation": pick(draws[28], _RECOMMENDATIONS) if is_done else None,
        "form_values": _form_values(draws) if is_done else [],
        "created_at": to_instant(plan.created_ms),
        "updated_at": at,
    }


def _form_values(draws: Draws) -> list[Record]:
    return [
        {
            "name": "rating",
            "label": "Rating",
            "description": "1 to 5",
            "value": 1 + below(draws[29], 5),
        },
        {
            "name": "comment",
            "label": "Comment",
            "description": None,
            "value": pick(draws[30], load_pools().sentences),
        },
    ]


_OFFER_STATUSES: Final = (
    "draft",
    "approval_sent",
    "approved",
    "sent",
    "sent_manually",
    "opened",
    "denied",
    "deprecated",
)
_UNSENT: Final = frozenset({"draft", "approval_sent", "approved"})
_SETTLED: Final = frozenset({"denied", "signed", "deprecated"})


def offers(spec: WorldSpec) -> Iterator[Numbered]:
    """Generate offers: signed where somebody was hired, otherwise each status in turn."""
    pending = 0
    for number, plan in enumerate(offered(spec), start=1):
        hired = plan.stage.kind == "hired"
        pending += not hired
        status = "signed" if hired else _OFFER_STATUSES[pending % len(_OFFER_STATUSES)]
        yield number, apply_edges("offers", number, _offer(spec, number, plan, status))


def offered(spec: WorldSpec) -> Iterator[Plan]:
    """Walk the plans with an offer, in the order in which these are generated."""
    for plan in plans(spec):
        if plan.stage.kind in {"offer", "hired"} or plan.draws[31] % 5 == 0:
            yield plan


def _offer(spec: WorldSpec, number: int, plan: Plan, status: str) -> Record:
    draws = plan.draws
    starts = plan.updated_ms // DAY_MS + below(draws[29], 90)
    updated_at = to_instant(plan.updated_ms)
    return {
        "id": spec.ids("offers", number),
        "application": reference(spec, "applications", plan.number),
        "candidate": reference(spec, "candidates", plan.candidate),
        "job": reference(spec, "jobs", plan.job),
        "creator": reference(spec, "users", 1 + below(draws[30], USERS)) if draws[30] & 7 else None,
        "closed_at": updated_at if status in _SETTLED else None,
        "sent_at": None if status in _UNSENT else to_instant(plan.created_ms),
        "start_date": to_day(starts) if draws[29] & 3 else None,
        "status": status,
        "created_at": to_instant(plan.created_ms),
        "updated_at": updated_at,
    }
