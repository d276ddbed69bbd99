"""
The vendor's JSON of jobs: one function per object, keys in order.

Reads truth; refuses to decide who may see it. Source: SPEC sections 3.3 to 3.5, samples.
"""

from __future__ import annotations

from typing import Any, Final

from ats_simulator.provider import Record
from ats_simulator.providers.jobtrain import lookups
from ats_simulator.providers.jobtrain.lookups import number, text
from ats_simulator.providers.jobtrain.style import Style, style_in
from ats_simulator.services import Services

ADVERTISED: Final = {"external": "External", "internal": "Internal", "agency": "Agency"}
"""Row 47 (`advertised_type_values`)."""


def is_live(job: Record) -> str:
    """Say whether candidates see a job: an open one that is not confidential."""
    return "Yes" if job["status"] == "open" and not job["confidential"] else "No"


def _job_base(services: Services, job: Record, advert: Record) -> Record:
    reason = advert["reason"]
    status_id, status = lookups.job_status(services, job["status"])
    return {
        "id": number(job["id"]),
        "jobReference": text(job["code"]),
        "jobTitle": advert["internal_title"] or job["name"],
        "jobTitleForCandidate": job["name"],
        "advertisedType": ADVERTISED[advert["kind"]],
        "replyToEmail": text(advert["reply_to"]),
        "vacancyType": lookups.employment_type(services, job["job_type"]),
        "vacancyDepartment": department_of(job),
        "vacancyDivision": text(advert["division"]),
        "applyURL": job["job_posting_urls"][0]["url"] if job["job_posting_urls"] else "",
        "vacancyReason": reason["name"] if reason else "",
        "isLiveForCandidates": is_live(job),
        "location": location(job),
        "jobStatus": {"id": status_id, "name": status},
    }


def department_of(job: Record) -> str:
    """Give the name of the job's first department, "" for none."""
    return str(job["departments"][0]["name"]) if job["departments"] else ""


def location(job: Record) -> Record:
    """
    Render where a job is.

    Shape: {"id": int, "locationName", "city", "county", "postCode": str}; without an office, id 0.
    """
    office, address = lookups.office_of(job), job["address"]
    return {
        "id": number(office["id"]) if office else 0,
        "locationName": office["name"] if office else "",
        "city": lookups.city_of(job),
        "county": text(address["state"]),
        "postCode": text(address["postal_code"]),
    }


def _job_dates(style: Style, job: Record, advert: Record) -> Record:
    """Render a job's days. Row 40 (`job_date_format`): days without a time."""
    return {
        "createdOnDate": style.day(job["created_at"]),
        "startDate": style.plain_day(advert["starts_on"]),
        "closingDate": style.day(job["closed_at"]),
    }


def listed_job(services: Services, job: Record) -> Record:
    """
    Render a job as the list of jobs does (operation 2).

    Source: SPEC section 3.3. A closing date is there once somebody set one; the truth holds it
    as `closed_at`, which may lie ahead.
    """
    style = style_in(services.tenant.assumptions)
    advert = lookups.advert(services, job["id"])
    return {
        **_job_base(services, job, advert),
        **_job_dates(style, job, advert),
        "advertLiveDate": style.day(job["opened_at"]),
    }


def single_job(services: Services, job: Record) -> Record:
    """
    Render a job alone (operation 3): with descriptions, without advertLiveDate.

    Row 48 (`job_description_format`): as HTML, which is how the truth may hold it.
    """
    style = style_in(services.tenant.assumptions)
    advert = lookups.advert(services, job["id"])
    reason = advert["reason"]
    return {
        "jobDescriptionExternal": text(job["description"]),
        "jobDescriptionInternal": text(advert["description_internal"]),
        "jobDescriptionAgency": text(advert["description_agency"]),
        **_job_dates(style, job, advert),
        "reasonForVacancy": {
            "id": number(reason["id"]) if reason else 0,
            "name": reason["name"] if reason else "",
        },
        **_job_base(services, job, advert),
    }


def changer(services: Services, job: Record | None) -> Record:
    """
    Render who changed an application: the recruiter of its job, else the hiring manager.

    Row 57 (`export_system_user`): the truth keeps no history, so it is whose work that is.
    """
    staff = [*job["recruiters"], *job["hiring_managers"]] if job else []
    user = lookups.one(services, "users", staff[0]["id"]) if staff else None
    return {
        "firstName": text(user["first_name"]) if user else "",
        "lastName": text(user["last_name"]) if user else "",
    }


def exported_job(services: Services, job: Record, style: Style) -> Record:
    """Render a job inside a row of the 24-hour export (operation 8)."""
    advert = lookups.advert(services, job["id"])
    office = lookups.office_of(job)
    return {
        "jobId": number(job["id"]),
        "jobTitle": advert["internal_title"] or job["name"],
        "jobReference": text(job["code"]),
        "noOfVacancies": advert["vacancies"],
        "startDate": style.plain_day(advert["starts_on"]),
        "closingDate": style.day(job["closed_at"]),
        "hours": int(advert["hours_per_week"] or 0),
        "employmentType": lookups.employment_type(services, job["job_type"]),
        "divisionName": text(advert["division"]),
        "jobStatus": lookups.job_status(services, job["status"])[1],
        "location": {"locationName": office["name"] if office else "", "fax": ""},
    }


def detailed_job(services: Services, application: Record, job: Record, style: Style) -> Record:
    """Render the job inside an application's detail (operation 7)."""
    advert = lookups.advert(services, job["id"])
    office, hours = lookups.office_of(job), advert["hours_per_week"]
    user = changer(services, job)
    status_id, status_name = lookups.job_status(services, job["status"])
    return {
        "applicationId": number(application["id"]),
        "candidateId": number(application["candidate"]["id"]),
        "jobId": number(job["id"]),
        "jobDepartment": department_of(job),
        "jobDivision": text(advert["division"]),
        "jobEmploymentType": lookups.employment_type(services, job["job_type"]),
        "jobHoursPerWeek": "" if hours is None else f"{hours:g}",
        "jobLocation": office["name"] if office else "",
        "jobNumberVacancies": advert["vacancies"],
        "jobReference": text(job["code"]),
        "jobReportsTo": text(advert["reports_to"]),
        "jobSchoolLocation": text(advert["school_location"]),
        "jobTitle": advert["internal_title"] or job["name"],
        "jobTitleForCandidate": job["name"],
        "locationRegion": text(advert["region"]),
        "userFirstName": user["firstName"],
        "userLastName": user["lastName"],
        style.key["isliveForCandidates"]: is_live(job),
        **_detailed_dates(style, job, advert),
        "jobStatusId": status_id,
        "jobStatusName": status_name,
    }


def _detailed_dates(style: Style, job: Record, advert: Record) -> dict[str, Any]:
    return {
        "jobApprovedDate": style.day(advert["approved_at"]),
        "jobClosingDate": style.day(job["closed_at"]),
        "jobCreatedDate": style.day(job["created_at"]),
        "jobLiveDate": style.day(job["opened_at"]),
    }
