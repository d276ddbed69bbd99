"""
The 17 unified resources and their fields, as data: what a unified record may consist of.

Which of these a provider can feed is the lens's to say; this module refuses to know providers,
and refuses to validate: `compare.py` walks these shapes.
Source: the public model reference of the unified API that the `truto` profile speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Type = Literal[
    "text", "instant", "day", "flag", "number", "integer", "enum", "object", "list", "any"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """
    One field. *fields* of an object, *items* of a list, *members* of an enumeration; *raw* says
    that an unmapped provider value may pass through an enumeration as it is.
    """

    type: Type
    fields: Mapping[str, Field] = field(default_factory=dict)
    items: Field | None = None
    members: tuple[str, ...] = ()
    raw: bool = False


TEXT: Final = Field(type="text")
INSTANT: Final = Field(type="instant")
DAY: Final = Field(type="day")
FLAG: Final = Field(type="flag")
NUMBER: Final = Field(type="number")
INTEGER: Final = Field(type="integer")
ANY: Final = Field(type="any")


def one(**fields: Field) -> Field:
    """Describe an object."""
    return Field(type="object", fields=fields)


def many(items: Field) -> Field:
    """Describe a list."""
    return Field(type="list", items=items)


def among(*members: str, raw: bool = False) -> Field:
    """Describe an enumeration."""
    return Field(type="enum", members=members, raw=raw)


REF: Final = one(id=TEXT)
NAMED: Final = one(id=TEXT, name=TEXT)
_TIMES: Final = {"created_at": INSTANT, "updated_at": INSTANT}
_USER_EMAILS: Final = many(one(email=TEXT, type=TEXT, is_primary=FLAG))
_CORRESPONDENTS: Final = many(one(email=TEXT, name=TEXT))

_ATTACHMENT: Final[Mapping[str, Field]] = {
    "id": TEXT,
    "file_name": TEXT,
    "file_url": TEXT,
    "candidate": REF,
    "application": REF,
    "job": REF,
    "attachment_type": among("resume", "cover_letter", "other"),
    **_TIMES,
}
_APPLICATION: Final[Mapping[str, Field]] = {
    "id": TEXT,
    "candidate": REF,
    "job": REF,
    "applied_at": INSTANT,
    "rejected_at": INSTANT,
    "source": NAMED,
    "credited_to": one(id=TEXT, first_name=TEXT, last_name=TEXT, emails=_USER_EMAILS),
    "current_stage": one(id=TEXT, name=TEXT, job=REF, **_TIMES),
    "reject_reason": TEXT,
    "attachments": many(one(**_ATTACHMENT)),
    **_TIMES,
}

RESOURCES: Final[Mapping[str, Mapping[str, Field]]] = {
    "activities": {
        "id": TEXT,
        "candidate": REF,
        "actor": one(id=TEXT, type=among("user", "candidate")),
        "activity_type": among("note", "email"),
        "from": _CORRESPONDENTS,
        "to": _CORRESPONDENTS,
        "cc": _CORRESPONDENTS,
        "subject": TEXT,
        "body": TEXT,
        "visibility": among("private", "public", "admin_only"),
        **_TIMES,
    },
    "applications": _APPLICATION,
    "attachments": _ATTACHMENT,
    "candidates": {
        "id": TEXT,
        "first_name": TEXT,
        "last_name": TEXT,
        "name": TEXT,
        "company": TEXT,
        "title": TEXT,
        "last_interaction_at": INSTANT,
        "is_private": TEXT,
        "can_email": FLAG,
        "locations": many(TEXT),
        "phones": many(one(number=TEXT, extension=TEXT, type=TEXT)),
        "emails": many(one(email=TEXT, type=TEXT)),
        "urls": many(one(url=TEXT, type=TEXT)),
        "tags": many(NAMED),
        "applications": many(one(**_APPLICATION)),
        "attachments": many(one(**_ATTACHMENT)),
        **_TIMES,
    },
    "departments": {
        "id": TEXT,
        "name": TEXT,
        "parent": NAMED,
        "status": among("active", "inactive"),
        **_TIMES,
    },
    "eeocs": {
        "id": TEXT,
        "candidate": REF,
        "submitted_at": INSTANT,
        "race": TEXT,
        "gender": TEXT,
        "veteran_status": TEXT,
        "disability_status": TEXT,
        **_TIMES,
    },
    "interviews": {
        "id": TEXT,
        "application": REF,
        "candidate": REF,
        "job_interview_stage": REF,
        "organizer": REF,
        "interviewers": many(REF),
        "location": TEXT,
        "start_at": INSTANT,
        "end_at": INSTANT,
        "status": among("draft", "scheduled", "cancelled", "awaiting_feedback", "completed"),
        **_TIMES,
    },
    "job_form_fields": {
        "id": TEXT,
        "name": TEXT,
        "job": REF,
        "label": TEXT,
        "index": INTEGER,
        "is_required": FLAG,
        "answer_visibility": among("private", "public"),
        "description": TEXT,
        "type": among(
            "text", "textarea", "dropdown", "file", "radio", "checkbox", "date", "number", raw=True
        ),
        "options": many(one(id=TEXT, label=TEXT, value=TEXT)),
        "group_id": TEXT,
        "group_name": TEXT,
    },
    "job_interview_stages": {
        "id": TEXT,
        "name": TEXT,
        "status": among("active", "inactive"),
        "job": REF,
        "position": INTEGER,
        **_TIMES,
    },
    "jobs": {
        "id": TEXT,
        "name": TEXT,
        "description": TEXT,
        "code": TEXT,
        "requisition_id": TEXT,
        "status": among("open", "closed", "draft", "pending", "archived"),
        "locations": many(TEXT),
        "job_posting_urls": many(one(url=TEXT, type=TEXT)),
        "confidential": FLAG,
        "departments": many(NAMED),
        "teams": many(ANY),
        "offices": many(NAMED),
        "hiring_managers": many(NAMED),
        "recruiters": many(NAMED),
        "tags": many(ANY),
        "is_remote": FLAG,
        "job_type": among(
            "full_time",
            "part_time",
            "contract",
            "internship",
            "temporary",
            "volunteer",
            "per_diem",
        ),
        "job_position_level": TEXT,
        "compensation": one(
            id=TEXT,
            currency=TEXT,
            interval=among(
                "yearly",
                "monthly",
                "weekly",
                "daily",
                "hourly",
                "one_time",
                "semi_monthly",
                "bi_monthly",
                "bi_weekly",
                raw=True,
            ),
            is_negotiable=FLAG,
            max=NUMBER,
            min=NUMBER,
            notes=TEXT,
        ),
        **_TIMES,
        "closed_at": INSTANT,
        "opened_at": INSTANT,
    },
    "offers": {
        "id": TEXT,
        "application": REF,
        "candidate": REF,
        "job": REF,
        "creator": REF,
        "closed_at": INSTANT,
        "sent_at": INSTANT,
        "start_date": DAY,
        "status": among(
            "draft",
            "approval_sent",
            "approved",
            "sent",
            "sent_manually",
            "opened",
            "denied",
            "signed",
            "deprecated",
        ),
        **_TIMES,
    },
    "offices": {
        "id": TEXT,
        "name": TEXT,
        "parent": REF,
        "location": TEXT,
        "is_remote": FLAG,
        **_TIMES,
    },
    "organizations": {"id": TEXT, "name": TEXT, **_TIMES},
    "reject_reasons": {"id": TEXT, "name": TEXT, **_TIMES},
    "scorecards": {
        "id": TEXT,
        "application": REF,
        "candidate": REF,
        "interview": REF,
        "interviewer": REF,
        "submitted_at": INSTANT,
        "overall_recommendation": TEXT,
        "form_values": many(one(name=TEXT, label=TEXT, description=TEXT, value=ANY)),
        **_TIMES,
    },
    "tags": {"id": TEXT, "name": TEXT, **_TIMES},
    "users": {
        "id": TEXT,
        "first_name": TEXT,
        "last_name": TEXT,
        "name": TEXT,
        "emails": _USER_EMAILS,
        "disabled": FLAG,
        "access_role": TEXT,
        **_TIMES,
    },
}
"""Resource to its fields. Any record may also carry `remote_data`, which is never compared."""

LEADS_TO: Final[Mapping[str, str]] = {
    "candidate": "candidates",
    "job": "jobs",
    "application": "applications",
    "current_stage": "job_interview_stages",
    "job_interview_stage": "job_interview_stages",
    "interview": "interviews",
    "departments": "departments",
    "offices": "offices",
    "hiring_managers": "users",
    "recruiters": "users",
    "creator": "users",
    "interviewer": "users",
    "organizer": "users",
}
"""Field to the resource that its id names, in whatever resource it stands."""

VERBS: Final = ("list", "get", "create", "update", "delete")
