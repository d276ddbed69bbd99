"""
The vendor's JSON of jobs, candidates and applications: one function per object, keys in order.

Reads truth; refuses to decide who may see it: `roles.py` blanks what a user may not.
Source: SPEC sections 3.3 to 3.7, samples.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import orjson

from ats_simulator.provider import Record, WireRow
from ats_simulator.providers.jobtrain import documents, lookups
from ats_simulator.providers.jobtrain.lookups import number, text
from ats_simulator.providers.jobtrain.style import Style, style_in
from ats_simulator.services import Services
from ats_simulator.world.instants import from_instant

SEPARATOR: Final = "\x1f"
"""Stands between the fields of a row's search text, so that no text matches across two."""

ADVERTISED: Final = {"external": "External", "internal": "Internal", "agency": "Agency"}
"""Row 47 (`advertised_type_values`)."""

NO_RANKING: Final = 0
"""Stars of an application; the truth knows none. Row 49 (`ranking_none`)."""


def render(services: Services, resource: str, n: int, record: Record) -> Iterable[WireRow]:
    """Give the rows that show *record*; what is not listed by the hundred has none."""
    match resource:
        case "candidates":
            return (candidate_row(n, record),)
        case "jobs":
            return (job_row(services, n, record),)
        case "applications":
            return (application_row(services, n, record),)
        case "starter_forms":
            return starter_rows(n, record)
        case _:
            return ()


def candidate_row(n: int, candidate: Record) -> WireRow:
    """Give a candidate's place among the e-mail addresses; nothing lists candidates."""
    emails = candidate["emails"]
    return WireRow(
        kind="candidates",
        n=n,
        ref=candidate["id"],
        body=b"",
        natural_key=emails[0]["email"].casefold() if emails else None,
    )


def job_row(services: Services, n: int, job: Record) -> WireRow:
    """
    Give a job's row of the list of jobs: found by being advertised and by its closing day.

    Row 46 (`jobs_list_filter`): live, shown to candidates, not closed.
    """
    wire = listed_job(services, job)
    advertised = job["status"] == "open" and is_live(job) == "Yes"
    return WireRow(
        kind="jobs",
        n=n,
        ref=job["id"],
        body=orjson.dumps(wire),
        facet="advertised" if advertised else "",
        natural_key=_closing_day(job),
        search=search_text(wire),
    )


def _closing_day(job: Record) -> str | None:
    from ats_simulator.providers.jobtrain.dates import day

    return day(job["closed_at"], "documented") or None


def is_live(job: Record) -> str:
    """Say whether candidates see a job: an open one that is not confidential."""
    return "Yes" if job["status"] == "open" and not job["confidential"] else "No"


def application_row(services: Services, n: int, application: Record) -> WireRow:
    """Give an application's row of its job's candidates: found by job and by status."""
    wire = listed_application(services, application, style_in(services.tenant.assumptions))
    job = application["job"]
    return WireRow(
        kind="applications",
        n=n,
        ref=application["id"],
        body=orjson.dumps(wire),
        parent=job["id"] if job else None,
        facet=application["current_stage"]["id"],
        natural_key=application["candidate"]["id"],
        updated_ms=from_instant(application["updated_at"]),
        search=search_text(wire),
    )


def starter_rows(n: int, form: Record) -> Iterable[WireRow]:
    """
    Give a starter form's two places: when it was completed or cancelled, and when it was saved.

    Source: SPEC before section 3 (settled): the windows count from these instants.
    """
    ended = form["completed_at"] or form["cancelled_at"] or form["created_at"]
    saved = form["saved_at"] or form["created_at"]
    for kind, at in (("starters", ended), ("starters_saved", saved)):
        yield WireRow(
            kind=kind,
            n=n,
            ref=form["id"],
            body=b"",
            parent=form["job"]["id"],
            facet=form["state"],
            updated_ms=from_instant(at),
        )


def search_text(wire: Record) -> str:
    """Join the top-level strings, folded. Row 36 (`text_search_scope`): all of them."""
    return SEPARATOR.join(v for v in wire.values() if isinstance(v, str)).casefold()


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


def days_to_start(application: Record, starts_on: str | None) -> int:
    """Count the days from application to start; 0 while no start is known."""
    from ats_simulator.providers.jobtrain.dates import days_between

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
        "jobDetail": _exported_job(services, job, style),
        style.key["applicatiionStatus"]: {
            "applicationStatusId": number(stage["id"]),
            "applicationStatus": stage["name"],
        },
        "systemUser": changer(services, job),
    }


def _exported_job(services: Services, job: Record, style: Style) -> Record:
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
