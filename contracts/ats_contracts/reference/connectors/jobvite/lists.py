"""
The lists beside candidates and jobs: workflow states, departments, locations, dispositions,
interviews, employees. Only the routes of most are known, so their rows are read as SPEC has them.

Source: SPEC sections 3.7, 3.9, 8 and 12.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from ats_contracts.reference import mapping as m
from ats_contracts.reference.bodies import Body
from ats_contracts.reference.connector import Ask, Resource, Session, segment
from ats_contracts.reference.connectors.jobvite import fields as f
from ats_contracts.reference.connectors.jobvite.answers import read_rows, send, unreadable
from ats_contracts.reference.connectors.jobvite.listing import Listing, read_all, walk_long
from ats_contracts.reference.errors import BadRequest, Missing
from ats_contracts.reference.models import blank
from ats_contracts.reference.values import JsonObject, Position, Query, Step, Verb

READ = frozenset({"id", "name"})
INTERVIEWS: Mapping[str, str] = {
    "Draft": "draft",
    "Scheduled": "scheduled",
    "Cancelled": "cancelled",
    "Canceled": "cancelled",
    "Awaiting Feedback": "awaiting_feedback",
    "Completed": "completed",
}
ReadAll = Callable[[Session, Query], dict[str, JsonObject]]


def _key(name: str) -> Callable[[JsonObject], str]:
    def key(row: JsonObject) -> str:
        found = m.key(row, name)
        if found is None:
            raise unreadable(row, "a row without an id")
        return found

    return key


def _all(name: str, collection: str, key: str = "eId") -> ReadAll:
    def read(session: Session, remote: Query) -> dict[str, JsonObject]:
        listing = Listing(name=name, collection=collection, key=_key(key), query=remote)
        return read_all(session, listing)

    return read


def listed(
    read: ReadAll,
    to_unified: Callable[[JsonObject], JsonObject],
    filters: frozenset[str] = READ,
) -> Resource:
    """Make a resource of a list that has no call for one record."""

    def walk(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
        return walk_long(session, position, lambda: read(session, ask.remote))

    def get(session: Session, record_id: str, ask: Ask) -> JsonObject:
        found = read(session, {}).get(record_id)
        if found is None:
            raise Missing(f"no record {record_id[:64]!r}")
        return found

    return Resource(to_unified=to_unified, walk=walk, get=get, filters=filters)


# Workflow states


def states(session: Session, remote: Query) -> dict[str, JsonObject]:
    """Read the states of all workflows, by id; one that stands in several is one."""
    workflows = _all("workflow", "workflows")(session, remote)
    rows = [row for one in workflows.values() for row in f.objects(one, "workflowStates")]
    return {_key("eId")(row): row for row in reversed(rows)}


def to_stage(raw: JsonObject) -> JsonObject:
    """Map a workflow state; every state that is listed is in use."""
    position = raw.get("sequence")
    return blank("job_interview_stages") | {
        "id": m.key(raw, "eId"),
        "name": m.text(raw, "name"),
        "status": "active",
        "position": position if isinstance(position, int) else None,
    }


# Departments, locations, dispositions


def to_department(raw: JsonObject) -> JsonObject:
    """Map a department."""
    return blank("departments") | {"id": m.key(raw, "eId"), "name": m.text(raw, "name")}


def to_office(raw: JsonObject) -> JsonObject:
    """Map a location."""
    country = m.text(raw, "countryCode") or m.text(raw, "country")
    return blank("offices") | {
        "id": m.key(raw, "eId"),
        "name": m.text(raw, "name"),
        "location": f.place(m.text(raw, "city"), m.text(raw, "state"), country),
    }


def to_reason(raw: JsonObject) -> JsonObject:
    """Map a disposition."""
    return blank("reject_reasons") | {"id": m.key(raw, "eId"), "name": m.text(raw, "name")}


# Interviews


def to_interview(raw: JsonObject) -> JsonObject:
    """Map an interview; its end follows from its start and its minutes."""
    status = m.text(raw, "status")
    return blank("interviews") | {
        "id": m.key(raw, "eId"),
        "application": m.reference(raw, "applicationEId"),
        "candidate": m.reference(raw, "candidateEId"),
        "interviewers": [{"id": person["id"]} for person in f.people(raw, "interviewers")],
        "location": m.text(raw, "location"),
        "start_at": f.instant(raw, "startDate"),
        "end_at": _end(raw),
        "status": None if status is None else INTERVIEWS.get(status, status),
        "created_at": f.instant(raw, "createdDate"),
        "updated_at": f.instant(raw, "lastUpdatedDate"),
    }


def _end(raw: JsonObject) -> str | None:
    start, minutes = f.moment_of(raw.get("startDate")), raw.get("duration")
    if start is None or not isinstance(minutes, int | float) or isinstance(minutes, bool):
        return None
    end = start + dt.timedelta(minutes=minutes)
    return f.instant({"end": round((end - f.EPOCH) / dt.timedelta(milliseconds=1))}, "end")


# Users


def _employees(session: Session, remote: Query) -> dict[str, JsonObject]:
    return _all("employee", "employees", "userId")(session, {**on_behalf(session), **remote})


def on_behalf(session: Session) -> dict[str, str]:
    """Name the service user, without whom employees are not shown. Raises: BadRequest."""
    email = session.public("user_email")
    if email is None:
        raise BadRequest("the account has no user_email in its credentials, and users need one")
    return {"userEmail": email}


def to_user(raw: JsonObject) -> JsonObject:
    """Map an employee; the role stays in the vendor's words."""
    email = m.text(raw, "email") or m.text(raw, "userName")
    return blank("users") | {
        "id": m.key(raw, "userId"),
        "first_name": m.text(raw, "firstName"),
        "last_name": m.text(raw, "lastName"),
        "name": f.full_name(raw),
        "emails": m.items(email, "email", type=None, is_primary=None),
        "access_role": m.text(raw, "role"),
    }


def user_to_wire(body: JsonObject, verb: Verb) -> JsonObject:
    """Write a unified user. Raises: BadRequest for whatever the vendor cannot store."""
    fields = Body(body)
    fields.text("first_name", "firstName")
    fields.text("last_name", "lastName")
    fields.single("emails", "email", "email")
    fields.text("access_role", "role")
    wire = fields.finish()
    return {name: value for name, value in wire.items() if value is not None}


def create_user(session: Session, wire: JsonObject) -> JsonObject:
    """Create an employee, without an invitation by e-mail."""
    body = {"settings": {"sendInviteEmailToEmployees": False}, **wire}
    return _one(send(session, "POST", "employee", body, on_behalf(session)))


def update_user(session: Session, record_id: str, wire: JsonObject) -> JsonObject:
    """Change an employee."""
    body = {"settings": {"sendInviteEmailToEmployees": False}, **wire}
    name = f"employee/{segment(record_id)}"
    return _one(send(session, "PUT", name, body, on_behalf(session)))


def _one(answer: JsonObject) -> JsonObject:
    rows = read_rows({"total": 1, **answer}, "employees").rows
    if len(rows) != 1 or m.key(rows[0], "userId") is None:
        raise unreadable(answer, "expected one employee with an id")
    return rows[0]


STAGES = listed(states, to_stage)
DEPARTMENTS = listed(_all("department", "departments"), to_department)
OFFICES = listed(_all("location", "locations"), to_office)
REASONS = listed(_all("disposition", "dispositions"), to_reason)
INTERVIEW_LIST = listed(
    _all("interview", "interviews"),
    to_interview,
    frozenset({"id", "application_id", "candidate_id", "created_at", "updated_at"}),
)
_USER_LIST = listed(_employees, to_user, frozenset({"id", "name", "emails[email]"}))
USERS = Resource(
    to_unified=to_user,
    walk=_USER_LIST.walk,
    get=_USER_LIST.get,
    to_wire=user_to_wire,
    create=create_user,
    update=update_user,
    filters=_USER_LIST.filters,
)
