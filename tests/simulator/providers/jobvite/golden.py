"""The truth behind the golden payloads: the records that have to be rendered as they are there."""

from __future__ import annotations

from typing import Any

import orjson

from ats_simulator.providers.jobvite.wire.candidates import Document, Sheet
from ats_simulator.providers.jobvite.wire.jobs import Post, application_job
from ats_simulator.providers.jobvite.wire.style import Style
from ats_simulator.world.instants import to_instant

Record = dict[str, Any]
LABELS = {
    "open_to_relocation": "Open to relocation?",
    "notice_period_in_weeks": "Notice period in weeks",
}
JOB_LABELS = {"business_unit": "Business unit", "employment_type": "Employment type"}
COMPANY = {"id": "qAcm9fwV", "name": "Acme"}
PLACE = ("street", "city", "state", "postal_code", "country")


def an_address(*parts: str | None) -> Record:
    return dict(zip(PLACE, parts, strict=True))


def a_user(key: str, first: str, last: str, email: str, role: str) -> Record:
    emails = [{"email": email, "type": "work", "is_primary": True}]
    return {
        "id": key,
        "first_name": first,
        "last_name": last,
        "emails": emails,
        "disabled": False,
        "access_role": role,
    }


def a_file(number: str | None, title: str, invitation: str) -> Record:
    return {
        "number": number,
        "title": title,
        "invitation": invitation,
        "mobile": None,
        "address": an_address(None, "Austin", "TX", "78701", "US"),
        "address2": None,
    }


HANA = (
    a_user("sU1vWfwQ", "Hana", "Meyer", "hana.meyer@acme.example", "hiring_manager"),
    a_file("E-1001", "Engineering Manager", "accepted"),
)
RUI = (
    a_user("sU2vWfwR", "Rui", "Costa", "rui.costa@acme.example", "recruiter"),
    a_file(None, "Recruiter", "not_read"),
)
IDA = (
    a_user("sU3vWfwS", "Ida", "Berg", "ida.berg@acme.example", "recruiter"),
    a_file("E-1003", "Recruiter", "read"),
)
PEOPLE = {user["id"]: (user, file) for user, file in (HANA, RUI, IDA)}


def a_job(key: str, **fields: Any) -> Record:
    return {
        "id": key,
        "name": "Backend Engineer",
        "description": "<p>Build and run APIs.</p>",
        "requisition_id": "1042",
        "status": "open",
        "address": an_address(None, "Austin", "TX", "78701", "US"),
        "confidential": False,
        "departments": [{"id": "mD1pTfw1", "name": "R&D"}],
        "offices": [{"id": "lL1cNfw1", "name": "Austin, TX"}],
        "hiring_managers": [{"id": "sU1vWfwQ", "name": "Hana Meyer"}],
        "recruiters": [{"id": "sU2vWfwR", "name": "Rui Costa"}],
        "is_remote": False,
        "job_type": "full_time",
        "job_position_level": "Senior",
        "created_at": to_instant(1_778_990_000_000),
        "updated_at": to_instant(1_782_000_000_000),
        "closed_at": None,
        "opened_at": to_instant(1_779_000_000_000),
        **fields,
    }


def a_requisition(key: str, **fields: Any) -> Record:
    return {
        "id": key,
        "state": None,
        "brief": "Build APIs.",
        "category": {"id": "kC1tGfw1", "name": "Engineering"},
        "posting": "external",
        "subsidiary": {"id": "fSb1xfwT", "name": "Acme US"},
        "workflow": "General",
        "eeo_category": "Professionals",
        "region": None,
        "starts_at": to_instant(1_783_000_000_000),
        "hybrid": True,
        "created_by": {"id": "sU2vWfwR"},
        "custom_fields": [
            {"code": "business_unit", "value": "Platform"},
            {"code": "employment_type", "value": "Permanent contract"},
        ],
        **fields,
    }


def a_post(job: Record, requisition: Record) -> Post:
    return Post(job=job, requisition=requisition, company=COMPANY, people=PEOPLE, labels=JOB_LABELS)


BACKEND = a_post(a_job("oJ1kLfwN"), a_requisition("oJ1kLfwN"))
SHIFT = a_post(
    a_job(
        "oJ2kLfwP",
        name="Shift Lead",
        description="<p>Lead a shift at 8:00\u202fAM.</p>",
        requisition_id="1043",
        status="closed",
        address=an_address(None, "Bogota", None, None, "CO"),
        departments=[{"id": "mD2pTfw2", "name": "Ops"}],
        offices=[{"id": "lL2cNfw2", "name": "Bogota, Colombia"}],
        is_remote=None,
        job_type="contract",
        job_position_level=None,
        closed_at=to_instant(1_782_399_999_000),
    ),
    a_requisition(
        "oJ2kLfwP",
        state="filled",
        brief=None,
        category={"id": "kC2tGfw2", "name": "Operations"},
        posting="limited",
        subsidiary={"id": "fSb2xfwU", "name": "Acme CO"},
        starts_at=None,
        created_by=None,
        custom_fields=[],
    ),
)


def with_recruiters(post: Post, *keys: str) -> Post:
    recruiters = [{"id": key, "name": ""} for key in keys]
    return a_post({**post.job, "recruiters": recruiters}, post.requisition)


def the_job(post: Post, style: Style) -> Any:
    """Render a job inside an application; there, two people recruit for it."""
    recruited = with_recruiters(post, "sU2vWfwR", "sU3vWfwS")
    return orjson.Fragment(orjson.dumps(application_job(recruited, style)))


def an_application(
    key: str, stage: tuple[str, str, str], sent: int, updated: int, **fields: Any
) -> Record:
    state, name, kind = stage
    return {
        "id": key,
        "applied_at": to_instant(sent),
        "updated_at": to_instant(updated),
        "source": None,
        "current_stage": {"id": state, "name": name, "kind": kind},
        "reject_reason": None,
        **fields,
    }


def a_record(**fields: Any) -> Record:
    blank: Record = {"comments": None, "source_kind": None, "hired_at": None, "custom_fields": []}
    return {**blank, **fields}


def answers(gender: str | None, race: str | None) -> Record:
    return {"gender": gender, "race": race, "veteran_status": None}


def a_sheet(candidate: Record, person: Record, **parts: Any) -> Sheet:
    usual = {"candidate": candidate, "person": person, "labels": LABELS}
    return Sheet(**{**usual, "record": a_record(), **parts})


AMARA = {
    "id": "eA1bCfwE",
    "first_name": "Amara",
    "last_name": "Okafor",
    "company": "Initech",
    "title": "Software Engineer",
    "address": an_address("12 Example St", "Austin", "TX", "78701", "US"),
    "phones": [{"number": "+1 512 555 0100", "extension": None, "type": "mobile"}],
    "emails": [{"email": "amara.okafor@mail.example", "type": "personal"}],
}
BILAL = {
    **AMARA,
    "id": "eB2dDfwF",
    "first_name": "Bilal",
    "last_name": "Haddad",
    "company": "",
    "title": "",
    "address": an_address(None, "Bogota", None, None, "CO"),
    "phones": [{"number": "+1 202 555 0101", "extension": None, "type": None}],
    "emails": [{"email": "bilal.haddad@mail.example", "type": None}],
}
JAN = {
    **AMARA,
    "id": "eL1gYfwH",
    "first_name": "Jan",
    "last_name": "Example",
    "company": None,
    "title": None,
    "address": an_address(None, None, None, None, "US"),
    "phones": [],
    "emails": [],
}
FILE = {"accepts_texts": True, "address2": None}
PHONE_SCREEN = ("zP2hSfw2", "Phone Screen", "screening")
NEW = ("zN1eWfw1", "New", "applied")
REJECTED = ("zR9jTfw9", "Rejected", "rejected")
FEMALE = answers("Female", "Decline to Self Identify")
CV = Document(
    name="Amara_Okafor_CV.docx",
    kind="resume",
    content=b"",
    text="Amara Okafor\nSoftware Engineer\nInitech, 2019 - present\n",
)


def amara(style: Style, **parts: Any) -> Sheet:
    """The first row of the list, and the only one of the single."""
    values = [
        {"code": "open_to_relocation", "value": "No"},
        {"code": "notice_period_in_weeks", "value": "00042 "},
    ]
    return a_sheet(
        AMARA,
        FILE,
        application=an_application(
            "pA1aXfwK",
            PHONE_SCREEN,
            1_781_098_800_000,
            1_782_311_222_333,
            source={"id": "x", "name": "Example Job Board"},
        ),
        record=a_record(source_kind="JobBoard", custom_fields=values),
        statistics=FEMALE,
        **{
            "job": the_job(BACKEND, style),
            "documents": (CV,),
            **parts,
        },
    )


def amara_again(style: Style) -> Sheet:
    """Her second application."""
    return a_sheet(
        AMARA,
        FILE,
        application=an_application("pA2aXxwL", NEW, 1_782_399_000_456, 1_782_400_000_123),
        statistics=FEMALE,
        job=the_job(SHIFT, style),
    )


def bilal(style: Style) -> Sheet:
    """The third row: rejected, blank where Amara is not."""
    return a_sheet(
        BILAL,
        {"accepts_texts": False, "address2": None},
        application=an_application(
            "pB1bXfwM",
            REJECTED,
            1_779_990_000_000,
            1_780_001_112_223,
            source={"id": "x", "name": "Rui Costa"},
            reject_reason="Not enough experience",
        ),
        record=a_record(comments="Met at job fair", source_kind="Recruiter"),
        statistics=answers(None, None),
        job=the_job(SHIFT, style),
        documents=(Document(name="resume.pdf", kind="resume", content=b"", text="Bilal Haddad\n"),),
    )


def jan() -> Sheet:
    """A row of 2015, from the talent pool."""
    return a_sheet(
        JAN,
        FILE,
        application=an_application(
            "pL1gYfwN",
            REJECTED,
            1_265_112_000_007,
            1_265_112_000_007,
            source={"id": "x", "name": "Jan Example"},
            reject_reason="Mandatory Please Select One",
        ),
        record=a_record(source_kind="Hiring Manager"),
        statistics=answers(None, "Decline to Self Identify"),
    )
