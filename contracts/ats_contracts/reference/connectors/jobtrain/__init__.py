"""
Jobtrain: calls and mapping, written from the vendor's documents as SPEC restates them.

Refuses what the vendor has no call for: there is no move to another stage, no rejection, no update,
no list of users. What a role hides is absent here as it is there: absence is no deletion.
`updated_at` of an application is a day, the day of its last status; filters compare it as that.
"""

from __future__ import annotations

from ats_contracts.reference.connector import Connector, Resource
from ats_contracts.reference.connectors.jobtrain import login, places, reading, records, walks
from ats_contracts.reference.connectors.jobtrain.reading import wire_id
from ats_contracts.reference.paging import walk_offset

CANDIDATES = Resource(
    to_unified=records.to_candidate,
    walk=places.walk_people,
    get=lambda session, record_id, ask: places.person(session, wire_id(record_id)),
    filters=frozenset({"id", "emails[email]", "name", "first_name", "last_name"}),
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
    walk=walks.walk_applications,
    get=walks.get_application,
    filters=frozenset({"id", "created_at", "updated_at", "job_id", "candidate_id", "stage_id"}),
)
ATTACHMENTS = Resource(
    to_unified=records.to_attachment,
    to_remote=lambda raw: raw["file"],
    walk=walks.walk_attachments,
    get=walks.get_attachment,
    filters=frozenset({"id", "application_id", "candidate_id", "job_id"}),
)
EEOCS = Resource(
    to_unified=records.to_eeoc,
    walk=walks.walk_eeocs,
    get=walks.get_eeoc,
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

JOBTRAIN = Connector(
    name="jobtrain",
    sign=lambda credentials: {},
    problem=login.problem,
    log_in=login.log_in,
    public=frozenset({"site"}),
    refusal=reading.refusal,
    scrub=reading.scrub,
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
    native={},
)
