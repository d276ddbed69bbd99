"""
The truth: what one company's records look like before any provider renders them.

A record is a plain JSON object with the unified field names of its resource, `id` first, plus
what some provider adds (marked "added" below). Instants are ISO 8601 in UTC with milliseconds
and `Z`; days are `YYYY-MM-DD`. A reference is `{"id": str}` and holds the id that the
tenant's provider shows for the record. Unified fields that follow from others (`name` and
`locations` of a candidate, `applications`, `attachments`) are derived by a lens and not kept.

This module refuses to know how any provider writes these things.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypedDict

Record = dict[str, Any]
"""One truth record of any resource, as JSON."""

Resource = Literal[
    "activities",
    "applications",
    "attachments",
    "candidates",
    "departments",
    "eeocs",
    "interviews",
    "job_form_fields",
    "job_interview_stages",
    "jobs",
    "offers",
    "offices",
    "organizations",
    "reject_reasons",
    "scorecards",
    "tags",
    "users",
]

CandidateStatus = Literal["new", "screening", "available", "placed", "inactive"]
JobStatus = Literal["open", "closed", "draft", "pending", "archived"]
JobType = Literal[
    "full_time", "part_time", "contract", "internship", "temporary", "volunteer", "per_diem"
]
Stage = Literal["applied", "screening", "interview", "offer", "hired", "rejected"]
Instant = Annotated[str, "instant"]
Day = Annotated[str, "day"]


class Reference(TypedDict):
    id: str


class Named(TypedDict):
    id: str
    name: str


class Address(TypedDict):
    """Added: the parts of a place. A part that is not known is null."""

    street: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    country: str | None  # ISO 3166-1 alpha-2


class Email(TypedDict):
    email: str
    type: str | None


class Phone(TypedDict):
    number: str
    extension: str | None
    type: str | None


class Url(TypedDict):
    url: str
    type: str | None


class Correspondent(TypedDict):
    email: str
    name: str | None


class Actor(TypedDict):
    id: str
    type: Literal["user", "candidate"]


class UserEmail(TypedDict):
    email: str
    type: str | None
    is_primary: bool


class Credited(TypedDict):
    id: str
    first_name: str | None
    last_name: str | None
    emails: list[UserEmail]


class Candidate(TypedDict):
    id: str
    first_name: str | None
    last_name: str | None
    company: str | None
    title: str | None
    last_interaction_at: Instant | None
    is_private: bool
    can_email: bool
    address: Address  # added; unified `locations` is derived
    phones: list[Phone]
    emails: list[Email]
    urls: list[Url]
    tags: list[Named]
    status: CandidateStatus  # added
    source: str | None  # added
    created_at: Instant
    updated_at: Instant


class Compensation(TypedDict):
    id: str
    currency: str | None
    interval: str | None
    is_negotiable: bool | None
    max: float | int | None
    min: float | int | None
    notes: str | None


class Job(TypedDict):
    id: str
    name: str
    description: str | None
    code: str | None
    requisition_id: str | None
    status: JobStatus
    address: Address  # added; unified `locations` is derived
    job_posting_urls: list[Url]
    confidential: bool
    departments: list[Named]
    offices: list[Named]
    hiring_managers: list[Named]
    recruiters: list[Named]
    tags: list[str]
    is_remote: bool | None
    job_type: JobType | None
    job_position_level: str | None
    compensation: Compensation | None
    created_at: Instant
    updated_at: Instant
    closed_at: Instant | None
    opened_at: Instant | None


class CurrentStage(TypedDict):
    id: str  # the id of a job_interview_stages record
    name: str
    kind: Stage  # added: what the stage means, whatever it is called


class Application(TypedDict):
    id: str
    candidate: Reference
    job: Reference | None  # null: a talent-pool application
    applied_at: Instant
    rejected_at: Instant | None
    source: Named | None
    credited_to: Credited | None
    current_stage: CurrentStage
    reject_reason: str | None
    created_at: Instant
    updated_at: Instant


class Attachment(TypedDict):
    id: str
    file_name: str
    candidate: Reference | None
    application: Reference | None
    job: Reference | None
    attachment_type: Literal["resume", "cover_letter", "other"]
    content_type: str  # added
    content: str  # added: name of a document in the world's document set
    created_at: Instant
    updated_at: Instant


Activity = TypedDict(
    "Activity",
    {
        "id": str,
        "candidate": Reference,
        "actor": Actor | None,
        "activity_type": Literal["note", "email"],
        "from": list[Correspondent],  # a keyword, hence this form
        "to": list[Correspondent],
        "cc": list[Correspondent],
        "subject": str | None,
        "body": str | None,
        "visibility": Literal["private", "public", "admin_only"],
        "updated_at": Instant,
        "created_at": Instant,
    },
)


class Department(TypedDict):
    id: str
    name: str
    parent: Named | None
    status: Literal["active", "inactive"]
    created_at: Instant
    updated_at: Instant


class Eeoc(TypedDict):
    id: str
    candidate: Reference
    submitted_at: Instant
    race: str | None
    gender: str | None
    veteran_status: str | None
    disability_status: str | None
    created_at: Instant
    updated_at: Instant


class Interview(TypedDict):
    id: str
    application: Reference
    candidate: Reference
    job_interview_stage: Reference | None
    organizer: Reference | None
    interviewers: list[Reference]
    location: str | None
    start_at: Instant
    end_at: Instant
    status: Literal["draft", "scheduled", "cancelled", "awaiting_feedback", "completed"]
    created_at: Instant
    updated_at: Instant


class Option(TypedDict):
    id: str
    label: str
    value: str


class JobFormField(TypedDict):
    id: str
    name: str
    job: Reference
    label: str
    index: int
    is_required: bool
    answer_visibility: Literal["private", "public"]
    description: str | None
    type: str
    options: list[Option]
    group_id: str | None
    group_name: str | None


class JobInterviewStage(TypedDict):
    id: str
    name: str
    kind: Stage  # added
    status: Literal["active", "inactive"]
    job: Reference | None
    position: int
    created_at: Instant
    updated_at: Instant


class Offer(TypedDict):
    id: str
    application: Reference
    candidate: Reference
    job: Reference | None
    creator: Reference | None
    closed_at: Instant | None
    sent_at: Instant | None
    start_date: Day | None
    status: Literal[
        "draft",
        "approval_sent",
        "approved",
        "sent",
        "sent_manually",
        "opened",
        "denied",
        "signed",
        "deprecated",
    ]
    created_at: Instant
    updated_at: Instant


class Office(TypedDict):
    id: str
    name: str
    parent: Reference | None
    address: Address  # added; unified `location` is derived
    is_remote: bool
    created_at: Instant
    updated_at: Instant


class Organization(TypedDict):
    id: str
    name: str
    created_at: Instant
    updated_at: Instant


class RejectReason(TypedDict):
    id: str
    name: str
    created_at: Instant
    updated_at: Instant


class FormValue(TypedDict):
    name: str
    label: str
    description: str | None
    value: Any


class Scorecard(TypedDict):
    id: str
    application: Reference
    candidate: Reference
    interview: Reference | None
    interviewer: Reference | None
    submitted_at: Instant | None
    overall_recommendation: str | None
    form_values: list[FormValue]
    created_at: Instant
    updated_at: Instant


class Tag(TypedDict):
    id: str
    name: str
    created_at: Instant
    updated_at: Instant


class User(TypedDict):
    id: str
    first_name: str | None
    last_name: str | None
    emails: list[UserEmail]
    disabled: bool
    access_role: str | None
    created_at: Instant
    updated_at: Instant


class Listed(TypedDict):
    """Added: a record of a list that has nothing but a name."""

    id: str
    name: str


class Division(TypedDict):
    id: str
    name: str
    department: Named | None
    directorate: str | None
    email: str | None


class SalaryBand(TypedDict):
    id: str
    name: str
    min: float | int | None
    max: float | int | None


class EmploymentType(TypedDict):
    id: str
    name: str
    job_type: JobType | None


class JobLevel(TypedDict):
    id: str
    name: str
    position: int


class SchoolLocation(TypedDict):
    id: str
    name: str
    department_name: str | None


class NamedJobStatus(TypedDict):
    id: str
    name: str
    status: JobStatus | None  # what the name stands for; null: nothing that a job's truth knows


class JobTitle(TypedDict):
    id: str
    name: str
    public_name: str | None


class CostCentre(TypedDict):
    id: str
    name: str
    division: str | None
    business_unit: str | None


class Campaign(TypedDict):
    id: str
    name: str
    division: str | None


class DepartmentContact(TypedDict):
    id: str  # the department's
    department: Reference
    head: str | None
    cost_centre: str | None
    email: str | None


class OfficeCoordinates(TypedDict):
    id: str  # the office's
    office: Reference
    latitude: float | int | None
    longitude: float | int | None


class StageRole(TypedDict):
    id: str  # the stage's
    job_interview_stage: Reference
    public_name: str  # what candidates see
    role: Literal["submitted", "check_required", "check_complete", "rejected"] | None
    reveals: bool  # an anonymous person is named from here on


class Advert(TypedDict):
    id: str  # the job's
    job: Reference
    internal_title: str | None
    kind: Literal["external", "internal", "agency"]
    reply_to: str | None
    description_internal: str | None
    description_agency: str | None
    reason: Named | None
    division: str | None
    region: str | None
    school_location: str | None
    cost_centre: str | None
    campaign: str | None
    level: str | None
    starts_on: Day | None
    approved_at: Instant | None
    vacancies: int
    hours_per_week: float | int | None
    reports_to: str | None


class Choice(TypedDict):
    label: str
    value: str


class Question(TypedDict):
    id: str
    field: str
    label: str
    is_required: bool
    options: list[Choice]


class QuestionSet(TypedDict):
    id: str
    name: str
    questions: list[Question]


class EqualOpportunities(TypedDict):
    id: str  # the application's
    application: Reference
    candidate: Reference
    sex: str | None
    ethnicity: str | None
    same_as_birth: str | None
    marital_status: str | None
    nationality: str | None
    religion: str | None
    orientation: str | None
    created_at: Instant
    updated_at: Instant


class DbsCheck(TypedDict):
    id: str
    application: Reference
    candidate: Reference
    job: Reference
    short_code: Any  # whatever the checking company sent
    organisation_ref: str | None
    person_ref: str | None
    stage: str | None
    status: str | None
    created_at: Instant
    updated_at: Instant


class Bank(TypedDict):
    name: str | None
    branch: str | None
    account_number: str | None
    sort_code: str | None
    payee: str | None
    roll_number: str | None
    insurance_number: str | None


class StarterField(TypedDict):
    id: str
    caption: str
    value: str


class StarterForm(TypedDict):
    id: str
    application: Reference
    candidate: Reference
    job: Reference
    state: Literal["open", "completed", "cancelled"]
    is_redeployed: bool
    honorific: str | None
    gender: str | None
    marital_status: str | None
    nationality: str | None
    birth_on: Day | None
    address: Address
    bank: Bank
    fields: list[StarterField]
    created_at: Instant
    saved_at: Instant | None
    completed_at: Instant | None
    cancelled_at: Instant | None


class StarterLabel(TypedDict):
    id: str
    field: str
    label: str


class OnboardingItem(TypedDict):
    id: str
    application: Reference
    section: Literal["onboarding", "compliance", "referencing"]
    name: str
    kind: str
    status: str


class FormAnswer(TypedDict):
    question: str
    values: list[str]


class FormAnswers(TypedDict):
    id: str  # the application's
    application: Reference
    candidate: Reference
    job: Reference
    answers: list[FormAnswer]
    created_at: Instant


class AssessmentResult(TypedDict):
    id: str
    application: Reference
    candidate: Reference
    job: Reference
    status: str | None
    content: Any  # the result as it was sent
    created_at: Instant


class CustomField(TypedDict):
    id: str
    entity: Literal["application", "job"]
    code: str
    label: str
    type: str
    is_required: bool
    options: list[str]


class FieldValue(TypedDict):
    code: str
    value: str


class Workflow(TypedDict):
    id: str
    name: str
    stages: list[Named]


class Requisition(TypedDict):
    id: str  # the job's
    job: Reference
    state: (  # finer than the job's status; null: the status says it all
        Literal[
            "closed", "filled", "awaiting_approval", "approved", "on_hold", "retracted", "rejected"
        ]
        | None
    )
    brief: str | None
    category: Named | None
    posting: Literal["external", "internal", "limited"]
    subsidiary: Named | None
    workflow: str | None
    eeo_category: str | None
    region: str | None
    starts_at: Instant | None
    hybrid: bool  # partly remote, where the job is not wholly so
    created_by: Reference | None
    custom_fields: list[FieldValue]


class EmployeeRecord(TypedDict):
    id: str  # the user's
    user: Reference
    number: str | None
    title: str | None
    invitation: Literal["not_read", "read", "accepted"]
    mobile: str | None
    address: Address
    address2: str | None


class Employment(TypedDict):
    title: str | None
    company: str | None
    start_year: str | None
    start_month: str | None
    end_year: str | None
    end_month: str | None


class Schooling(TypedDict):
    school: str | None
    degree: str | None
    field: str | None
    start_year: str | None
    end_year: str | None


class PersonRecord(TypedDict):
    id: str  # the candidate's
    candidate: Reference
    accepts_texts: bool
    address2: str | None
    work_history: list[Employment]
    education: list[Schooling]


class ApplicationRecord(TypedDict):
    id: str  # the application's
    application: Reference
    candidate: Reference
    comments: str | None
    source_kind: str | None  # what the source is, where its name does not say it
    hired_at: Instant | None
    custom_fields: list[FieldValue]


class OnboardingTask(TypedDict):
    id: str
    application: Reference
    candidate: Reference
    process: str  # 24 hexadecimal digits, the same for all tasks of one application
    name: str
    type: str
    status: str
    due_on: Day | None


class Upload(TypedDict):
    id: str  # what an attachment names as its content
    content: str  # base64
    text: str  # what could be read of it


class Contact(TypedDict):
    id: str
    email: str | None
    fields: Any  # as it was sent
    created_at: Instant
    updated_at: Instant


MODELS: Mapping[str, type] = {
    "activities": Activity,
    "applications": Application,
    "attachments": Attachment,
    "candidates": Candidate,
    "departments": Department,
    "eeocs": Eeoc,
    "interviews": Interview,
    "job_form_fields": JobFormField,
    "job_interview_stages": JobInterviewStage,
    "jobs": Job,
    "offers": Offer,
    "offices": Office,
    "organizations": Organization,
    "reject_reasons": RejectReason,
    "scorecards": Scorecard,
    "tags": Tag,
    "users": User,
    "divisions": Division,
    "regions": Listed,
    "job_categories": Listed,
    "salary_bands": SalaryBand,
    "employment_types": EmploymentType,
    "job_levels": JobLevel,
    "school_locations": SchoolLocation,
    "job_statuses": NamedJobStatus,
    "job_titles": JobTitle,
    "cost_centres": CostCentre,
    "campaigns": Campaign,
    "department_contacts": DepartmentContact,
    "office_coordinates": OfficeCoordinates,
    "stage_roles": StageRole,
    "adverts": Advert,
    "question_sets": QuestionSet,
    "equal_opportunities": EqualOpportunities,
    "dbs_checks": DbsCheck,
    "starter_forms": StarterForm,
    "starter_labels": StarterLabel,
    "onboarding_items": OnboardingItem,
    "form_answers": FormAnswers,
    "assessment_results": AssessmentResult,
    "custom_fields": CustomField,
    "workflows": Workflow,
    "requisitions": Requisition,
    "employee_records": EmployeeRecord,
    "person_records": PersonRecord,
    "application_records": ApplicationRecord,
    "onboarding_tasks": OnboardingTask,
    "uploads": Upload,
    "contacts": Contact,
}
"""Resource name to the shape of its records; a provider's extra resources extend a copy."""
