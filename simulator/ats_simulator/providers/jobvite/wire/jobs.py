"""
A requisition as `/job` shows it, and the shorter job inside every application.

Reads truth, gives objects whose keys are in alphabetical order. Refuses to know the lens.
Source: SPEC sections 3.4 and 3.6, samples job-single, job-list and candidate-list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ats_simulator.provider import Record
from ats_simulator.providers.jobvite import looking, places
from ats_simulator.providers.jobvite.wire.style import Style
from ats_simulator.services import Services
from ats_simulator.world.instants import from_instant

NO_END_MS: Final = 253_402_237_799_000
"""`closeDate` of a job without end: `close_date_sentinel` (F). Source: SPEC 3.3 (recorded)."""

_UNNAMED: Final = re.compile(r"[^a-z0-9]+")

STATES: Final = {"open": "Open", "closed": "Closed", "draft": "Draft"}
FINER_STATES: Final = {
    "closed": "Closed",
    "filled": "Filled",
    "awaiting_approval": "Awaiting Approval",
    "approved": "Approved",
    "on_hold": "On Hold",
    "retracted": "Retracted",
    "rejected": "Rejected",
}
STATUS_OF_FINER: Final = {
    "closed": "closed",
    "filled": "closed",
    "awaiting_approval": "pending",
    "approved": "pending",
    "on_hold": "pending",
    "retracted": "archived",
    "rejected": "archived",
}
_COARSE: Final = {"pending": "Awaiting Approval", "archived": "Retracted"}
POSTINGS: Final = {"external": "External", "internal": "Internal", "limited": "Limited Access"}
JOB_TYPES: Final = {
    "full_time": "Full-Time",
    "part_time": "Part-Time",
    "contract": "Contract",
    "internship": "Internship",
    "temporary": "Temporary",
    "volunteer": "Volunteer",
    "per_diem": "Per Diem",
}
REMOTE: Final = {True: "Remote", False: "On-Site"}
HYBRID: Final = "Hybrid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """
    A job with everything that is shown with it. *people* gives a user and their file by id,
    *labels* the labels of the customer's fields.
    """

    job: Record
    requisition: Record
    company: Record
    people: Mapping[str, tuple[Record, Record]]
    labels: Mapping[str, str]


def post_of(services: Services, n: int) -> Post | None:
    """Gather job *n*; null if the job or its requisition is not there (yet)."""
    job, requisition = services.truth_at("jobs", n), services.truth_at("requisitions", n)
    if job is None or requisition is None:
        return None
    author = [requisition["created_by"]] if requisition["created_by"] else []
    keys = {p["id"] for p in (*job["hiring_managers"], *job["recruiters"], *author)}
    people = {key: looking.user(services, key) for key in keys}
    return Post(
        job=job,
        requisition=requisition,
        company=looking.company(services),
        people={key: found for key, found in people.items() if found is not None},
        labels=looking.labels(services, "job"),
    )


def epoch(instant: str | None) -> int | None:
    """Write an instant as integer epoch milliseconds."""
    return None if instant is None else from_instant(instant)


def state_of(post: Post) -> str:
    """Name the job's state: the finer one as long as it fits the status."""
    status, finer = post.job["status"], post.requisition["state"]
    if finer is not None and STATUS_OF_FINER[finer] == status:
        return FINER_STATES[finer]
    return STATES.get(status) or _COARSE[status]


def email_of(user: Record) -> str:
    """Give a user's e-mail address, which is their user name as well."""
    return user["emails"][0]["email"] if user["emails"] else ""


def person(found: tuple[Record, Record], *, with_email: bool = False) -> Record:
    """
    Show a person who works on a job.

    Shape: {"email"?, "employeeId"?, "firstName", "lastName", "userId", "userName"}: str.
    Source: SPEC section 3.4 (recorded), `email` only on requisitions section 3.6.
    """
    user, file = found
    shown = {"email": email_of(user)} if with_email else {}
    if file.get("number"):
        shown["employeeId"] = file["number"]
    shown["firstName"] = user["first_name"] or ""
    shown["lastName"] = user["last_name"] or ""
    shown["userId"] = user["id"]
    shown["userName"] = email_of(user)
    return shown


def staff(post: Post, role: str, *, with_email: bool = False) -> list[Record]:
    """Show the people in one *role* of a job, in order."""
    known = (post.people.get(each["id"]) for each in post.job[role])
    return [person(found, with_email=with_email) for found in known if found is not None]


def custom_fields(
    values: Sequence[Record], labels: Mapping[str, str], style: Style
) -> list[Record]:
    """
    Show the customer's fields that have a value; every value is text.

    Shape: [{"fieldCode", "key", "value"}], of 2015 without `fieldCode`. Codes have no question
    mark and fields no page: `field_code_question_mark` drop, `custom_field_page_type` off (F).
    """
    if style.old:
        return [{"key": labels.get(v["code"], v["code"]), "value": v["value"]} for v in values]
    return [
        {"fieldCode": v["code"], "key": labels.get(v["code"], v["code"]), "value": v["value"]}
        for v in values
    ]


def _name(named: Record | None) -> str:
    return named["name"] if named else ""


def department_of(job: Record) -> str:
    """Name the job's department: one, whatever the truth has."""
    return job["departments"][0]["name"] if job["departments"] else ""


def office_of(job: Record) -> str:
    """Name the job's location."""
    return job["offices"][0]["name"] if job["offices"] else ""


def job_type_of(job: Record) -> str:
    """Name the kind of job in the customer's words."""
    return JOB_TYPES[job["job_type"]] if job["job_type"] else ""


def application_job(post: Post, style: Style) -> Record:
    """
    Show the job of an application.

    Source: SPEC section 3.4 (recorded); of 2015 without `categoryName`, `primary*` and
    `subsidiaryName`.
    """
    job, requisition = post.job, post.requisition
    managers, recruiters = staff(post, "hiring_managers"), staff(post, "recruiters")
    subsidiary = requisition["subsidiary"]
    shown = {
        "categoryName": _name(requisition["category"]),
        "company": post.company["name"],
        "customField": custom_fields(requisition["custom_fields"], post.labels, style),
        "department": department_of(job),
        "eId": job["id"],
        "hiringManagers": managers,
        "jobType": job_type_of(job),
        "location": office_of(job),
        "postingType": POSTINGS[requisition["posting"]],
        "primaryHiringManager": managers[0] if managers else None,
        "primaryRecruiter": recruiters[0] if recruiters else None,
        "recruiters": recruiters,
        "requisitionId": job["requisition_id"] or "",
        "subsidiaryId": subsidiary["id"] if subsidiary else None,
        "subsidiaryName": subsidiary["name"] if subsidiary else None,
        "title": job["name"],
    }
    if style.old:
        return {key: shown[key] for key in OLD_JOB_KEYS}
    return style.keep(shown)


OLD_JOB_KEYS: Final = (
    "company",
    "customField",
    "department",
    "eId",
    "hiringManagers",
    "jobType",
    "location",
    "recruiters",
    "requisitionId",
    "subsidiaryId",
    "title",
)
JOB_KEYS: Final = (
    "categoryName",
    "company",
    "customField",
    "department",
    "eId",
    "hiringManagers",
    "jobType",
    "location",
    "postingType",
    "primaryHiringManager",
    "primaryRecruiter",
    "recruiters",
    "requisitionId",
    "subsidiaryId",
    "subsidiaryName",
    "title",
)


def requisition(post: Post, style: Style) -> Record:
    """
    Show a requisition, whole.

    Units: every date is epoch milliseconds. Source: SPEC section 3.6 (recorded about 2016, the
    keys of `job_inferred_keys` (F) inferred); `salary` is left out: `job_salary_block` (F).
    """
    job, behind = post.job, post.requisition
    managers = staff(post, "hiring_managers", with_email=True)
    recruiters = staff(post, "recruiters", with_email=True)
    page = page_of(post)
    shown = {
        "applyLink": f"{page}/apply",
        "bonus": "",
        "briefDescription": behind["brief"] or "",
        "category": _name(behind["category"]),
        "company": post.company["name"],
        "companyId": post.company["id"],
        "createdBy": _author(post),
        "customField": custom_fields(behind["custom_fields"], post.labels, style),
        "department": department_of(job),
        "description": job["description"],
        "detailLink": page,
        "distribution": False,
        "eId": job["id"],
        "eeoCategory": behind["eeo_category"] or "",
        "emailLanguage": "English",
        "evaluationFormName": "",
        "hiringManagers": managers,
        "internalOnly": behind["posting"] == "internal",
        "jobLink": page,
        "jobSource": "Manual",
        "jobState": state_of(post),
        "jobType": job_type_of(job),
        "location": office_of(job),
        "positionLevel": job["job_position_level"],
        "postingType": POSTINGS[behind["posting"]],
        "preInterviewFormName": "",
        "primaryHiringManager": _without_email(managers),
        "primaryHiringManagerEmail": managers[0]["email"] if managers else "",
        "primaryRecruiter": _without_email(recruiters),
        "primaryRecruiterEmail": recruiters[0]["email"] if recruiters else "",
        "private": job["confidential"],
        "recruiters": recruiters,
        "referralBonus": "",
        "region": behind["region"] or "",
        "remoteType": _remote(post),
        "requisitionId": job["requisition_id"] or "",
        "subsidiaryId": behind["subsidiary"]["id"] if behind["subsidiary"] else None,
        "subsidiaryName": behind["subsidiary"]["name"] if behind["subsidiary"] else None,
        "title": job["name"],
        "workflow": behind["workflow"] or "",
        **_dates(post),
        **_place(job),
    }
    return style.keep(dict(sorted(shown.items())))


def page_of(post: Post) -> str:
    """Give the address of a job's page, below the customer's name."""
    customer = _UNNAMED.sub("-", post.company["name"].casefold()).strip("-") or "careers"
    return f"https://jobs.jobvite.example/{customer}/job/{post.job['id']}"


def _remote(post: Post) -> str | None:
    """Say where a job is done; null if nobody said."""
    is_remote = post.job["is_remote"]
    if is_remote is False and post.requisition["hybrid"]:
        return HYBRID
    return None if is_remote is None else REMOTE[is_remote]


def _author(post: Post) -> Record | None:
    author = post.requisition["created_by"]
    found = post.people.get(author["id"]) if author else None
    if found is None:
        return None
    user = found[0]
    return {"firstName": user["first_name"] or "", "lastName": user["last_name"] or ""}


def _without_email(people: Sequence[Record]) -> Record | None:
    return {k: v for k, v in people[0].items() if k != "email"} if people else None


def _dates(post: Post) -> dict[str, Any]:
    """Date a job: a filled one by `filledOn`, any other that is over by `closeDate`."""
    job = post.job
    closed, filled = epoch(job["closed_at"]), state_of(post) == "Filled"
    return {
        "approveDate": epoch(job["opened_at"]),
        "closeDate": NO_END_MS if closed is None or filled else closed,
        "endDate": None,
        "filledOn": closed if filled else None,
        "lastUpdatedDate": epoch(job["updated_at"]),
        "putOnHoldDate": None,
        "sentDate": epoch(job["created_at"]),
        "startDate": epoch(post.requisition["starts_at"]),
    }


def _place(job: Record) -> dict[str, Any]:
    address = job["address"]
    country = places.country_of(address["country"]).name
    city, state = address["city"] or "", address["state"] or ""
    code = address["postal_code"] or ""
    place = {"city": city, "country": country, "postalCode": code, "state": state}
    return {
        "jobLocations": [place] if any(place.values()) else [],
        "locationCity": city,
        "locationCountry": country,
        "locationPostalCode": code,
        "locationState": state,
    }
