"""
What this vendor can express of a world: all seventeen unified resources, a source per line.

Data only, read by the oracle. Reads truth; refuses to import the rendering code, so its tables
are written a second time here on purpose. Source: SPEC section 7.
"""

from __future__ import annotations

from typing import Final

from ats_simulator.lens import (
    Cell,
    Hidden,
    Items,
    Joined,
    Kind,
    Lacks,
    Lens,
    Link,
    Mapped,
    Moment,
    Only,
    Reached,
    Refer,
    ResourceLens,
    Rule,
    Same,
    Unsupported,
    When,
)

_MAP: Final = "SPEC section 7 (unified coverage)"
_OBJECTS: Final = "SPEC section 3.2 (objects)"
_EXTENDED: Final = ("extended_fields", "on")
_READ: Final = frozenset({"list", "get"})

_JOB_STATUSES: Final = {
    "open": "open",
    "closed": "closed",
    "draft": "draft",
    "pending": "draft",
    "archived": "closed",
}
_JOB_TYPES: Final = {
    "full_time": "full_time",
    "part_time": "part_time",
    "contract": "contract",
    "temporary": "temporary",
    "internship": None,
    "volunteer": None,
    "per_diem": None,
}


def _cell(rule: Rule, kind: Kind, *, nullable: bool = False, lossy: str = "") -> Cell:
    return Cell(rule=rule, kind=kind, source=_MAP, nullable=nullable, lossy=lossy)


def _extended(rule: Rule, kind: Kind, *, lossy: str = "") -> Cell:
    source = f"{_MAP}; section 9, extended_fields"
    return Cell(rule=rule, kind=kind, source=source, nullable=True, lossy=lossy, needs=_EXTENDED)


def _lacks(kind: Kind, why: str = "the object has no such field") -> Cell:
    return Cell(rule=Lacks(), kind=kind, source=f"{_OBJECTS}: {why}", nullable=True)


_SECONDS: Final = "instants are whole seconds: the rest is cut off"

CANDIDATES: Final = ResourceLens(
    methods=frozenset({"list", "get", "create", "update", "delete"}),
    source=f"{_MAP}: /candidates; a delete makes the candidate inactive",
    hidden=Hidden(
        path="status", values=("inactive",), shown_when=("inactive_in_lists", "included")
    ),
    writable=("first_name", "last_name", "title", "emails", "phones"),
    required=("first_name", "last_name", "emails"),
    refuses={"address_in_use": ("duplicate_email", ("reject",))},
    links={"applications": Link(resource="applications", by="candidate.id")},
    fields={
        "id": _cell(Same("id"), "id"),
        "first_name": _cell(Same("first_name"), "text", nullable=True),
        "last_name": _cell(Same("last_name"), "text", nullable=True),
        "name": _cell(Joined(("first_name", "last_name"), " "), "text", nullable=True),
        "company": _extended(Same("company"), "text"),
        "title": _cell(Same("title"), "text", nullable=True),
        "last_interaction_at": _lacks("instant"),
        "is_private": _lacks("flag"),
        "can_email": _lacks("flag"),
        "locations": _cell(
            Joined(("address.city", "address.state"), ", ", listed=True),
            "list",
            lossy="city and state only; the country is not in the map",
        ),
        "phones": _cell(
            Items("phones", ("number",), at_most=1),
            "list",
            lossy="the first number only, without extension and type",
        ),
        "emails": _cell(
            Items("emails", ("email",), at_most=1),
            "list",
            lossy="the first address only, without type",
        ),
        "urls": _extended(
            Items("urls", ("url",), at_most=1, where=("type", "linkedin")),
            "list",
            lossy="the first LinkedIn address only",
        ),
        "tags": _extended(Items("tags", ("name",)), "list", lossy="skills have no ids"),
        "applications": Cell(
            rule=Items("applications", ("id",)),
            kind="list",
            source=f"{_MAP}: `applications` only by walking submissions",
            nullable=True,
            lossy="no call tells them of a candidate: null is as right as the list",
            optional=True,
            embeds="applications",
        ),
        "attachments": _lacks("list"),
        "created_at": _cell(Moment("created_at"), "instant", lossy=_SECONDS),
        "updated_at": _cell(Moment("updated_at"), "instant", lossy=_SECONDS),
    },
)

JOBS: Final = ResourceLens(
    methods=frozenset({"list", "get", "create", "update", "delete"}),
    source=f"{_MAP}: /jobs; a delete closes the job",
    writable=("name", "description", "status", "job_type"),
    required=("name",),
    fields={
        "id": _cell(Same("id"), "id"),
        "name": _cell(Same("name"), "text"),
        "description": _cell(Same("description"), "text", nullable=True),
        "code": _lacks("text"),
        "requisition_id": _lacks("text"),
        "status": _cell(
            Mapped("status", _JOB_STATUSES),
            "enum",
            lossy="pending is seen as draft, archived as closed",
        ),
        "locations": _cell(
            Joined(("address.city", "address.state"), ", ", listed=True),
            "list",
            lossy="city and state only",
        ),
        "job_posting_urls": _lacks("list"),
        "confidential": _lacks("flag"),
        "departments": _lacks("list"),
        "teams": _lacks("list"),
        "offices": _lacks("list"),
        "hiring_managers": _lacks("list"),
        "recruiters": _lacks("list"),
        "tags": _lacks("list"),
        "is_remote": _lacks("flag"),
        "job_type": _cell(
            Mapped("job_type", _JOB_TYPES),
            "enum",
            nullable=True,
            lossy="internship, volunteer and per_diem have no word and are null",
        ),
        "job_position_level": _lacks("text"),
        "compensation": _lacks("text"),
        "created_at": _cell(Moment("created_at"), "instant", lossy=_SECONDS),
        "updated_at": _cell(Moment("updated_at"), "instant", lossy=_SECONDS),
        "closed_at": _cell(Moment("closed_at"), "instant", nullable=True, lossy=_SECONDS),
        "opened_at": _lacks("instant"),
    },
)

APPLICATIONS: Final = ResourceLens(
    methods=frozenset({"list", "get", "create", "update"}),
    source=f"{_MAP}: the submissions of every job; a get has no call of its own",
    writable=("candidate", "job", "current_stage"),
    required=("candidate", "job"),
    refuses={"earlier_stage": ("stage_transitions", ("forward_only",))},
    walked=True,
    reached=Reached(resource="jobs", own="job.id", theirs="id"),
    fields={
        "id": _cell(Same("id"), "id"),
        "candidate": _cell(Refer("candidate"), "reference"),
        "job": _cell(Refer("job"), "reference"),
        "applied_at": _cell(
            Moment("created_at"), "instant", lossy="the instant of creation stands for it"
        ),
        "rejected_at": _cell(
            When("current_stage.kind", "rejected", Moment("updated_at")),
            "instant",
            nullable=True,
            lossy="the last change while rejected stands for it",
        ),
        "source": _lacks("reference"),
        "credited_to": _lacks("reference"),
        "current_stage": _cell(Refer("current_stage", ("id", "name")), "reference"),
        "reject_reason": _lacks("text"),
        "attachments": _lacks("list"),
        "created_at": _cell(Moment("created_at"), "instant", lossy=_SECONDS),
        "updated_at": _cell(Moment("updated_at"), "instant", lossy=_SECONDS),
    },
)

STAGES: Final = ResourceLens(
    methods=_READ,
    source=f"{_MAP}: the five constant stages, in documented order; no call lists them",
    only=Only(path="id", values=("screening", "interview", "offer", "placed", "rejected")),
    fields={
        "id": _cell(Same("id"), "id"),
        "name": _cell(Same("name"), "text"),
        "status": _lacks("enum", "stages are constants, not objects"),
        "job": _lacks("reference", "stages are the same for every job"),
        "position": _lacks("number", "the order of the documented list is all there is"),
        "created_at": _lacks("instant", "stages are constants, not objects"),
        "updated_at": _lacks("instant", "stages are constants, not objects"),
    },
)

_ABSENT: Final = {
    "activities": "notes and e-mails",
    "attachments": "files",
    "departments": "departments",
    "eeocs": "answers to questions for statistics",
    "interviews": "interviews",
    "job_form_fields": "application forms",
    "offers": "offers",
    "offices": "offices",
    "organizations": "organizations",
    "reject_reasons": "reasons of a rejection",
    "scorecards": "scorecards",
    "tags": "tags of its own",
    "users": "users",
}

LENS: Final = Lens(
    {
        "candidates": CANDIDATES,
        "jobs": JOBS,
        "applications": APPLICATIONS,
        "job_interview_stages": STAGES,
        **{
            name: Unsupported(reason=f"the API has no {what}", source=_MAP)
            for name, what in _ABSENT.items()
        },
    }
)
