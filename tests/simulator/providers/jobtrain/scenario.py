"""The scenario of the golden payloads, as truth records."""

from __future__ import annotations

from typing import Any

from ats_simulator.providers.jobtrain.lookups import NO_ADVERT
from tests.simulator.providers.jobtrain.desk import Desk

CV = "data:application/pdf;base64,JVBERi0xLjQKJSBzYW1wbGUgQ1YgLSBBbWFyYSBXaGl0ZmllbGQKJSVFT0YK"
LETTER = (
    "data:application/pdf;base64,"
    "JVBERi0xLjQKJSBzYW1wbGUgY292ZXIgbGV0dGVyIC0gQW1hcmEgV2hpdGZpZWxkCiUlRU9GCg=="
)
SHORTLISTED = "9105"
ENHANCED = "9114"
PRE_START = "9125"
REFS = {
    "application": {"id": "70501"},
    "candidate": {"id": "60301"},
    "job": {"id": "900101"},
}
LEEDS = {
    "street": "1 Example Row",
    "city": "Leeds",
    "state": "West Yorkshire",
    "postal_code": "ZZ1 1AA",
    "country": "GB",
}


def a_company(**spec: Any) -> Desk:
    """Build the company of the scenario: settings, one user, one job, and nobody applied."""
    desk = Desk(size=0, **spec)
    put = desk.account.put_truth
    put("departments", "9012", {"name": "Community Care"})
    contact = {"head": "P Osei", "cost_centre": "CC-100", "email": "cc@acme-care.example"}
    put("department_contacts", "9012", contact)
    put(
        "divisions",
        "9007",
        {
            "name": "North",
            "department": {"id": "9012", "name": "Community Care"},
            "directorate": "Adults",
            "email": "north@acme-care.example",
        },
    )
    put("offices", "9031", {"name": "Leeds Central", "address": LEEDS, "is_remote": False})
    put("office_coordinates", "9031", {"latitude": 53.8, "longitude": -1.55})
    user = {"first_name": "Priya", "last_name": "Osei", "emails": []}
    put("users", "401", user)
    _lists(desk)
    _job(desk)
    return desk


def _lists(desk: Desk) -> None:
    put = desk.account.put_truth
    put("regions", "9403", {"name": "Yorkshire"})
    put("job_categories", "9505", {"name": "Care"})
    put("salary_bands", "9609", {"name": "Band C", "min": 20000, "max": 22000})
    put("job_levels", "9802", {"name": "Senior", "position": 2})
    put("school_locations", "9904", {"name": "Main School", "department_name": "Education"})
    title = {"name": "Support Worker", "public_name": "Support Worker (Days)"}
    put("job_titles", "9321", title)
    centre = {"name": "CC-100", "division": "North", "business_unit": "Care"}
    put("cost_centres", "9408", centre)
    put("campaigns", "9506", {"name": "Winter 2026", "division": "North"})


def _job(desk: Desk) -> None:
    desk.account.put_truth(
        "jobs",
        "900101",
        {
            "name": "Support Worker (Days)",
            "description": "<p>Support people to live well at home.</p>",
            "code": "00101",
            "status": "open",
            "address": LEEDS,
            "job_posting_urls": [
                {
                    "url": "https://www.jobtrain.example/acmecare/Job/JobDetail?JobId=900101",
                    "type": None,
                }
            ],
            "departments": [{"id": "9012", "name": "Community Care"}],
            "offices": [{"id": "9031", "name": "Leeds Central"}],
            "recruiters": [{"id": "401", "name": "Priya Osei"}],
            "job_type": "full_time",
            "created_at": "2026-10-01T08:00:00Z",
            "opened_at": "2026-10-05T08:00:00Z",
            "closed_at": "2026-11-30T12:00:00Z",
        },
    )
    desk.account.put_truth(
        "adverts",
        "900101",
        {
            **NO_ADVERT,
            "job": {"id": "900101"},
            "internal_title": "Support Worker",
            "reply_to": "recruitment@acme-care.example",
            "description_internal": "<p>Internal advert text.</p>",
            "reason": {"id": "9302", "name": "Replacement"},
            "division": "North",
            "region": "Yorkshire",
            "cost_centre": "CC-100",
            "level": "N/A",
            "starts_on": "2026-12-01",
            "approved_at": "2026-10-04T08:00:00Z",
            "vacancies": 2,
            "hours_per_week": 37.5,
            "reports_to": "Service Manager",
        },
    )
    _questions(desk)


def _questions(desk: Desk) -> None:
    asked: list[tuple[int, str, str, str, bool, tuple[str, ...]]] = [
        (1, "9001_AF", "checkbox", "In which slots are you available?", False, SLOTS),
        (2, "9002_AF", "radio", "Do you hold a full UK driving licence?", True, YES_NO),
        (3, "9003_PRE", "radio", RIGHT_TO_WORK, True, YES_NO),
    ]
    for n, key, kind, label, required, labels in asked:
        options = [
            {"id": f"{key[:4]}-{nth}", "label": each, "value": each.lower()}
            for nth, each in enumerate(labels, start=1)
        ]
        record = {
            "id": key,
            "name": key,
            "job": {"id": "900101"},
            "label": label,
            "index": n,
            "is_required": required,
            "answer_visibility": "public",
            "description": None,
            "type": kind,
            "options": options,
            "group_id": None,
            "group_name": None,
        }
        desk.put("job_form_fields", n, record)
    sex = {
        "id": "9004_EQ",
        "field": "sex",
        "label": "Sex",
        "is_required": False,
        "options": [{"label": "Female", "value": "F"}, {"label": "Male", "value": "M"}],
    }
    desk.put("question_sets", 1, {"id": "1", "name": "EQ", "questions": [sex]})


SLOTS = ("Morning", "Evening")
YES_NO = ("Yes", "No")
RIGHT_TO_WORK = "<p>Do you have the right to work in the UK?</p>\n"


def a_scenario(**spec: Any) -> Desk:
    """Build the whole scenario: Amara has applied and is shortlisted."""
    desk = a_company(**spec)
    put = desk.account.put_truth
    put(
        "candidates",
        "60301",
        {
            "first_name": "Amara",
            "last_name": "Whitfield",
            "phones": [{"number": "07700900123", "extension": None, "type": None}],
            "emails": [{"email": "amara.whitfield@candidate.example", "type": None}],
            "address": LEEDS,
        },
    )
    put(
        "applications",
        "70501",
        {
            "candidate": {"id": "60301"},
            "job": {"id": "900101"},
            "applied_at": "2026-11-18T09:20:41Z",
            "created_at": "2026-11-18T09:14:03Z",
            "updated_at": "2026-11-20T10:00:00Z",
            "source": {"id": "acme", "name": "Acme Connect"},
            "current_stage": {"id": SHORTLISTED},
        },
    )
    _papers(desk)
    return desk


def _papers(desk: Desk) -> None:
    put = desk.account.put_truth
    for n, (kind, name, content) in enumerate(
        (("resume", "cv", CV), ("cover_letter", "cover", LETTER)), start=1
    ):
        put(
            "attachments",
            str(n),
            {
                **REFS,
                "attachment_type": kind,
                "file_name": f"amara-whitfield-{name}.pdf",
                "content": content,
            },
        )
    refused = "Prefer not to say"
    put(
        "equal_opportunities",
        "70501",
        {
            "application": {"id": "70501"},
            "candidate": {"id": "60301"},
            "sex": "Female",
            "ethnicity": refused,
            "same_as_birth": "Yes",
            "marital_status": "Single",
            "nationality": "British",
            "religion": refused,
            "orientation": refused,
        },
    )
    put("starter_forms", "1", _starter_form())
    item = {"application": {"id": "70501"}}
    put(
        "onboarding_items",
        "9001",
        {
            **item,
            "section": "onboarding",
            "name": "Contract of employment",
            "kind": "Contract",
            "status": "Awaiting Candidate",
        },
    )
    put(
        "onboarding_items",
        "9002",
        {
            **item,
            "section": "referencing",
            "name": "J Example",
            "kind": "Reference",
            "status": "Received",
        },
    )


def _starter_form() -> dict[str, Any]:
    return {
        **REFS,
        "state": "completed",
        "honorific": "Ms",
        "gender": "Female",
        "marital_status": "Single",
        "nationality": "British",
        "birth_on": "1990-02-01",
        "address": LEEDS,
        "bank": {
            "name": "Example Bank",
            "branch": "Example Branch",
            "account_number": "00000000",
            "sort_code": "00-00-00",
            "payee": "A Whitfield",
            "roll_number": None,
            "insurance_number": "QQ123456C",
        },
        "fields": [
            {"id": "9001", "caption": "Proposed Start Date", "value": "14/12/2026"},
            {"id": "9002", "caption": "Pay Rate", "value": ""},
            {"id": "9003", "caption": "Weekly Hours", "value": "37.5"},
        ],
        "created_at": "2026-11-20T12:46:40Z",
        "completed_at": "2026-11-20T12:50:00Z",
    }


def move(desk: Desk, stage: str) -> None:
    """Move the application on, as somebody would in the product."""
    desk.account.put_truth("applications", "70501", {"current_stage": {"id": stage}})


def add_pre_start(desk: Desk) -> None:
    """Add the status of the starter in the payloads, which comes late in a long list."""
    name = {"name": "8. Pre-start Checks", "kind": "hired", "position": 25}
    desk.account.put_truth("job_interview_stages", PRE_START, name)
