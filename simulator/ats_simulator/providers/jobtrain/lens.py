"""
What this vendor can express of a world: all seventeen unified resources, a source per line.

Data and small pure functions, read by the oracle. Reads truth; refuses to import the rendering
code, so its tables are written a second time here on purpose. Source: SPEC sections 8 and 13.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from ats_simulator.lens import (
    Cell,
    Derived,
    Hidden,
    Items,
    Joined,
    Kind,
    Lacks,
    Lens,
    Mapped,
    Moment,
    Only,
    Reached,
    Refer,
    ResourceLens,
    Rule,
    Same,
    Unsupported,
)

_MAP: Final = "SPEC section 8 (mapping)"
_COVERAGE: Final = "SPEC section 13 (unified coverage)"
_READ: Final = frozenset({"list", "get"})
_LONDON: Final = ZoneInfo("Europe/London")

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

_QUESTION_TYPES: Final = {"dropdown": "select", "radio": "select", "checkbox": "multiselect"}


def _in_london(instant: str) -> dt.datetime | None:
    """Read an instant on a clock in London; null at the ends of the calendar."""
    try:
        return dt.datetime.fromisoformat(instant).astimezone(_LONDON)
    except OverflowError:
        return None


def london_day(instant: str | None) -> str | None:
    """Give the first instant of the London day that *instant* is on: a day is all that is shown."""
    moment = _in_london(instant) if instant else None
    if moment is None:
        return None
    return _instant(dt.datetime.combine(moment.date(), dt.time(), tzinfo=_LONDON))


def london_second(instant: str | None) -> str | None:
    """Give the instant that a London clock's second stands for: of two, the earlier."""
    return _wall(instant, "seconds")


def london_fraction(instant: str | None) -> str | None:
    """As `london_second`, with milliseconds."""
    return _wall(instant, "milliseconds")


def _wall(instant: str | None, precision: str) -> str | None:
    moment = _in_london(instant) if instant else None
    if moment is None:
        return instant
    shown = dt.datetime.fromisoformat(moment.replace(tzinfo=None).isoformat(timespec=precision))
    return _instant(shown.replace(tzinfo=_LONDON))


def _instant(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _cell(rule: Rule, kind: Kind, *, nullable: bool = False, lossy: str = "") -> Cell:
    return Cell(rule=rule, kind=kind, source=_MAP, nullable=nullable, lossy=lossy)


def _lacks(kind: Kind, why: str = "no field") -> Cell:
    return Cell(rule=Lacks(), kind=kind, source=f"{_MAP}: n/a, {why}", nullable=True)


def _text(path: str, *, nullable: bool = True) -> Cell:
    return _cell(Joined((path,), ""), "text", nullable=nullable, lossy="no text and null are alike")


_DAY: Final = "a day in London is all that is shown"


def _day(path: str) -> Cell:
    return _cell(Derived((path,), london_day), "instant", nullable=True, lossy=_DAY)


def _moment(path: str) -> Cell:
    """Show an instant as candidate/{Id} does, under each `datetime_format`."""
    return Cell(
        rule=Derived((path,), london_second),
        kind="instant",
        source=f"{_MAP}: operation 5; section 9, datetime_format",
        lossy="whole seconds on a London clock: of an hour shown twice, the earlier",
        under={
            ("datetime_format", "local_fraction"): Derived((path,), london_fraction),
            ("datetime_format", "utc_z"): Moment(path),
        },
    )


def full_name(first: str | None, last: str | None) -> str | None:
    """Join a name."""
    return " ".join(part for part in (first, last) if part) or None


CANDIDATES: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: 2, 4, 5; no list of all",
    reached=Reached(resource="applications", own="id", theirs="candidate.id"),
    fields={
        "id": _cell(Same("id"), "id"),
        "first_name": _text("first_name"),
        "last_name": _text("last_name"),
        "name": _cell(Derived(("first_name", "last_name"), full_name), "text", nullable=True),
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
        "applications": _lacks("list", "an application's own record names its candidate"),
        "attachments": _lacks("list", "an attachment's own record names its candidate"),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)


def remote(is_remote: bool | None, city: str | None) -> bool:  # noqa: FBT001 - truths by position
    """Say what is seen as remote: a remote place without a city, whose city is "Remote"."""
    return bool(is_remote) and not city


def place(
    office: list[Mapping[str, Any]],
    city: str | None,
    state: str | None,
    postal_code: str | None,
    is_remote: bool | None,  # noqa: FBT001
) -> list[str]:
    """Join what a job shows of its place: the office's name, city, county, postcode."""
    shown = "Remote" if remote(is_remote, city) else city
    name = office[0]["name"] if office else None
    parts = [part for part in (name, shown, state, postal_code) if part]
    return [", ".join(parts)] if parts else []


def address(
    street: str | None,
    city: str | None,
    state: str | None,
    postal_code: str | None,
    is_remote: bool | None,  # noqa: FBT001
) -> str | None:
    """Join what an office shows of its address."""
    shown = "Remote" if remote(is_remote, city) else city
    return ", ".join(p for p in (street, shown, state, postal_code) if p) or None


def first_url(urls: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Show the first posting address."""
    return [{"url": url["url"]} for url in urls[:1]]


def first_name_of(named: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Show the first of several by name alone."""
    return [{"name": each["name"]} for each in named[:1]]


JOBS: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: 2 and 3; the list holds advertised jobs only",
    hidden=(
        Hidden(path="status", values=("closed", "draft", "pending", "archived")),
        Hidden(path="confidential", values=(True,)),
    ),
    fields={
        "id": _cell(Same("id"), "id"),
        "name": _text("name", nullable=False),
        "description": _text("description"),
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
                place,
            ),
            "list",
            lossy="the first office's name, city, county and postcode",
        ),
        "job_posting_urls": _cell(
            Derived(("job_posting_urls",), first_url), "list", lossy="the first address alone"
        ),
        "confidential": _lacks("flag"),
        "departments": _cell(
            Items("departments", ("id", "name"), at_most=1),
            "list",
            lossy="the first alone; its id by its name, from the departments",
        ),
        "teams": _lacks("list", "a division has no truth of its own in a job"),
        "offices": _cell(Items("offices", ("id", "name"), at_most=1), "list", lossy="the first"),
        "hiring_managers": _lacks("list"),
        "recruiters": _lacks("list"),
        "tags": _lacks("list"),
        "is_remote": _cell(
            Derived(("is_remote", "address.city"), remote),
            "flag",
            lossy="only a place without a city is seen as remote",
        ),
        "job_type": _cell(Mapped("job_type", _JOB_TYPES), "enum", nullable=True),
        "job_position_level": _lacks("text"),
        "compensation": _lacks("reference"),
        "created_at": _day("created_at"),
        "updated_at": _lacks("instant"),
        "closed_at": _day("closed_at"),
        "opened_at": _day("opened_at"),
    },
)

APPLICATIONS: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: 2, 4 per job, 5 for instants, 7 for files; 6, 5, 7 for one",
    reached=Reached(resource="jobs", own="job.id", theirs="id"),
    fields={
        "id": _cell(Same("id"), "id"),
        "candidate": _cell(Refer("candidate"), "reference"),
        "job": _cell(Refer("job"), "reference"),
        "applied_at": _moment("applied_at"),
        "rejected_at": _lacks("instant"),
        "source": _cell(Refer("source", ("name",)), "reference", nullable=True, lossy="no id"),
        "credited_to": _lacks("reference"),
        "current_stage": _cell(Refer("current_stage", ("id", "name")), "reference"),
        "reject_reason": _lacks("text"),
        "attachments": _lacks("list", "an attachment's own record names its application"),
        "created_at": _moment("created_at"),
        "updated_at": _day("updated_at"),
    },
)


def attachment_id(candidate: str | None, job: str | None, kind: str) -> str:
    """Derive the id of a file that has none."""
    return f"{candidate}-{job}-{'cv' if kind == 'resume' else 'cover'}"


ATTACHMENTS: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: 7 per application",
    only=Only(path="attachment_type", values=("resume", "cover_letter")),
    reached=Reached(resource="applications", own="application.id", theirs="id"),
    fields={
        "id": _cell(Derived(("candidate.id", "job.id", "attachment_type"), attachment_id), "id"),
        "file_name": _text("file_name", nullable=False),
        "file_url": _lacks("text", "the bytes are inline"),
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
                address,
            ),
            "text",
            nullable=True,
            lossy="without the country",
        ),
        "is_remote": _cell(Derived(("is_remote", "address.city"), remote), "flag"),
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
        "status": _lacks("enum", "all are in use"),
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
    reached=Reached(resource="applications", own="id", theirs="id"),
    fields={
        "id": _cell(Same("id"), "id"),
        "candidate": _cell(Refer("candidate"), "reference"),
        "submitted_at": _lacks("instant"),
        "race": _text("ethnicity"),
        "gender": _text("sex"),
        "veteran_status": _lacks("text"),
        "disability_status": _lacks("text"),
        "created_at": _lacks("instant"),
        "updated_at": _lacks("instant"),
    },
)


def question_type(kind: str) -> str:
    """Name a question's type as the candidate site does."""
    return _QUESTION_TYPES.get(kind, "text")


def choices(options: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Show the choices: label, and digits as value."""
    return [{"label": o["label"], "value": str(o["id"]).replace("-", "")} for o in options]


def group_of(key: str) -> str:
    """Give the group that a question's id ends with."""
    return key.rpartition("_")[2]


FORM_FIELDS: Final = ResourceLens(
    methods=_READ,
    source=f"{_COVERAGE}: the candidate site's questions of a job, screener section",
    reached=Reached(resource="jobs", own="job.id", theirs="id"),
    fields={
        "id": _cell(Same("id"), "id"),
        "name": _cell(Same("id"), "text"),
        "job": _cell(Refer("job"), "reference"),
        "label": _text("label", nullable=False),
        "index": _cell(Same("index"), "number"),
        "is_required": _cell(Same("is_required"), "flag"),
        "answer_visibility": _lacks("enum"),
        "description": _lacks("text"),
        "type": _cell(Derived(("type",), question_type), "text", lossy="three types in all"),
        "options": _cell(Derived(("options",), choices), "list", lossy="no ids"),
        "group_id": _cell(Derived(("id",), group_of), "text"),
        "group_name": _lacks("text", "the suffix is all there is"),
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
