"""
The vendor's JSON of candidates and applications: one function per object, keys in order.

Reads truth; refuses to decide who may see it: `roles.py` blanks what a user may not.
Source: SPEC sections 3.4, 3.5 and 3.7, samples.
"""

from __future__ import annotations

from typing import Final

from ats_simulator.provider import Record
from ats_simulator.providers.jobtrain import documents, lookups
from ats_simulator.providers.jobtrain.dates import days_between
from ats_simulator.providers.jobtrain.jobs import changer, exported_job
from ats_simulator.providers.jobtrain.lookups import number, text
from ats_simulator.providers.jobtrain.style import Style
from ats_simulator.services import Services

NO_RANKING: Final = 0
"""Stars of an application; the truth knows none. Row 49 (`ranking_none`)."""


def status(services: Services, application: Record) -> Record:
    """Render a status with the name that candidates see."""
    stage = application["current_stage"]
    role = lookups.stage_role(services, stage["id"])
    return {
        "id": number(stage["id"]),
        "statusName": stage["name"],
        "statusNameForCandidates": role["public_name"] if role else "",
    }


def source(application: Record) -> str:
    """Give the name of the source, "" for none."""
    return str(application["source"]["name"]) if application["source"] else ""


def job_id(application: Record) -> int | str:
    """Give the id of the job applied for; 0 for none, which this vendor does not know."""
    return number(application["job"]["id"]) if application["job"] else 0


def listed_application(services: Services, application: Record, style: Style) -> Record:
    """Render an application among the candidates of its job (operation 4): no name, no e-mail."""
    return {
        "applicationId": number(application["id"]),
        "candidateId": number(application["candidate"]["id"]),
        style.key["jobid"]: job_id(application),
        "createdOnDate": style.day(application["created_at"]),
        "agreedToTerms": "Yes",
        style.key["applicationSubmitedOn"]: style.day(application["applied_at"]),
        "source": source(application),
        "applicationStatus": status(services, application),
        "ranking": NO_RANKING,
    }


def applied_job(services: Services, application: Record, style: Style) -> Record:
    """
    Render one of a candidate's applications (operation 5).

    Row 44 (`agreed_to_terms_style`): an integer here, Yes elsewhere, as documented.
    """
    job = lookups.one(services, "jobs", application["job"]["id"]) if application["job"] else None
    return {
        "applicationId": number(application["id"]),
        "candidateId": number(application["candidate"]["id"]),
        "jobId": job_id(application),
        "jobReference": text(job["code"]) if job else "",
        "agreedToTerms": 1,
        "source": source(application),
        "createdOnDate": style.date_time(application["created_at"]),
        style.key["applicationSubmitedOn"]: style.date_time(application["applied_at"]),
        "ranking": NO_RANKING,
        "applicationStatus": status(services, application),
    }


def person(candidate: Record) -> Record:
    """Render a candidate's name and the ways to reach them."""
    emails, phones = candidate["emails"], candidate["phones"]
    return {
        "firstName": text(candidate["first_name"]),
        "lastName": text(candidate["last_name"]),
        "mobile": phones[0]["number"] if phones else "",
        "email": emails[0]["email"] if emails else "",
    }


def single_application(application: Record, who: Record, style: Style) -> Record:
    """Render an application alone (operation 6): without job, without status."""
    return {
        "candidateApplicationId": number(application["id"]),
        "candidateId": number(application["candidate"]["id"]),
        "firstName": who["firstName"],
        "lastName": who["lastName"],
        "email": who["email"],
        "mobile": who["mobile"],
        "primaryEmail": who["email"],
        "createdOn": style.day(application["created_at"]),
        "appliedOn": style.day(application["applied_at"]),
        "agreedToTerms": "Yes",
    }


def dbs_ready(services: Services, application: Record, who: Record, style: Style) -> Record:
    """
    Render an application that awaits a background check (operation 10).

    Row 69 (`dbs_level_carrier`): the name of the status says which check.
    """
    wire = listed_application(services, application, style)
    shown = {"jobId" if key == style.key["jobid"] else key: v for key, v in wire.items()}
    ranking = shown.pop("ranking")
    stage = lookups.one(services, "job_interview_stages", application["current_stage"]["id"])
    shown["applicationStatus"]["displayOrder"] = stage["position"] if stage else 0
    names = ("firstName", "lastName", "email", "mobile")
    return {**shown, "candidate": {n: who[n] for n in names}, "ranking": ranking}


def days_to_start(application: Record, starts_on: str | None) -> int:
    """Count the days from application to start; 0 while no start is known."""
    return days_between(application["applied_at"], starts_on) if starts_on else 0


def changed(
    services: Services, application: Record, job: Record, who: Record, style: Style
) -> Record:
    """Render an application in the 24-hour export (operation 8)."""
    starts_on = lookups.starts_on(services, application["id"])
    stage = application["current_stage"]
    return {
        "candidateApplicationId": number(application["id"]),
        "candidateId": number(application["candidate"]["id"]),
        "firstName": who["firstName"],
        "lastName": who["lastName"],
        "emailAddress": who["email"],
        "applicationStatusCreatedDate": style.day(application["updated_at"]),
        "daysFromApplicationDateToStartDate": days_to_start(application, starts_on),
        "jobDetail": exported_job(services, job, style),
        style.key["applicatiionStatus"]: {
            "applicationStatusId": number(stage["id"]),
            "applicationStatus": stage["name"],
        },
        "systemUser": changer(services, job),
    }


def file(attachment: Record | None, style: Style) -> Record | None:
    """
    Render a document with its bytes in base64.

    Shape: {"fileName", "contentType", "data": str}; `missing_file_style` says what none is.
    """
    if attachment is not None:
        return {
            "fileName": attachment["file_name"],
            "contentType": attachment["content_type"],
            "data": documents.base64_of(attachment["content"]),
        }
    empty = style.missing_file_style == "empty_object"
    return {"fileName": "", "contentType": "", "data": ""} if empty else None


def equal_opportunities(answers: Record, style: Style) -> Record:
    """
    Render answers for statistics.

    Row 51 (`equal_ops_gender_meaning`): whether the gender is the one of birth.
    """
    return {
        "applicationId": number(answers["application"]["id"]),
        "candidateId": number(answers["candidate"]["id"]),
        "equalOpsEthnicity": text(answers["ethnicity"]),
        "equalOpsSex": text(answers["sex"]),
        "equalOpsGender": text(answers["same_as_birth"]),
        style.key["equalOpsMartial"]: text(answers["marital_status"]),
        "equalOpsNationality": text(answers["nationality"]),
        "equalOpsReligion": text(answers["religion"]),
        "equalOpsOrientation": text(answers["orientation"]),
    }


def detail(
    services: Services, application: Record, job: Record, who: Record, style: Style
) -> Record:
    """
    Render an application in full (operation 7), but for files and answers for statistics.

    Row 50 (`detail_id_meaning`): the id on top is the candidate's.
    """
    stage = application["current_stage"]
    starts_on = lookups.starts_on(services, application["id"])
    kind, supplier = _origin(application)
    added = application["credited_to"]
    return {
        "email": who["email"],
        "id": number(application["candidate"]["id"]),
        "firstName": who["firstName"],
        "lastName": who["lastName"],
        "candidateType": kind,
        "candidateStartDate": style.plain_day(starts_on),
        "candidateStatus": stage["name"],
        "candidateStatusCreatedDate": style.day(application["updated_at"]),
        "agencySupplier": supplier,
        "userAdded": _full_name(added) if added else "",
        "candidateStatusId": number(stage["id"]),
        "daysFromApplicationToStart": days_to_start(application, starts_on),
    }


def _full_name(user: Record) -> str:
    return " ".join(part for part in (user["first_name"], user["last_name"]) if part)


def _origin(application: Record) -> tuple[str, str]:
    """Tell agency candidates, whose source names the agency, from the others."""
    head, colon, agency = source(application).partition(":")
    is_agency = head == "Agency" and colon
    return ("Agency", agency.strip()) if is_agency else ("External", "")
