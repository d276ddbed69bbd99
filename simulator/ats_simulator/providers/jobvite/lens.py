"""
What this vendor can express of a world: all seventeen unified resources, a source per line.

Data only, read by the oracle. Reads truth; refuses to import the rendering code, so its tables
are written a second time here on purpose. Source: SPEC sections 8 and 12.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ats_simulator.lens import (
    Always,
    Cell,
    Derived,
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
from ats_simulator.world.instants import from_instant, to_instant

_MAP: Final = "SPEC section 8 (unified mapping, our-choice)"
_COVERAGE: Final = "SPEC section 12 (unified coverage)"
_READ: Final = frozenset({"list", "get"})
_WRITTEN: Final = frozenset({"list", "get", "create", "update"})

_JOB_STATUSES: Final = {s: s for s in ("open", "closed", "draft", "pending", "archived")}
_JOB_TYPES: Final = {
    kind: kind
    for kind in (
        "full_time",
        "part_time",
        "contract",
        "internship",
        "temporary",
        "volunteer",
        "per_diem",
    )
}
_ROLES: Final = {
    "admin": "Administrator",
    "recruiter": "Recruiter",
    "hiring_manager": "HiringManager",
    "coordinator": "Scheduler",
    "interviewer": "Employee",
    **{role: role for role in ("HR", "JobApprover", "Research", "SuperUser")},
}
_INTERVIEW_STATUSES: Final = {
    s: s for s in ("draft", "scheduled", "cancelled", "awaiting_feedback", "completed")
}
_PLACES: Final = ("mobile", "home", "work")


def _cell(rule: Rule, kind: Kind, *, nullable: bool = False, lossy: str = "") -> Cell:
    return Cell(rule=rule, kind=kind, source=_MAP, nullable=nullable, lossy=lossy)


def _lacks(kind: Kind, why: str = "no field of the vendor is publicly known") -> Cell:
    return Cell(rule=Lacks(), kind=kind, source=f"{_MAP}: {why}", nullable=True)


def _text(path: str, *, lossy: str = "") -> Cell:
    """A text that the vendor shows as "" where there is none, which is no text."""
    return _cell(Joined((path,), ""), "text", nullable=True, lossy=lossy)


def _at(path: str, *, nullable: bool = False, lossy: str = "") -> Cell:
    """An instant; the vendor's milliseconds lose nothing."""
    return _cell(Moment(path, 1), "instant", nullable=nullable, lossy=lossy)


_DOCUMENTS: Final = Cell(
    rule=Items("attachments", ("id",)),
    kind="list",
    source=f"{_MAP}; section 3.5",
    embeds="attachments",
    optional=True,
    lossy="rows of a list do not name them; one call for each person does",
)


def _by_id(applications: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    return [{"id": key} for key in sorted(a["id"] for a in applications or ())]


_APPLICATIONS: Final = Cell(
    rule=Derived(("applications",), _by_id),
    kind="list",
    source=_MAP,
    embeds="applications",
    lossy="in the order of ids",
)


def _first_email(emails: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    return [{"email": e["email"]} for e in (emails or ())[:1] if e["email"]]


def _phones(phones: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    """Give the numbers that find a place among mobile, home and work, in this order."""
    placed: dict[str, str] = {}
    typed = [p for p in phones or () if p["type"] in _PLACES]
    others = [p for p in phones or () if p["type"] not in _PLACES]
    for phone in (*typed, *others):
        wanted = phone["type"] if phone["type"] not in placed else None
        free = [place for place in _PLACES if place not in placed]
        place = wanted if wanted in _PLACES else (free[0] if free else None)
        if place is not None:
            placed[place] = phone["number"]
    return [{"number": placed[p], "type": p} for p in _PLACES if placed.get(p)]


def _earliest(applications: Sequence[Mapping[str, Any]] | None) -> str | None:
    return min((a["applied_at"] for a in applications or ()), default=None)


def _after_minutes(start: str, end: str) -> str:
    """Give an end that is whole minutes after its start."""
    begun = from_instant(start)
    return to_instant(begun + (from_instant(end) - begun) // 60_000 * 60_000)


def _latest(applications: Sequence[Mapping[str, Any]] | None) -> str | None:
    return max((a["updated_at"] for a in applications or ()), default=None)


_ADDRESS: Final = Joined(("address.city", "address.state", "address.country"), ", ", listed=True)
_COUNTRY: Final = "city, state and country (alpha-2, from alpha-3); street and code are not asked"

CANDIDATES: Final = ResourceLens(
    methods=_WRITTEN,
    source=f"{_COVERAGE}: GET /candidate grouped by eId, POST and PUT /candidate",
    reached=Reached(resource="applications", own="id", theirs="candidate.id"),
    links={
        "applications": Link(resource="applications", by="candidate.id"),
        "attachments": Link(resource="attachments", by="candidate.id"),
    },
    writable=(
        "first_name",
        "last_name",
        "emails",
        "phones",
        "company",
        "title",
        "applications",
    ),
    required=("first_name", "last_name", "emails", "applications"),
    settled=("applications",),
    fields={
        "id": _cell(Same("id"), "id"),
        "first_name": _text("first_name"),
        "last_name": _text("last_name"),
        "name": _cell(Joined(("first_name", "last_name"), " "), "text", nullable=True),
        "company": _text("company"),
        "title": _text("title"),
        "last_interaction_at": _lacks("instant"),
        "is_private": _lacks("flag"),
        "can_email": _lacks("flag", "`smsConsent` is about text messages only"),
        "locations": _cell(_ADDRESS, "list", lossy=_COUNTRY),
        "phones": _cell(
            Derived(("phones",), _phones),
            "list",
            lossy="three places: mobile, home, work; extensions and further numbers are lost",
        ),
        "emails": _cell(
            Derived(("emails",), _first_email), "list", lossy="the first address, without type"
        ),
        "urls": _lacks("list"),
        "tags": _lacks("list"),
        "applications": _APPLICATIONS,
        "attachments": _DOCUMENTS,
        "created_at": _cell(
            Derived(("applications",), _earliest),
            "instant",
            lossy="the earliest application stands for it",
        ),
        "updated_at": _cell(
            Derived(("applications",), _latest),
            "instant",
            lossy="the latest change of an application stands for it",
        ),
    },
)

APPLICATIONS: Final = ResourceLens(
    methods=_WRITTEN,
    source=f"{_COVERAGE}: GET /candidate, one row each; POST and PUT /candidate",
    links={"attachments": Link(resource="attachments", by="application.id")},
    writable=("candidate", "job", "current_stage", "source", "reject_reason"),
    required=("candidate", "job"),
    settled=("candidate", "job", "source"),
    withheld={  # a person is named by e-mail alone, which then leads to nobody who is there
        "create": ("create_same_email", ("new_person", "error_409"))
    },
    fields={
        "id": _cell(Same("id"), "id"),
        "candidate": _cell(Refer("candidate"), "reference"),
        "job": _cell(Refer("job"), "reference", nullable=True, lossy="none in the talent pool"),
        "applied_at": _at("applied_at"),
        "rejected_at": _cell(
            When("current_stage.kind", "rejected", Moment("updated_at", 1)),
            "instant",
            nullable=True,
            lossy="the last change while rejected stands for it",
        ),
        "source": _cell(
            Refer("source", ("name",)), "reference", nullable=True, lossy="a name, without id"
        ),
        "credited_to": _lacks("reference", "`source` may hold a name, never an id"),
        "current_stage": Cell(
            rule=Refer("current_stage", ("id", "name")),
            kind="reference",
            source=_MAP,
            under={("record_style", "y2015"): Refer("current_stage", ("name",))},
        ),
        "reject_reason": _text("reject_reason"),
        "attachments": _DOCUMENTS,
        "created_at": _cell(
            Moment("applied_at", 1), "instant", lossy="the date of application stands for it"
        ),
        "updated_at": _at("updated_at"),
    },
)

STAGES: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: GET /workflow",
    walked=True,
    fields={
        "id": _cell(Same("id"), "id"),
        "name": _cell(Same("name"), "text"),
        "status": _cell(
            Mapped("status", {"active": "active"}), "enum", lossy="every listed state is active"
        ),
        "job": _lacks("reference", "a job names its workflow, which has no id there"),
        "position": _cell(Same("position"), "number"),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)

JOBS: Final = ResourceLens(
    methods=_WRITTEN,
    source=f"{_COVERAGE}: GET /job with every jobStatus named, POST and PUT /job",
    writable=("name", "description", "status", "job_type", "requisition_id", "confidential"),
    required=("name",),
    given=("requisition_id",),
    fields={
        "id": _cell(Same("id"), "id"),
        "name": _cell(Same("name"), "text"),
        "description": _text("description"),
        "code": _text("requisition_id", lossy="the requisition id is the only code"),
        "requisition_id": _text("requisition_id"),
        "status": _cell(Mapped("status", _JOB_STATUSES), "enum", lossy="nine states become five"),
        "locations": _cell(_ADDRESS, "list", lossy=_COUNTRY),
        "job_posting_urls": _lacks("list", "the vendor's own pages, not those of the truth"),
        "confidential": _cell(Same("confidential"), "flag"),
        "departments": _cell(
            Items("departments", ("name",), at_most=1), "list", lossy="one name, without id"
        ),
        "teams": _lacks("list"),
        "offices": _cell(
            Items("offices", ("name",), at_most=1), "list", lossy="one name, without id"
        ),
        "hiring_managers": _cell(Items("hiring_managers", ("id", "name")), "list"),
        "recruiters": _cell(Items("recruiters", ("id", "name")), "list"),
        "tags": _lacks("list"),
        "is_remote": _cell(Same("is_remote"), "flag", nullable=True),
        "job_type": _cell(Mapped("job_type", _JOB_TYPES), "enum", nullable=True),
        "job_position_level": _text("job_position_level"),
        "compensation": _lacks("text"),
        "created_at": _at("created_at"),
        "updated_at": _at("updated_at"),
        "closed_at": _at("closed_at", nullable=True),
        "opened_at": _at("opened_at", nullable=True),
    },
)

ATTACHMENTS: Final = ResourceLens(
    methods=frozenset({"list", "get", "create"}),
    source=f"{_COVERAGE}: GET /candidate/{{id}} or /candidate/{{id}}/artifacts, PUT /candidate",
    hidden=Hidden(  # only the text of a résumé is shown with the rows of a list
        path="attachment_type",
        values=("cover_letter", "other"),
        hidden_when=("artifacts_access", "none"),
    ),
    walked=True,
    writable=("file_name", "application", "attachment_type", "file_url"),
    required=("file_name", "application", "attachment_type", "file_url"),
    fields={
        "id": _cell(Same("id"), "id", lossy="a place: application and kind, no id of its own"),
        "file_name": _cell(Same("file_name"), "text"),
        "file_url": _lacks("text", "documents come as base64"),
        "candidate": _cell(Refer("candidate"), "reference"),
        "application": _cell(Refer("application"), "reference"),
        "job": _cell(Refer("job"), "reference"),
        "attachment_type": _cell(Same("attachment_type"), "enum", lossy="from its place"),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)

EEOCS: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: gender, race and veteranStatus in GET /candidate",
    links={"applications": Link(resource="applications", by="id")},
    fields={
        "id": _cell(Same("id"), "id", lossy="the application's id"),
        "candidate": _cell(Refer("candidate"), "reference"),
        "submitted_at": _cell(
            Derived(("applications",), _earliest),
            "instant",
            lossy="the date of application stands for it",
        ),
        "race": _text("race"),
        "gender": _text("gender"),
        "veteran_status": _text("veteran_status"),
        "disability_status": _lacks("text"),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)

INTERVIEWS: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: GET /interview (our shape)",
    walked=True,
    fields={
        "id": _cell(Same("id"), "id"),
        "application": _cell(Refer("application"), "reference"),
        "candidate": _cell(Refer("candidate"), "reference"),
        "job_interview_stage": _lacks("reference", "`title` names a state, without id"),
        "organizer": _lacks("reference"),
        "interviewers": _cell(Items("interviewers", ("id",)), "list"),
        "location": _text("location"),
        "start_at": _at("start_at"),
        "end_at": _cell(
            Derived(("start_at", "end_at"), _after_minutes),
            "instant",
            lossy="from start and duration in whole minutes",
        ),
        "status": _cell(Mapped("status", _INTERVIEW_STATUSES), "enum"),
        "created_at": _at("created_at"),
        "updated_at": _at("updated_at"),
    },
)

OFFERS: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: GET /offerLetter for each application in an offer state",
    walked=True,
    fields={
        "id": _cell(Same("id"), "id", lossy="the application's id"),
        "application": _cell(Refer("application"), "reference"),
        "candidate": _cell(Refer("candidate"), "reference"),
        "job": _cell(Refer("job"), "reference"),
        "creator": _lacks("reference"),
        "closed_at": _cell(
            When("status", "signed", Moment("closed_at", 1)),
            "instant",
            nullable=True,
            lossy="known of signed letters only",
        ),
        "sent_at": _lacks("instant"),
        "start_date": _cell(Same("start_date"), "day", nullable=True),
        "status": _lacks("enum", "only the application's state tells"),
        "created_at": _at("created_at"),
        "updated_at": _lacks("instant"),
    },
)

USERS: Final = ResourceLens(
    methods=_WRITTEN,
    source=f"{_COVERAGE}: GET /employee?userEmail=, POST /employee, PUT /employee/{{userId}}",
    writable=("first_name", "last_name", "emails", "access_role"),
    required=("first_name", "last_name", "emails"),
    fields={
        "id": _cell(Same("id"), "id"),
        "first_name": _cell(Same("first_name"), "text"),
        "last_name": _text("last_name"),
        "name": _cell(Joined(("first_name", "last_name"), " "), "text"),
        "emails": _cell(
            Derived(("emails",), _first_email), "list", lossy="the first address, without type"
        ),
        "disabled": _lacks("flag", "`invitationStatus` says something else"),
        "access_role": _cell(
            Mapped("access_role", _ROLES), "text", nullable=True, lossy="in the vendor's words"
        ),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)

DEPARTMENTS: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: GET /department (our shape)",
    walked=True,
    fields={
        "id": _cell(Same("id"), "id"),
        "name": _cell(Same("name"), "text"),
        "parent": _lacks("reference"),
        "status": _lacks("enum"),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)

OFFICES: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: GET /location (our shape)",
    walked=True,
    fields={
        "id": _cell(Same("id"), "id"),
        "name": _cell(Same("name"), "text"),
        "parent": _lacks("reference"),
        "location": _cell(
            Joined(("address.city", "address.state", "address.country"), ", "),
            "text",
            nullable=True,
            lossy=_COUNTRY,
        ),
        "is_remote": _lacks("flag"),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)


def _named(call: str) -> ResourceLens:
    return ResourceLens(
        methods=_READ,
        source=f"{_COVERAGE}: {call}",
        walked=True,
        fields={
            "id": _cell(Same("id"), "id"),
            "name": _cell(Same("name"), "text"),
            "created_at": _lacks("instant"),
            "updated_at": _lacks("instant"),
        },
    )


ACTIVITIES: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: application.comments in GET /candidate, one note per application",
    truth="application_records",
    only=Only(path="comments"),
    reached=Reached(resource="applications", own="id", theirs="id"),
    walked=True,
    fields={
        "id": _cell(Same("id"), "id", lossy="the application's id"),
        "candidate": _cell(Refer("candidate"), "reference"),
        "actor": _lacks("reference"),
        "activity_type": _cell(Always("note"), "enum", lossy="always a note"),
        "from": _lacks("list"),
        "to": _lacks("list"),
        "cc": _lacks("list"),
        "subject": _lacks("text"),
        "body": _cell(Same("comments"), "text"),
        "visibility": _lacks("enum"),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)

_ABSENT: Final = {
    "job_form_fields": "a job names its form, and no call lists its questions",
    "scorecards": "no call is publicly known",
    "tags": "candidates have none; those of contacts can only be written",
}

LENS: Final = Lens(
    {
        "activities": ACTIVITIES,
        "candidates": CANDIDATES,
        "applications": APPLICATIONS,
        "job_interview_stages": STAGES,
        "jobs": JOBS,
        "attachments": ATTACHMENTS,
        "eeocs": EEOCS,
        "interviews": INTERVIEWS,
        "offers": OFFERS,
        "users": USERS,
        "departments": DEPARTMENTS,
        "offices": OFFICES,
        "organizations": _named("companyId and subsidiaryId over GET /job"),
        "reject_reasons": _named("GET /disposition (our shape)"),
        **{name: Unsupported(reason=why, source=_COVERAGE) for name, why in _ABSENT.items()},
    }
)
