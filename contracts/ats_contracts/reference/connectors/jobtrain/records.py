"""
From Jobtrain's records to the unified ones, key by key. Reads nothing from the network.

Misspelt and oddly capitalised keys are read as documented, as corrected, and in any case. What the
vendor does not have is null. Names of statuses are a customer's own: an unknown one is passed on
raw. Source: SPEC section 8.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

from ats_contracts.reference import mapping as m
from ats_contracts.reference.connectors.jobtrain.reading import (
    find,
    instant,
    key,
    part,
    text,
    time_of_day,
)
from ats_contracts.reference.models import blank
from ats_contracts.reference.values import File, JsonObject

JOB_STATUSES: Mapping[str, str] = {
    "live": "open",
    "closed": "closed",
    "draft": "draft",
    "awaiting approval": "pending",
    "archived": "archived",
}
JOB_TYPES: Mapping[str, str] = {
    "permanent": "full_time",
    "full time": "full_time",
    "part time": "part_time",
    "fixed term contract": "contract",
    "internship": "internship",
    "temporary": "temporary",
    "volunteer": "volunteer",
    "bank": "per_diem",
    "bank / per diem": "per_diem",
    "per diem": "per_diem",
}
GROUPS: Mapping[str, str] = {
    "AF": "Application form",
    "EQ": "Equal opportunities",
    "PRE": "Pre-assessment",
    "STND": "Standard",
}
FILES: Mapping[str, tuple[str, str]] = {
    "cv": ("cv", "resume"),
    "cover": ("coverletter", "cover_letter"),
}
"""By the end of an attachment's id: the vendor's key in lower case, and the unified type."""


def to_candidate(raw: JsonObject) -> JsonObject:
    """
    Map a candidate; a role may show a number for a name, and nothing else.

    Shape: {"person": operation 5, "applications": [as `to_application`]}. When a candidate was
    created, or changed, is that of the first, or the last, application, if all are known.
    """
    person: JsonObject = raw["person"]
    first, last = text(person, "firstname"), text(person, "lastname")
    applications = [to_application(each) for each in raw["applications"]]
    return blank("candidates") | {
        "id": key(person, "id"),
        "first_name": first,
        "last_name": last,
        "name": m.joined(" ", first, last),
        "phones": m.items(text(person, "mobile"), "number", extension=None, type=None),
        "emails": m.items(text(person, "email"), "email", type=None),
        "applications": applications,
        "attachments": [file for each in applications for file in each["attachments"] or ()],
        "created_at": _edge(min, [each["created_at"] for each in applications]),
        "updated_at": _edge(max, [each["updated_at"] for each in applications]),
    }


def _edge(choose: Callable[..., str], instants: list[str | None]) -> str | None:
    if not instants or None in instants:
        return None
    return choose(instants, key=dt.datetime.fromisoformat)


def to_job(raw: JsonObject) -> JsonObject:
    """
    Map a job. Shape: {"job": record, "department_id": str | null, "live_on"?: detail's job part}
    """
    job: JsonObject = raw["job"]
    place = part(job, "location")
    reference = text(job, "jobreference")
    department = text(job, "vacancydepartment")
    return blank("jobs") | {
        "id": key(job, "id"),
        "name": text(job, "jobtitleforcandidate") or text(job, "jobtitle"),
        "description": text(job, "jobdescriptionexternal"),
        "code": reference,
        "requisition_id": reference,
        "status": _known(JOB_STATUSES, text(part(job, "jobstatus"), "name")),
        "locations": m.listed(_address(place, "locationname", "city", "county", "postcode")),
        "job_posting_urls": m.items(text(job, "applyurl"), "url", type=None),
        "departments": m.items(department, "name", id=raw["department_id"]),
        "teams": m.items(text(job, "vacancydivision"), "name"),
        "offices": _office_of(place),
        "is_remote": _is_remote(place),
        "job_type": _known(JOB_TYPES, text(job, "vacancytype")),
        "created_at": instant(job, "createdondate"),
        "closed_at": instant(job, "closingdate"),
        "opened_at": instant(job, "advertlivedate")
        or instant(raw.get("live_on") or {}, "joblivedate"),
    }


def _known(table: Mapping[str, str], name: str | None) -> str | None:
    return None if name is None else table.get(name.strip().lower(), name)


def _address(place: JsonObject, *names: str) -> str | None:
    return m.joined(", ", *(text(place, name) for name in names))


def _is_remote(place: JsonObject) -> bool:
    """Tell a remote place by its city: the product writes "Remote". Source: SPEC section 8."""
    return text(place, "city") == "Remote"


def _office_of(place: JsonObject) -> list[JsonObject]:
    """Read the location as an office; ids are positive, so 0 without a name is none."""
    office_id, name = key(place, "id"), text(place, "locationname")
    return [{"id": office_id, "name": name}] if name or office_id not in (None, "0") else []


def to_application(raw: JsonObject) -> JsonObject:
    """
    Map an application. Shape: {"application": as in appliedJobs, "detail": operation 7 or null}.

    `updated_at` is the day of its last status, as far as the detail is of this application.
    """
    found: JsonObject = raw["application"]
    detail: JsonObject = raw["detail"] or {}
    source = text(found, "source")
    return blank("applications") | {
        "id": application_id(found),
        "candidate": _reference(found, "candidateid"),
        "job": _reference(found, "jobid"),
        "applied_at": _applied_at(found),
        "source": None if source is None else {"id": None, "name": source},
        "current_stage": _stage_of(part(found, "applicationstatus")),
        "attachments": None if raw["detail"] is None else _named_files(found, detail),
        "created_at": time_of_day(found, "createdondate"),
        "updated_at": instant(detail, "candidatestatuscreateddate"),
    }


def _applied_at(raw: JsonObject) -> str | None:
    """Read when an application was made: the key is misspelt in the documents. Source: 3.1."""
    return time_of_day(raw, "applicationsubmitedon", "applicationsubmittedon")


def application_id(raw: JsonObject) -> str | None:
    """Read the id of an application, under either of its names."""
    return key(raw, "applicationid", "candidateapplicationid")


def _reference(raw: JsonObject, name: str) -> JsonObject | None:
    found = key(raw, name)
    return None if found is None else {"id": found}


def _stage_of(status: JsonObject) -> JsonObject | None:
    name, stage_id = text(status, "statusname"), key(status, "id", "applicationstatusid")
    if stage_id is None:
        return None
    return {"id": stage_id, "name": name, "job": None, "created_at": None, "updated_at": None}


def _named_files(found: JsonObject, detail: JsonObject) -> list[JsonObject]:
    """Embed the files of an application, without their bytes."""
    candidate_id, job_id = str(key(found, "candidateid")), str(key(found, "jobid"))
    ids = {"application": application_id(found), "candidate": candidate_id, "job": job_id}
    rows = [{"ids": ids, "kind": kind, "file": file} for kind, file in files_in(detail)]
    return [{**to_attachment(row), "file_url": None} for row in rows]


def files_in(detail: JsonObject) -> list[tuple[str, JsonObject]]:
    """List the files in a detail, by kind. An object without a name and bytes is none."""
    files = ((kind, part(detail, name)) for kind, (name, _) in FILES.items())
    return [(kind, file) for kind, file in files if text(file, "filename") or text(file, "data")]


def shown_application(raw: JsonObject) -> JsonObject:
    """
    Give what is shown of an application: its records, without what has a resource of its own.

    Equal-opportunities answers are left to eeocs, the bytes of files to attachments.
    """
    detail: Mapping[str, Any] | None = raw["detail"]
    if detail is None:
        return {**raw["application"], "detail": None}
    kept = {name: value for name, value in detail.items() if name.lower() != "equalops"}
    for name, value in kept.items():
        if name.lower() in ("cv", "coverletter") and isinstance(value, dict):
            kept[name] = {each: of for each, of in value.items() if each.lower() != "data"}
    return {**raw["application"], "detail": kept}


def to_attachment(raw: JsonObject) -> JsonObject:
    """
    Map a file; its bytes are inline, so its address is a data URI that holds them.

    Shape: {"ids": {"application", "candidate", "job"}, "kind": "cv" | "cover", "file": {…}}
    """
    ids, kind = raw["ids"], raw["kind"]
    return blank("attachments") | {
        "id": f"{ids['candidate']}-{ids['job']}-{kind}",
        "file_name": text(raw["file"], "filename"),
        "file_url": _data_uri(raw["file"]),
        "candidate": {"id": ids["candidate"]},
        "application": {"id": ids["application"]},
        "job": {"id": ids["job"]},
        "attachment_type": FILES[kind][1],
    }


def to_file(raw: JsonObject) -> File:
    """Give the bytes of a file. Raises: Missing, RemoteError."""
    file = raw["file"]
    return m.file_of(text(file, "data"), text(file, "filename"), text(file, "contenttype"))


def _data_uri(file: JsonObject) -> str | None:
    data = text(file, "data")
    kind = text(file, "contenttype") or "application/octet-stream"
    return None if data is None else f"data:{kind};base64,{data}"


def to_eeoc(raw: JsonObject) -> JsonObject:
    """
    Map equal-opportunities answers; what the model has no field for stays in `remote_data`.

    Shape: {"answers": equalOps of operation 7, "application": as in appliedJobs}.
    """
    answers: JsonObject = raw["answers"]
    return blank("eeocs") | {
        "id": key(answers, "applicationid"),
        "candidate": _reference(answers, "candidateid"),
        "submitted_at": _applied_at(raw["application"]),
        "race": text(answers, "equalopsethnicity"),
        "gender": text(answers, "equalopssex"),
    }


def to_department(raw: JsonObject) -> JsonObject:
    """Map a department, of the list or alone."""
    return blank("departments") | {
        "id": key(raw, "departmentid", "id"),
        "name": text(raw, "departmentname"),
    }


def to_office(raw: JsonObject) -> JsonObject:
    """Map a location."""
    lines = ("addressline1", "addressline2", "city", "county", "postcode")
    return blank("offices") | {
        "id": key(raw, "id"),
        "name": text(raw, "locationname"),
        "location": _address(raw, *lines),
        "is_remote": _is_remote(raw),
    }


def to_stage(raw: JsonObject) -> JsonObject:
    """Map an application status. Shape: {"status": record, "place": int | null}."""
    status: JsonObject = raw["status"]
    return blank("job_interview_stages") | {
        "id": key(status, "applicationitatusid", "applicationstatusid", "id"),
        "name": text(status, "statusname"),
        "status": "active",
        "position": raw["place"],
    }


def to_form_field(raw: JsonObject) -> JsonObject:
    """
    Map a question of the candidate site. Shape: {"question": {…}, "job_id": str, "index": int}.

    Its type is passed on raw; its group is the end of its id. Source: SPEC section 3.11.
    """
    question: JsonObject = raw["question"]
    question_id = key(question, "id")
    group = (question_id or "").rpartition("_")[2] or None
    return blank("job_form_fields") | {
        "id": question_id,
        "name": question_id,
        "job": {"id": raw["job_id"]},
        "label": plain(text(question, "question")),
        "index": raw["index"],
        "is_required": find(question, "required") if _is_flag(question) else None,
        "type": text(question, "type"),
        "options": [
            {"id": None, "label": text(option, "label"), "value": key(option, "value")}
            for option in find(question, "options") or []
            if isinstance(option, dict)
        ],
        "group_id": group,
        "group_name": GROUPS.get(group or ""),
    }


def _is_flag(question: JsonObject) -> bool:
    return isinstance(find(question, "required"), bool)


def plain(markup: str | None) -> str | None:
    """Take mark-up out of a question: tags go, entities become what they stand for."""
    if markup is None:
        return None
    return unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", markup)).strip() or None
