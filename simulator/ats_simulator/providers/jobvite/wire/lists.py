"""
Everything else that is listed: employees, reference lists, interviews.

Reads truth, gives objects whose keys are in alphabetical order. Shapes are our own choice but for
the write keys of an employee. Refuses to know the lens.
Source: SPEC sections 3.7 and 3.9, samples employee-list and reference-lists.our-choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ats_simulator.provider import Record
from ats_simulator.providers.jobvite import places
from ats_simulator.providers.jobvite.wire.jobs import email_of, epoch, person
from ats_simulator.providers.jobvite.wire.style import Style

ROLES: Final = (
    "Administrator",
    "Employee",
    "HiringManager",
    "HR",
    "JobApprover",
    "Recruiter",
    "Research",
    "Scheduler",
    "SuperUser",
)
"""In alphabetical order, whatever the case. Source: SPEC section 3.7 (official for v1)."""

ROLE_OF: Final = {
    "admin": "Administrator",
    "recruiter": "Recruiter",
    "hiring_manager": "HiringManager",
    "coordinator": "Scheduler",
    "interviewer": "Employee",
}
"""The truth's access roles in the vendor's words; other words stand for themselves."""

INVITATIONS: Final = {"not_read": "Not Read", "read": "Read", "accepted": "Accepted"}
"""Source: SPEC section 3.7 (inferred)."""

INTERVIEW_STATES: Final = {
    "draft": "Draft",
    "scheduled": "Scheduled",
    "cancelled": "Cancelled",
    "awaiting_feedback": "Awaiting Feedback",
    "completed": "Completed",
}
FIELD_TYPES: Final = {"list": "List", "number": "Number", "text": "Text"}
ENTITIES: Final = {"application": "Application", "job": "Job"}
WITHDRAWN: Final = frozenset({"Candidate withdrew", "Accepted another offer"})
"""Reject reasons that are the candidate's own."""


def employee(user: Record, file: Record) -> Record:
    """Show an employee: `employee_read_keys` (F)."""
    address = file["address"]
    role = user["access_role"]
    return {
        "address": address["street"] or "",
        "address2": file["address2"] or "",
        "city": address["city"] or "",
        "country": places.country_of(address["country"]).code,
        "email": email_of(user),
        "employeeId": file["number"] or "",
        "firstName": user["first_name"] or "",
        "invitationStatus": INVITATIONS[file["invitation"]],
        "lastName": user["last_name"] or "",
        "mobile": file["mobile"] or "",
        "postalCode": address["postal_code"] or "",
        "role": ROLE_OF.get(role, role) if role else "",
        "state": address["state"] or "",
        "title": file["title"] or "",
        "userId": user["id"],
        "userName": email_of(user),
    }


def disposition(record: Record) -> Record:
    """Show a reason for a rejection."""
    kind = "Withdrawn" if record["name"] in WITHDRAWN else "Rejected"
    return {"active": True, "eId": record["id"], "name": record["name"], "type": kind}


def department(record: Record) -> Record:
    """Show a department, or a job category."""
    return {"eId": record["id"], "name": record["name"]}


def location(record: Record) -> Record:
    """Show a location."""
    address = record["address"]
    country = places.country_of(address["country"])
    return {
        "city": address["city"] or "",
        "country": country.name,
        "countryCode": country.code,
        "eId": record["id"],
        "name": record["name"],
        "postalCode": address["postal_code"] or "",
        "region": "",
        "state": address["state"] or "",
    }


def workflow(record: Record, positions: Mapping[str, int]) -> Record:
    """Show a workflow with its states inside: `workflow_nesting` (F)."""
    states = [
        {"eId": stage["id"], "name": stage["name"], "sequence": positions.get(stage["id"], nth)}
        for nth, stage in enumerate(record["stages"], start=1)
    ]
    return {"eId": record["id"], "name": record["name"], "workflowStates": states}


def custom_field(record: Record) -> Record:
    """Show a field that the customer defined."""
    return {
        "entity": ENTITIES[record["entity"]],
        "fieldCode": record["code"],
        "key": record["label"],
        "required": record["is_required"],
        "type": FIELD_TYPES.get(record["type"], record["type"]),
        "values": record["options"],
    }


def interview(
    record: Record,
    job: str | None,
    title: str,
    interviewers: Sequence[tuple[Record, Record]],
    style: Style,
) -> Record:
    """
    Show an interview: `interview_shape` (F).

    Units: *duration* in minutes, dates in epoch milliseconds.
    """
    start, end = epoch(record["start_at"]), epoch(record["end_at"])
    assert start is not None
    assert end is not None
    return style.keep(
        {
            "applicationEId": record["application"]["id"],
            "candidateEId": record["candidate"]["id"],
            "createdDate": epoch(record["created_at"]),
            "duration": (end - start) // 60_000,
            "eId": record["id"],
            "interviewers": [person(found) for found in interviewers],
            "jobEId": job,
            "lastUpdatedDate": epoch(record["updated_at"]),
            "location": record["location"] or "",
            "startDate": start,
            "status": INTERVIEW_STATES[record["status"]],
            "title": title,
        }
    )
