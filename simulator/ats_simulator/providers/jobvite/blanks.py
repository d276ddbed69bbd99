"""
New records as the vendor makes them, before anything is known of them.

Refuses to keep them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ats_simulator.provider import Record
from ats_simulator.providers.jobvite import looking
from ats_simulator.providers.jobvite.world import STAGES
from ats_simulator.services import Services
from ats_simulator.world.requisitions import WORKFLOW


def stage_named(services: Services, name: str) -> Record | None:
    """Find a workflow state by its exact name. Shape: model.CurrentStage."""
    found = looking.named(services, "job_interview_stages").get(name)
    return None if found is None else {part: found[part] for part in ("id", "name", "kind")}


def blank_application(
    services: Services, key: str, candidate: str, job: str | None, stage: Record | None = None
) -> Record:
    """Make an application of now; its first state is `New`: `create_default_state` (F)."""
    first = STAGES[0]
    return {
        "id": key,
        "candidate": {"id": candidate},
        "job": None if job is None else {"id": job},
        "applied_at": services.now,
        "rejected_at": None,
        "source": None,
        "credited_to": None,
        "current_stage": stage or {"id": first.id, "name": first.name, "kind": first.kind},
        "reject_reason": None,
        "created_at": services.now,
        "updated_at": services.now,
    }


def blank_statistics(application: Record) -> Record:
    """Make the unanswered questions for statistics of an application."""
    at = application["applied_at"]
    return {
        "id": application["id"],
        "candidate": application["candidate"],
        "submitted_at": at,
        "race": None,
        "gender": None,
        "veteran_status": None,
        "disability_status": None,
        "created_at": at,
        "updated_at": at,
    }


def _blank_requisition(job: Record) -> Record:
    return {
        "id": job["id"],
        "job": {"id": job["id"]},
        "state": None,
        "brief": None,
        "category": None,
        "posting": "external",
        "subsidiary": None,
        "workflow": WORKFLOW,
        "eeo_category": None,
        "region": None,
        "starts_at": None,
        "hybrid": False,
        "created_by": None,
        "custom_fields": [],
    }


def _blank_employee(user: Record) -> Record:
    parts = ("street", "city", "state", "postal_code", "country")
    return {
        "id": user["id"],
        "user": {"id": user["id"]},
        "number": None,
        "title": None,
        "invitation": "not_read",
        "mobile": None,
        "address": dict.fromkeys(parts),
        "address2": None,
    }


def _blank_person(candidate: Record) -> Record:
    return {
        "id": candidate["id"],
        "candidate": {"id": candidate["id"]},
        "accepts_texts": False,
        "address2": None,
        "work_history": [],
        "education": [],
    }


def _blank_record(application: Record) -> Record:
    return {
        "id": application["id"],
        "application": {"id": application["id"]},
        "candidate": application["candidate"],
        "comments": None,
        "source_kind": None,
        "hired_at": None,
        "custom_fields": [],
    }


_BLANKS: Final[Mapping[str, Callable[[Record], Record]]] = {
    "requisitions": _blank_requisition,
    "employee_records": _blank_employee,
    "person_records": _blank_person,
    "application_records": _blank_record,
}


def blank(resource: str, parent: Record) -> Record:
    """Make the empty record that *resource* keeps behind *parent*."""
    return _BLANKS[resource](parent)
