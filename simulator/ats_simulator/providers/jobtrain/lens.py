"""
What this vendor can express of a world: all seventeen unified resources, a source per line.

Data only, read by the oracle. Source: SPEC sections 8 and 13.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from ats_simulator.lens import (
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
    Only,
    Reached,
    Refer,
    ResourceLens,
    Rule,
    Same,
    Unsupported,
)
from ats_simulator.providers.jobtrain import readings

_MAP: Final = "SPEC section 8 (mapping)"

_COVERAGE: Final = "SPEC section 13 (unified coverage)"

_READ: Final = frozenset({"list", "get"})

_APPLY: Final = _READ | {"create"}
"""Direct apply makes an application, and the candidate if there is none with the address."""

_JOB_STATUSES: Final = {
    "open": "open",
    "closed": "closed",
    "draft": "draft",
    "pending": "pending",
    "archived": "archived",
}
"""Live, Closed, Draft, Awaiting Approval and Archived, by the tenant's map."""


_JOB_TYPES: Final = {
    name: name
    for name in (
        "full_time",
        "part_time",
        "contract",
        "internship",
        "temporary",
        "volunteer",
        "per_diem",
    )
}
"""Permanent, Part Time, Fixed Term Contract, Internship, Temporary, Volunteer, Bank."""


_STAGES: Final = {"active": "active", "inactive": "active"}
"""The vendor tells of none that it is out of use."""


def _cell(rule: Rule, kind: Kind, *, nullable: bool = False, lossy: str = "") -> Cell:
    return Cell(rule=rule, kind=kind, source=_MAP, nullable=nullable, lossy=lossy)


def _told(rule: Rule, kind: Kind, calls: str, *, lossy: str = "", embeds: str = "") -> Cell:
    """A field that only further calls tell, so that null is right as well."""
    return Cell(
        rule=rule,
        kind=kind,
        source=f"{_MAP}: {calls}",
        nullable=True,
        lossy=lossy,
        optional=True,
        embeds=embeds,
    )


def _lacks(kind: Kind, why: str = "no field") -> Cell:
    return Cell(rule=Lacks(), kind=kind, source=f"{_MAP}: n/a, {why}", nullable=True)


def _text(path: str, *, nullable: bool = True) -> Cell:
    return _cell(Joined((path,), ""), "text", nullable=nullable, lossy="no text and null are alike")


_DAY: Final = "a day in London is all that is shown"


def _day(path: str, *, nullable: bool = True) -> Cell:
    return _cell(Derived((path,), readings.london_day), "instant", nullable=nullable, lossy=_DAY)


def _shown(clock: readings.Clock, instant: str | None) -> str | None:
    return clock(instant)


def _moment(path: str, of: Callable[..., str | None] = _shown, *, told: str = "") -> Cell:
    """
    Show an instant as candidate/{Id} does, under each `datetime_format`.

    *of* makes it, given a clock, of the truth at *path*; *told* says that further calls tell it.
    """
    rules = {
        form: Derived((path,), partial(of, clock))
        for form, clock in (
            ("local_seconds", readings.london_second),
            ("local_fraction", readings.london_fraction),
            ("utc_z", readings.utc_second),
        )
    }
    return Cell(
        rule=rules["local_seconds"],
        kind="instant",
        source=f"{_MAP}: operation 5{told}; section 9, datetime_format",
        lossy="whole seconds on a London clock: of an hour shown twice, the earlier",
        under={("datetime_format", form): rule for form, rule in rules.items()},
        nullable=bool(told),
        optional=bool(told),
    )


CANDIDATES: Final = ResourceLens(
    methods=_APPLY,
    writable=("first_name", "last_name", "emails", "phones", "applications"),
    required=("first_name", "last_name", "emails", "applications"),
    source=f"{_COVERAGE}: 2, 4, 5; no list of all; 9 makes one with an application",
    costs={"jobs": 1, "applications": 2},
    reached=Reached(resource="applications", own="id", theirs="candidate.id"),
    links={
        "applications": Link(resource="applications", by="candidate.id"),
        "attachments": Link(resource="attachments", by="candidate.id"),
    },
    fields={
        "id": _cell(Same("id"), "id"),
        "first_name": _text("first_name"),
        "last_name": _text("last_name"),
        "name": _cell(Joined(("first_name", "last_name"), " "), "text", nullable=True),
        "company": _lacks("text"),
        "title": _lacks("text"),
        "last_interaction_at": _lacks("instant"),
        "is_private": _lacks("flag"),
        "can_email": _lacks("flag"),
        "locations": _lacks("list", "only for starters"),
        "phones": _cell(
            Items("phones", ("number",), at_most=1), "list", lossy="the first number alone"
        ),
        "emails": _cell(
            Items("emails", ("email",), at_most=1), "list", lossy="the first address alone"
        ),
        "urls": _lacks("list"),
        "tags": _lacks("list"),
        "applications": _told(
            Derived(("applications",), readings.only_ids),
            "list",
            "appliedJobs of 5",
            embeds="applications",
        ),
        "attachments": _told(
            Derived(("attachments",), readings.file_ids), "list", "7", embeds="attachments"
        ),
        "created_at": _moment("applications", readings.earliest_created, told=", derived"),
        "updated_at": _told(
            Derived(("applications",), readings.latest_change),
            "instant",
            "derived, 7 or 8",
            lossy=_DAY,
        ),
    },
)

JOBS: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: 2 and 3; the list holds advertised jobs only",
    costs={"jobs": 1},
    links={"adverts": Link(resource="adverts", by="job.id")},
    hidden=(
        Hidden(path="status", values=("closed", "draft", "pending", "archived")),
        Hidden(path="confidential", values=(True,)),
    ),
    fields={
        "id": _cell(Same("id"), "id"),
        "name": _text("name", nullable=False),
        "description": _told(Joined(("description",), ""), "text", "3 for each row of 2"),
        "code": _text("code"),
        "requisition_id": _text("code"),
        "status": _cell(
            Mapped("status", _JOB_STATUSES), "enum", lossy="by the tenant's map of status names"
        ),
        "locations": _cell(
            Derived(
                (
                    "offices",
                    "address.city",
                    "address.state",
                    "address.postal_code",
                    "is_remote",
                ),
                readings.place,
            ),
            "list",
            lossy="the first office's name, city, county and postcode",
        ),
        "job_posting_urls": _cell(
            Derived(("job_posting_urls",), readings.first_url),
            "list",
            lossy="the first address alone",
        ),
        "confidential": _lacks("flag"),
        "departments": _cell(
            Items("departments", ("id", "name"), at_most=1),
            "list",
            lossy="the first alone; its id by its name, from the departments",
        ),
        "teams": _told(
            Derived(("adverts",), readings.teams), "list", "vacancyDivision", lossy="no id"
        ),
        "offices": _cell(Items("offices", ("id", "name"), at_most=1), "list", lossy="the first"),
        "hiring_managers": _lacks("list"),
        "recruiters": _lacks("list"),
        "tags": _lacks("list"),
        "is_remote": _cell(
            Derived(("is_remote", "address.city"), readings.remote),
            "flag",
            lossy="only a place without a city is seen as remote",
        ),
        "job_type": _cell(Mapped("job_type", _JOB_TYPES), "enum", nullable=True),
        "job_position_level": _lacks("text"),
        "compensation": _lacks("reference"),
        "created_at": _day("created_at", nullable=False),
        "updated_at": _lacks("instant"),
        "closed_at": _day("closed_at"),
        "opened_at": _told(
            Derived(("opened_at",), readings.london_day), "instant", "2, or 7; not 3", lossy=_DAY
        ),
    },
)

APPLICATIONS: Final = ResourceLens(
    methods=_APPLY,
    writable=("candidate", "job", "source"),
    required=("candidate", "job"),
    given=("source",),
    source=f"{_COVERAGE}: 9 makes one; 2, 4 per job, 5 for instants, 7 for files; 6, 5, 7 for one",
    costs={"jobs": 1, "applications": 2},
    reached=Reached(resource="jobs", own="job.id", theirs="id"),
    links={
        "attachments": Link(resource="attachments", by="application.id"),
        "stage_roles": Link(resource="stage_roles", by="id", own="current_stage.id"),
    },
    fields={
        "id": _cell(Same("id"), "id"),
        "candidate": _cell(Refer("candidate"), "reference"),
        "job": _cell(Refer("job"), "reference"),
        "applied_at": _moment("applied_at"),
        "rejected_at": _told(
            Derived(("stage_roles", "updated_at"), readings.rejected),
            "instant",
            "derived, candidateStatusCreatedDate of 7 at a status configured as rejected",
            lossy=_DAY,
        ),
        "source": _cell(Refer("source", ("name",)), "reference", nullable=True, lossy="no id"),
        "credited_to": _lacks("reference"),
        "current_stage": _cell(Refer("current_stage", ("id", "name")), "reference"),
        "reject_reason": _lacks("text"),
        "attachments": _told(
            Derived(("attachments",), readings.file_ids), "list", "7", embeds="attachments"
        ),
        "created_at": _moment("created_at"),
        "updated_at": _told(
            Derived(("updated_at",), readings.london_day), "instant", "7, or 8", lossy=_DAY
        ),
    },
)

ATTACHMENTS: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: 7 per application",
    only=Only(path="attachment_type", values=readings.FILE_TYPES),
    reached=Reached(resource="applications", own="application.id", theirs="id"),
    fields={
        "id": _cell(
            Derived(("candidate.id", "job.id", "attachment_type"), readings.attachment_id), "id"
        ),
        "file_name": _text("file_name", nullable=False),
        "file_url": _told(
            Derived(("content", "content_type"), readings.data_uri),
            "code",
            "the bytes of 7, inline",
        ),
        "candidate": _cell(Refer("candidate"), "reference"),
        "application": _cell(Refer("application"), "reference"),
        "job": _cell(Refer("job"), "reference"),
        "attachment_type": _cell(Same("attachment_type"), "enum"),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)

DEPARTMENTS: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: /Department",
    fields={
        "id": _cell(Same("id"), "id"),
        "name": _text("name", nullable=False),
        "parent": _lacks("reference"),
        "status": _lacks("enum"),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)

OFFICES: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: /Locations",
    fields={
        "id": _cell(Same("id"), "id"),
        "name": _text("name", nullable=False),
        "parent": _lacks("reference"),
        "location": _cell(
            Derived(
                (
                    "address.street",
                    "address.city",
                    "address.state",
                    "address.postal_code",
                    "is_remote",
                ),
                readings.address,
            ),
            "text",
            nullable=True,
            lossy="without the country",
        ),
        "is_remote": _cell(Derived(("is_remote", "address.city"), readings.remote), "flag"),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)

STAGES: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: /ApplicationStatus, tenant-wide",
    fields={
        "id": _cell(Same("id"), "id"),
        "name": _text("name", nullable=False),
        "status": _cell(Mapped("status", _STAGES), "enum", lossy="all are in use"),
        "job": _lacks("reference", "the same for every job"),
        "position": _cell(
            Same("position"), "number", lossy="the place in the list; displayOrder only in 10"
        ),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)

EEOCS: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: 7 per application, by application id; subject to role",
    truth="equal_opportunities",
    links={"applications": Link(resource="applications", by="id")},
    reached=Reached(resource="applications", own="id", theirs="id"),
    fields={
        "id": _cell(Same("id"), "id"),
        "candidate": _cell(Refer("candidate"), "reference"),
        "submitted_at": _moment(
            "applications", readings.first_applied, told=", of the application"
        ),
        "race": _text("ethnicity"),
        "gender": _text("sex"),
        "veteran_status": _lacks("text"),
        "disability_status": _lacks("text"),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)

FORM_FIELDS: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: the candidate site's questions of a job, screener section",
    reached=Reached(resource="jobs", own="job.id", theirs="id"),
    fields={
        "id": _cell(Same("id"), "id"),
        "name": _cell(Same("id"), "code"),
        "job": _cell(Refer("job"), "reference"),
        "label": _text("label", nullable=False),
        "index": _cell(Same("index"), "number"),
        "is_required": _cell(Same("is_required"), "flag"),
        "answer_visibility": _lacks("enum"),
        "description": _lacks("text"),
        "type": _cell(
            Derived(("type",), readings.question_type), "code", lossy="three types in all"
        ),
        "options": _cell(Derived(("options",), readings.choices), "list", lossy="no ids"),
        "group_id": _cell(Derived(("id",), readings.group_of), "code"),
        "group_name": _told(
            Derived(("id",), readings.group_name_of), "code", "the suffix in words"
        ),
    },
)

_ABSENT: Final = {
    "activities": "has none",
    "interviews": "has none",
    "offers": "has only a proposed start date",
    "organizations": "has only the tenant itself",
    "reject_reasons": "has none",
    "scorecards": "takes assessments and shows none",
    "tags": "has none",
    "users": "shows first and last names only",
}

LENS: Final = Lens(
    {
        "applications": APPLICATIONS,
        "attachments": ATTACHMENTS,
        "candidates": CANDIDATES,
        "departments": DEPARTMENTS,
        "eeocs": EEOCS,
        "job_form_fields": FORM_FIELDS,
        "job_interview_stages": STAGES,
        "jobs": JOBS,
        "offices": OFFICES,
        **{
            name: Unsupported(reason=f"the API {what}", source=_COVERAGE)
            for name, what in _ABSENT.items()
        },
    }
)
