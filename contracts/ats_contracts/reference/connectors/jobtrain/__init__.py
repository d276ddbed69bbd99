"""
Jobtrain: calls and mapping, written from the vendor's documents as SPEC restates them.

Refuses what the vendor has no call for: there is no move to another stage, no rejection, no update,
no list of users. What a role hides is absent here as it is there: absence is no deletion.
`updated_at` is a day, that of the last change of status; filters compare it as that.
"""

from __future__ import annotations

from collections.abc import Iterator

from ats_contracts.reference.connector import Ask, Connector, Resource, Session, Walk
from ats_contracts.reference.connectors.jobtrain import (
    applying,
    details,
    hooks,
    login,
    reading,
    records,
    walks,
)
from ats_contracts.reference.paging import walk_offset
from ats_contracts.reference.values import Position, Step

CANDIDATES = Resource(
    to_unified=records.to_candidate,
    to_remote=lambda raw: raw["person"],
    walk=details.walk_candidates,
    get=details.get_candidate,
    to_wire=applying.candidate_to_wire,
    create=applying.create_candidate,
    filters=frozenset(
        {"id", "created_at", "updated_at", "emails[email]", "name", "first_name", "last_name"}
    ),
)
JOBS = Resource(
    to_unified=records.to_job,
    to_remote=lambda raw: raw["job"],
    walk=walks.walk_jobs,
    get=walks.get_job,
    filters=frozenset({"id", "created_at", "name", "status"}),
)
APPLICATIONS = Resource(
    to_unified=records.to_application,
    to_remote=records.shown_application,
    walk=details.walk_applications,
    get=details.get_application,
    to_wire=applying.application_to_wire,
    create=applying.create_application,
    filters=frozenset({"id", "created_at", "updated_at", "job_id", "candidate_id", "stage_id"}),
)
ATTACHMENTS = Resource(
    to_unified=records.to_attachment,
    to_remote=lambda raw: raw["file"],
    walk=details.walk_attachments,
    get=details.get_attachment,
    to_file=records.to_file,
    filters=frozenset({"id", "application_id", "candidate_id", "job_id"}),
)
EEOCS = Resource(
    to_unified=records.to_eeoc,
    to_remote=lambda raw: raw["answers"],
    walk=details.walk_eeocs,
    get=details.get_eeoc,
    filters=frozenset({"id", "candidate_id"}),
)
DEPARTMENTS = Resource(
    to_unified=records.to_department,
    walk=lambda session, ask, at: walk_offset(walks.departments(session, ask), at, ask.want),
    get=lambda session, record_id, ask: walks.setting(
        session, "Department", record_id, "id", "departmentid"
    ),
    filters=frozenset({"id", "name"}),
)
OFFICES = Resource(
    to_unified=records.to_office,
    walk=lambda session, ask, at: walk_offset(walks.offices(session, ask), at, ask.want),
    get=lambda session, record_id, ask: walks.setting(session, "Locations", record_id, "id"),
    filters=frozenset({"id", "name"}),
)
STAGES = Resource(
    to_unified=records.to_stage,
    to_remote=lambda raw: raw["status"],
    walk=walks.walk_stages,
    get=walks.get_stage,
    filters=frozenset({"id", "name"}),
)
FORM_FIELDS = Resource(
    to_unified=records.to_form_field,
    to_remote=lambda raw: raw["question"],
    walk=walks.walk_form_fields,
    get=walks.get_form_field,
    filters=frozenset({"id", "job_id"}),
    hints=frozenset({"job_id"}),
)

NATIVE = (
    ("ApplicationStatus", "ApplicationStatus", *walks.STAGE_IDS),
    ("Campaign", "Campaign", "id"),
    ("CostCentre", "CostCentre", "id"),
    ("Department", "Department", "departmentid", "id"),
    ("Divisions", "Divisions", "id"),
    ("EmploymentTypes", "EmploymentTypes", "employmenttypeid", "id"),
    ("JobCategories", "JobCategories", "id"),
    ("JobLevels", "JobLevels", "id"),
    ("JobStatus", "JobStatus", "id"),
    ("JobTitle", "JobTitle", "id"),
    ("Jobs", "Jobs/list", "id"),
    ("Locations", "Locations", "id"),
    (
        "RecentlyUpdatedApplications",
        "Candidate/GetRecentlyUpdatedApplications",
        "candidateapplicationid",
    ),
    ("Region", "Region", "id"),
    ("Salaries", "Salaries", "salarybandid", "id"),
    ("SchoolLocations", "SchoolLocations", "id"),
)
"""What `/proxy` lists: a name, its path, and the keys that tell its rows apart."""


def _native(path: str, *names: str) -> Walk:
    def walk(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
        found = reading.source(session, f"{reading.API}/{path}", ask.remote, reading.by(*names))
        return walk_offset(found, position, ask.want)

    return walk


JOBTRAIN = Connector(
    name="jobtrain",
    sign=lambda credentials: {},
    problem=login.problem,
    log_in=login.log_in,
    public=frozenset({"site"}),
    refusal=reading.refusal,
    scrub=reading.scrub,
    hooks=hooks.HOOKS,
    resources={
        "applications": APPLICATIONS,
        "attachments": ATTACHMENTS,
        "candidates": CANDIDATES,
        "departments": DEPARTMENTS,
        "eeocs": EEOCS,
        "job_form_fields": FORM_FIELDS,
        "job_interview_stages": STAGES,
        "jobs": JOBS,
        "offices": OFFICES,
    },
    native={
        name: Resource(to_unified=lambda raw: raw, walk=_native(path, *names))
        for name, path, *names in NATIVE
    },
)
