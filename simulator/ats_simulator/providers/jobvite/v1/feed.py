"""
The job feed of the old API: open jobs as JSON in which every scalar is a string.

Reads truth and renders at the moment it is asked. Source: SPEC section 3.11 (official).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

import orjson

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobvite import errors, places, rows
from ats_simulator.providers.jobvite.errors import Refused
from ats_simulator.providers.jobvite.reads import paging
from ats_simulator.providers.jobvite.reads.query import Query
from ats_simulator.providers.jobvite.wire import jobs as wire_jobs
from ats_simulator.providers.jobvite.wire.jobs import Post
from ats_simulator.services import Services
from ats_simulator.store.records import Where
from ats_simulator.world.instants import from_instant

HEADERS: Final = (
    ("Content-Type", errors.CONTENT_TYPE),
    ("Server", "Jobvite"),
    ("Access-Control-Allow-Origin", "https://app.jobvite.com"),
)
"""Cross-origin header of the feed. Source: SPEC section 3.11 (recorded)."""

SETTINGS: Final = {"feed_count_max": 1000}
"""The largest page of the feed: `v1_over_max` clamp (F). Source: SPEC 3.11 (official)."""

_PACIFIC: Final = ZoneInfo("America/Los_Angeles")
_NEVER: Final = "12/31/9999"


def job_feed(services: Services, query: Query) -> Reply:
    """
    Answer `GET /v1/jobFeed`: open jobs, every scalar a string.

    Without `companyId` 400 as text: `v1_missing_param` (F). Source: SPEC 3.11 (official).
    """
    if not query.first("companyId"):
        return errors.v1_text(400, "companyId is required")
    try:
        most = int(services.tenant.settings["feed_count_max"])
        at = paging.clamped_place(services, query, most=most)
    except Refused as refused:
        return errors.v1_text(400, refused.message)
    criteria = {
        "availableTo": query.first("availableTo") or "External",
        "region": query.first("region") or "",
        "category": query.first("category") or "",
        "count": at.take,
        "start": at.skip + 1,
        "location": query.first("location") or "",
        "department": query.first("department") or "",
        "type": query.first("type") or "",
    }
    numbers = services.sandbox.numbers(
        services.con, services.tenant, "jobs", _feed_where(criteria), rows.BY_REQUISITION
    )
    posts = [post for n in numbers if (post := wire_jobs.post_of(services, n)) is not None]
    found = [post for post in posts if _is_wanted(post, criteria)]
    shown = [feed_job(post) for post in found[at.skip : at.skip + at.take]]
    feed = {"total": len(found), "jobs": shown, "filterCriteria": criteria}
    return Reply(status=200, headers=HEADERS, body=orjson.dumps(feed))


def _feed_where(criteria: Record) -> Where:
    asked = criteria["availableTo"].casefold()
    known = next((w for w in wire_jobs.POSTINGS.values() if w.casefold() == asked), "")
    return Where("facet = 'Open' AND parent = ?", (known,))


def _is_wanted(post: Post, criteria: Record) -> bool:
    """
    Apply the filters, in any case, and a country by name or by code.

    The guide's own example asks for `internal`, `full-time` and `USA`. Source: SPEC section 3.11
    (official).
    """
    category = post.requisition["category"]
    country = places.country_of(post.job["address"]["country"])
    facts: Mapping[str, tuple[str, ...]] = {
        "region": (post.requisition["region"] or "",),
        "category": (category["name"] if category else "",),
        "location": (_location(post, country.name), _location(post, country.code)),
        "department": (wire_jobs.department_of(post.job),),
        "type": (wire_jobs.job_type_of(post.job),),
    }
    return all(
        not criteria[name] or criteria[name].casefold() in map(str.casefold, values)
        for name, values in facts.items()
    )


def feed_location(post: Post) -> str:
    """Write a location as the feed does: "City, ST, Country"."""
    return _location(post, places.country_of(post.job["address"]["country"]).name)


def _location(post: Post, country: str) -> str:
    address = post.job["address"]
    return ", ".join(part for part in (address["city"], address["state"], country) if part)


def feed_day(instant: str | None) -> str:
    """Write an instant as its day in California, `MM/dd/yyyy`; nothing for none."""
    if instant is None:
        return ""
    seconds = from_instant(instant) / 1000
    try:
        return dt.datetime.fromtimestamp(seconds, _PACIFIC).strftime("%m/%d/%Y")
    except (OverflowError, ValueError, OSError):
        return _NEVER


def _full_name(people: Sequence[Record]) -> str:
    return f"{people[0]['firstName']} {people[0]['lastName']}".strip() if people else ""


def feed_job(post: Post) -> Record:
    """Render one job of the feed, misspelt key and all. Source: sample v1-jobFeed."""
    job, behind = post.job, post.requisition
    page = wire_jobs.page_of(post).replace("https:", "http:")
    kind, created = wire_jobs.job_type_of(job), feed_day(job["created_at"])
    category, subsidiary = behind["category"], behind["subsidiary"]
    return {
        "hiringManager": _full_name(wire_jobs.staff(post, "hiring_managers")),
        "preInterviewForm": "",
        "location": feed_location(post),
        "jobState": wire_jobs.state_of(post),
        "salaryHigh": "0",
        "jobSource": "0",
        "endDate": _NEVER,
        "primaryHiringManagerId": "",
        "approvalRequired": "0",
        "salaryLow": "0",
        "recruiterAccess": "0",
        "description": job["description"] or "",
        "agencyHiringManager": "",
        "userName": "",
        "eEOCategory": behind["eeo_category"] or "",
        "notified": "0",
        "doNotCall": "false",
        "openings": "1",
        "companyName": "",
        "category": category["name"] if category else "",
        "parsed": "1",
        "createdBy": "5",
        "carrerSiteScrapeUrl": "",
        "clientsDepartmentId": "",
        "clientsRegionId": "",
        "applyUrl": f"{page}/apply",
        "availableTo": wire_jobs.POSTINGS[behind["posting"]],
        "region": behind["region"] or "",
        "startDate": feed_day(behind["starts_at"]) or _NEVER,
        "jobType": kind,
        "department": wire_jobs.department_of(job),
        "date": created,
        "subsidiaryName": subsidiary["name"] if subsidiary else "",
        "private": "true" if job["confidential"] else "false",
        "holdTimeSpan": "",
        "id": job["id"],
        "title": job["name"],
        "briefDescription": behind["brief"] or "",
        "filledOn2": "",
        "approveDate": feed_day(job["opened_at"]),
        "notification": "true",
        "workFlowTitle": behind["workflow"] or "",
        "careerSite": "true",
        "showSalary": "0",
        "clientsLocationId": "",
        "detailUrl": page,
        "zip": job["address"]["postal_code"] or "",
        "jobLinkUrl": "",
        "contactInformation": "",
        "closeDate": feed_day(job["closed_at"]) or _NEVER,
        "areaCode": "",
        "jobType2": kind,
        "approval": "",
        "filledOn": "",
        "putOnHoldDate": "",
        "filledBy": "0",
        "interviewEvaluation": "",
        "agencyCompany": "",
        "sentdate": created,
        "companyId": post.company["id"],
        "requisitionId": job["requisition_id"] or "",
        "needsRequired": "0",
        "eQuest": "",
        "recruiter": _full_name(wire_jobs.staff(post, "recruiters")),
        "customFields": {v["code"]: v["value"] for v in behind["custom_fields"]},
    }
