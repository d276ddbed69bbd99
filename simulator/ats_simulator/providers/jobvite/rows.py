"""
From truth to rows: what is gathered for a row, what it is found by, and what else shows a record.

A row of `/candidate` is kept under the number of its application and is rendered when the
application's own record is, since that is the last of its parts to be generated. Whatever a row
embeds renders it again when it changes.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from ats_simulator.provider import Change, Record, WireRow
from ats_simulator.providers.jobvite import looking, places
from ats_simulator.providers.jobvite.wire import lists as wire_lists
from ats_simulator.providers.jobvite.wire.candidates import Document, Sheet, row
from ats_simulator.providers.jobvite.wire.jobs import (
    POSTINGS,
    application_job,
    epoch,
    post_of,
    requisition,
    state_of,
)
from ats_simulator.providers.jobvite.wire.style import Style, style_in
from ats_simulator.providers.jobvite.world import OFFERED
from ats_simulator.services import Services
from ats_simulator.world import documents

SEPARATOR: Final = "\x1f"
BY_CHANGE: Final = "updated_ms, ref"
"""`candidate_default_sort` (F): by `lastUpdatedDate`, ties by the application's id."""
BY_REQUISITION: Final = "natural_key, ref"
"""`job_default_sort`, `requisition_id_order` (F): by `requisitionId` as text, ties by the id."""


def render(services: Services, resource: str, n: int, record: Record) -> Iterable[WireRow]:
    """Give the row that shows *record*; what is shown inside another row has none."""
    make = _ROWS.get(resource)
    return () if make is None else make(services, n, record, style_in(services.assumptions))


def facts(**named: str | None) -> str:
    """Write what a row is found by besides its columns: `name=value` between separators."""
    pairs = (f"{name}={value}" for name, value in named.items() if value is not None)
    return f"{SEPARATOR}{SEPARATOR.join(pairs)}{SEPARATOR}"


# ── candidates ───────────────────────────────────────────────────────────────────────────────


def sheet_of(services: Services, n: int, record: Record) -> Sheet | None:
    """Gather application *n*, whose own record is *record*; null while a part is missing."""
    application = services.truth_at("applications", n)
    statistics = services.truth_at("eeocs", n)
    if application is None or statistics is None:
        return None
    key = application["candidate"]["id"]
    person = looking.latest(services, "person", key, lambda: _person_of(services, key))
    if person is None:
        return None
    return Sheet(
        application=application,
        record=record,
        statistics=statistics,
        candidate=person[0],
        person=person[1],
        labels=looking.labels(services, "application"),
        job=_job_of(services, application),
        documents=documents_of(services, application["id"]),
        start_on=_start_of(services, application),
    )


def _person_of(services: Services, key: str) -> tuple[Record, Record] | None:
    found = services.truth("candidates", key)
    past = services.truth_at("person_records", found[0]) if found else None
    return (found[1], past) if found and past else None


def _job_of(services: Services, application: Record) -> orjson.Fragment | None:
    """Render the job inside an application, once for all applications of an exchange."""
    if application["job"] is None:
        return None
    key = application["job"]["id"]
    return looking.once(services, ("job", key), lambda: _render_job(services, key))


def _render_job(services: Services, key: str) -> orjson.Fragment | None:
    found = services.truth("jobs", key)
    post = post_of(services, found[0]) if found else None
    if post is None:
        return None
    style = style_in(services.assumptions)
    return orjson.Fragment(orjson.dumps(application_job(post, style)))


def documents_of(services: Services, application: str) -> list[Document]:
    """Read the documents of an application, in order."""
    found = services.related("attachments", "application", application)
    return [document_of(services, record) for _, record in found]


def document_of(services: Services, attachment: Record) -> Document:
    """Read one document: one of the world's, or one that was uploaded."""
    name, kind, source = (attachment[k] for k in ("file_name", "attachment_type", "content"))
    if documents.is_known(source):
        content, text = documents.content_of(source), documents.text_of(source)
        return Document(name=name, kind=kind, content=content, text=text)
    found = services.truth("uploads", source)
    content = base64.b64decode(found[1]["content"]) if found else b""
    return Document(name=name, kind=kind, content=content, text=found[1]["text"] if found else "")


def _start_of(services: Services, application: Record) -> str | None:
    """Find the first day that the offer of an application names."""
    if application["current_stage"]["kind"] not in OFFERED:
        return None
    offers = services.related("offers", "application", application["id"])
    day: str | None = offers[0][1]["start_date"] if offers else None
    return day


def _candidate(services: Services, n: int, record: Record, style: Style) -> Iterator[WireRow]:
    sheet = sheet_of(services, n, record)
    if sheet is None:
        return
    truth, emails = sheet.application, sheet.candidate["emails"]
    email = emails[0]["email"] if emails else ""
    updated_ms = epoch(truth["updated_at"])
    assert updated_ms is not None
    yield WireRow(
        kind="candidates",
        n=n,
        ref=truth["id"],
        body=orjson.dumps(row(sheet, style)),
        parent=sheet.candidate["id"],
        facet=truth["current_stage"]["name"],
        natural_key=email.casefold() or None,
        search=facts(email=email, **_job_facts(services, truth)),
        updated_ms=updated_ms,
    )


def _job_facts(services: Services, application: Record) -> Mapping[str, str | None]:
    """Say which job an application is found by."""
    if application["job"] is None:
        return {}
    key = application["job"]["id"]
    return looking.once(services, ("job facts", key), lambda: _facts_of_job(services, key))


def _facts_of_job(services: Services, key: str) -> Mapping[str, str | None]:
    found = services.truth("jobs", key)
    return {"job": key, "requisition": (found[1]["requisition_id"] or "") if found else None}


# ── jobs, employees, lists ───────────────────────────────────────────────────────────────────


def _job(services: Services, n: int, record: Record, style: Style) -> Iterator[WireRow]:
    post = post_of(services, n)
    if post is None:
        return
    job, behind = post.job, post.requisition
    alpha_2 = job["address"]["country"]
    country = places.country_of(alpha_2)
    yield WireRow(
        kind="jobs",
        n=n,
        ref=job["id"],
        body=orjson.dumps(requisition(post, style)),
        parent=POSTINGS[behind["posting"]],
        facet=state_of(post),
        natural_key=job["requisition_id"] or "",
        search=facts(
            subsidiary=behind["subsidiary"]["name"] if behind["subsidiary"] else None,
            country=country.name or None,
            code=country.code or None,
            alpha_2=alpha_2 or None,
        ),
    )


def _employee(services: Services, n: int, record: Record, style: Style) -> Iterator[WireRow]:
    user = services.truth_at("users", n)
    if user is not None:
        shown = wire_lists.employee(user, record)
        key = shown["email"]
        body = orjson.dumps(shown)
        yield WireRow(kind="employees", n=n, ref=user["id"], body=body, natural_key=key)


def _interview(services: Services, n: int, record: Record, style: Style) -> Iterator[WireRow]:
    found = services.truth("applications", record["application"]["id"])
    job = found[1]["job"]["id"] if found and found[1]["job"] else None
    stage = record["job_interview_stage"]
    names = looking.stage_names(services)
    people = (looking.user(services, each["id"]) for each in record["interviewers"])
    shown = wire_lists.interview(
        record,
        job,
        names.get(stage["id"], "") if stage else "",
        [known for known in people if known is not None],
        style,
    )
    yield WireRow(kind="interviews", n=n, ref=record["id"], body=orjson.dumps(shown))


def _contact(services: Services, n: int, record: Record, style: Style) -> Iterator[WireRow]:
    """Keep a contact findable; no call shows it."""
    email = record["email"]
    key = email.casefold() if email else None
    yield WireRow(kind="contacts", n=n, ref=record["id"], body=b"{}", natural_key=key)


def _workflow(services: Services, n: int, record: Record, style: Style) -> Iterator[WireRow]:
    positions = {
        stage["id"]: stage["position"]
        for _, stage in looking.every(services, "job_interview_stages")
    }
    body = orjson.dumps(wire_lists.workflow(record, positions))
    yield WireRow(kind="workflows", n=n, ref=record["id"], body=body)


def _listed(kind: str, show: Callable[[Record], Record]) -> _Make:
    def make(services: Services, n: int, record: Record, style: Style) -> Iterator[WireRow]:
        yield WireRow(kind=kind, n=n, ref=record["id"], body=orjson.dumps(show(record)))

    return make


_Make = Callable[[Services, int, Record, Style], Iterable[WireRow]]
_ROWS: Final[Mapping[str, _Make]] = {
    "application_records": _candidate,
    "requisitions": _job,
    "employee_records": _employee,
    "interviews": _interview,
    "contacts": _contact,
    "workflows": _workflow,
    "reject_reasons": _listed("dispositions", wire_lists.disposition),
    "departments": _listed("departments", wire_lists.department),
    "job_categories": _listed("categories", wire_lists.department),
    "offices": _listed("locations", wire_lists.location),
    "custom_fields": _listed("customFields", wire_lists.custom_field),
}


# ── what else shows a record ─────────────────────────────────────────────────────────────────


def shows(services: Services, change: Change) -> Iterator[tuple[str, int]]:
    """Name the records whose rows embed the one that changed."""
    record = change.after or change.before
    assert record is not None
    match change.resource:
        case "applications" | "eeocs":
            yield "application_records", change.n
        case "attachments" | "offers" if record["application"] is not None:
            yield from _application(services, record["application"]["id"])
        case "candidates":
            yield from _applications(services, "candidate", record["id"])
        case "person_records":
            yield from _applications(services, "candidate", record["candidate"]["id"])
        case "jobs":
            yield "requisitions", change.n
            yield from _applications(services, "job", record["id"])
        case "requisitions":
            yield from _applications(services, "job", record["id"])
        case "users" | "employee_records":
            yield "employee_records", change.n
            yield from _with_person(services, record["id"])
        case "organizations" | "custom_fields":
            yield from _everything(services)
        case "job_interview_stages":
            yield from (("workflows", n) for n, _ in looking.every(services, "workflows"))
        case _:
            return


def _application(services: Services, key: str) -> Iterator[tuple[str, int]]:
    found = services.truth("applications", key)
    if found is not None:
        yield "application_records", found[0]


def _applications(services: Services, parent: str, key: str) -> Iterator[tuple[str, int]]:
    for n, _ in services.related("applications", parent, key):
        yield "application_records", n


def _with_person(services: Services, key: str) -> Iterator[tuple[str, int]]:
    """Name the jobs that somebody works on, their applications, and their interviews."""
    for n, job in looking.every(services, "jobs"):
        staff = (*job["hiring_managers"], *job["recruiters"])
        if any(each["id"] == key for each in staff):
            yield "requisitions", n
            yield from _applications(services, "job", job["id"])
    for n, interview in looking.every(services, "interviews"):
        if any(each["id"] == key for each in interview["interviewers"]):
            yield "interviews", n


def _everything(services: Services) -> Iterator[tuple[str, int]]:
    """Name all jobs and applications: the customer's own name, or one of its fields, changed."""
    for resource in ("requisitions", "application_records"):
        rows: list[tuple[int, Any]] = looking.every(services, resource)
        yield from ((resource, n) for n, _ in rows)
