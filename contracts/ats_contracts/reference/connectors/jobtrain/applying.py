"""
Direct apply: the one way in which the vendor takes a candidate, always with an application.

Sent once. The vendor answers nothing that a client may rely on, so what was made is looked for
afterwards; if it is not found, the outcome is told as unknown, never as a refusal. Sends no answers
to questions, which the unified model has no place for: a body passed through may hold them.
Source: SPEC section 3.6, body family v1.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import itertools
import json
import re
from collections.abc import Callable

from ats_contracts.reference import mapping as m
from ats_contracts.reference.bodies import Body
from ats_contracts.reference.connector import Ask, Session
from ats_contracts.reference.connectors.jobtrain import details, people, places
from ats_contracts.reference.connectors.jobtrain.places import Found, ids_of
from ats_contracts.reference.connectors.jobtrain.reading import (
    API,
    MAX_PAGE_SIZE,
    key,
    part,
    text,
    unwrap,
    wire_id,
)
from ats_contracts.reference.connectors.jobtrain.records import application_id
from ats_contracts.reference.errors import Missing, RemoteError, UnifiedError
from ats_contracts.reference.paging import walk_offset
from ats_contracts.reference.values import Json, JsonObject, Verb

LOOKED_AT = 1_000
"""So many of the newest changes are looked through for a new application."""
FILE_KEYS = {"resume": "resume", "cover_letter": "coverLetter"}
_DATA = re.compile(r"data:([\w.+-]+/[\w.+-]+);base64,(.*)", re.DOTALL)
_DIGITS = re.compile(r"[1-9][0-9]{0,18}")


# What goes out


def application_to_wire(body: JsonObject, verb: Verb) -> JsonObject:
    """
    Write an application of a known candidate. Raises: BadRequest for whatever cannot be sent.

    Shape: {"job": {"id": int}, "applicant": {…}, "utm_Source"?: str, "candidateId": str}; the last
    is not the vendor's, and replaced before anything is sent.
    """
    fields = Body(body)
    fields.reference("candidate", "candidateId", required=True)
    wire = _application(fields)
    return {**wire, "candidateId": fields.wire["candidateId"]}


def candidate_to_wire(body: JsonObject, verb: Verb) -> JsonObject:
    """
    Write a candidate with the one application that has to come with it.

    Raises: BadRequest for whatever the vendor cannot store.
    """
    fields = Body(body)
    fields.text("first_name", "firstName")
    fields.text("last_name", "lastName")
    fields.single("emails", "email", "email")
    fields.single("phones", "number", "mobile")
    known = m.joined(" ", fields.wire.get("firstName"), fields.wire.get("lastName"))
    if fields.take("name") not in (None, known):
        fields.refuse("name", "give first_name and last_name; the name is made of them")
    applications = fields.take("applications")
    if not isinstance(applications, list) or [isinstance(a, dict) for a in applications] != [True]:
        fields.refuse("applications", 'a candidate comes with one: [{"job": {"id": "…"}}]')
    applicant = fields.finish()
    wire = _application(Body(applications[0]))
    return {**wire, "applicant": {**applicant, **wire["applicant"]}}


def _application(fields: Body) -> JsonObject:
    job_id = fields.reference("job", "job", required=True)
    if job_id is not None and not _DIGITS.fullmatch(job_id):
        fields.refuse("job", "ids of jobs are whole numbers")
    files, source = _files(fields), _source(fields)
    fields.finish()
    wire: JsonObject = {"job": {"id": int(str(job_id))}, "applicant": files}
    return wire if source is None else {**wire, "utm_Source": source}


def _source(fields: Body) -> str | None:
    value = fields.take("source")
    if value is None:
        return None
    name = value.get("name") if isinstance(value, dict) else None
    if not isinstance(name, str) or any(value[other] for other in value if other != "name"):
        fields.refuse("source", 'expected {"name": "…"}; the provider has no ids of sources')
        return None
    return name


def _files(fields: Body) -> JsonObject:
    """Take a resume and a cover letter, each at most once, as data URIs."""
    found: JsonObject = {}
    items = fields.take("attachments")
    if items is not None and not isinstance(items, list):
        fields.refuse("attachments", "expected a list")
        return found
    for item in items or []:
        name = FILE_KEYS.get(str(item.get("attachment_type"))) if isinstance(item, dict) else None
        file = None if name is None else _file(item)
        if name is None or file is None or name in found:
            fields.refuse("attachments", _FILE_HINT)
            return {}
        found[name] = file
    return found


_FILE_HINT = (
    "expected at most one resume and one cover_letter, each with file_name and a file_url like "
    "data:application/pdf;base64,…"
)


def _file(item: JsonObject) -> JsonObject | None:
    match = _DATA.fullmatch(str(item.get("file_url")))
    others = item.keys() - {"attachment_type", "file_name", "file_url"}
    if match is None or not isinstance(item.get("file_name"), str) or any(map(item.get, others)):
        return None
    try:
        base64.b64decode(match[2], validate=True)
    except (binascii.Error, ValueError):
        return None
    return {"filename": item["file_name"], "contentType": match[1], "data": match[2]}


# Calls


def create_application(session: Session, wire: JsonObject) -> JsonObject:
    """Let a known candidate apply, with the name and the address the vendor has of them."""
    body = dict(wire)
    candidate_id = body.pop("candidateId", None)
    if candidate_id is not None:
        whole = _before(lambda: places.person(session, wire_id(candidate_id)))
        names = ("firstName", "lastName", "email", "mobile")
        known = {name: text(whole, name.lower()) for name in names}
        body["applicant"] = {**known, **body["applicant"]}
    told = apply(session, body)

    def found() -> JsonObject:
        return details.get_application(session, _find(session, body, told, candidate_id), _ANY)

    return or_unknown(found)


def _before(read: Callable[[], JsonObject]) -> JsonObject:
    """Read before anything is written: a failure then leaves no doubt about the outcome."""
    try:
        return read()
    except RemoteError as error:
        error.sent = False
        raise


def create_candidate(session: Session, wire: JsonObject) -> JsonObject:
    """Make a candidate who applies to a job; one with the same e-mail address is taken again."""
    told = apply(session, wire)

    def found() -> JsonObject:
        located, _ = details.locate(session, _find(session, wire, told, None))
        return details.get_candidate(session, located.candidate, _ANY)

    return or_unknown(found)


_ANY = Ask()


def apply(session: Session, body: JsonObject) -> Found:
    """
    Send an application, once; give the ids if the vendor tells them, else empty ones.

    Source: SPEC section 3.6, assumption `direct_apply_response`.
    """
    named = {"id": _own_id(body), **body}
    path = f"{API}/Candidate/DirectApplyData"
    answer = unwrap(session.write("POST", path, named, may_be_silent=True))
    return ids_of(answer) if isinstance(answer, dict) else Found("", "", "")


def _own_id(body: JsonObject) -> str:
    """Make our own id of an application: the same for the same application."""
    return "unified-" + hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:24]


def or_unknown(find: Callable[[], JsonObject]) -> JsonObject:
    """Look for what was made. Raises: RemoteError (unknown outcome), however the search fails."""
    try:
        return find()
    except UnifiedError as error:
        raise RemoteError(
            502,
            "unreadable",
            "the provider took the application, but it could not be found afterwards "
            f"({error.message}); look before you repeat it",
        ) from error


def _find(session: Session, body: JsonObject, told: Found, candidate_id: str | None) -> str:
    """Find the id of the application that *body* made. Raises: Missing, RemoteError."""
    if told.application:
        return told.application
    job_id = key(part(body, "job"), "id") or key(body, "jobid")
    if candidate_id is not None:
        whole = places.person(session, candidate_id)
        mine = [ids_of(row) for row in people.applied_jobs(whole)]
        newest = [one.application for one in mine if one.job == job_id]
    else:
        newest = _in_export(session, body, job_id)
    if not newest:
        raise Missing("no such application in the provider's lists")
    return max(newest, key=lambda record_id: (len(record_id), record_id))


def _in_export(session: Session, body: JsonObject, job_id: str | None) -> list[str]:
    """Look among the changes of the last 24 hours, newest first, for the e-mail address and job."""
    email = _folded(text(part(body, "applicant", "answers"), "email"))
    steps = walk_offset(places.export(session, {}), None, MAX_PAGE_SIZE)
    for row, _ in itertools.islice(steps, LOOKED_AT):
        same_job = key(part(row, "jobdetail"), "jobid") == job_id
        if email and same_job and _folded(text(row, "emailaddress")) == email:
            return [application_id(row) or ""]
    return []


def _folded(value: Json) -> str:
    return value.strip().casefold() if isinstance(value, str) else ""
