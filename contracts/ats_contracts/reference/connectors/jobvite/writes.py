"""
Writing candidates and applications: one row holds both, so each write names both.

Only what is given is sent, and what was written is read back: an answer holds ids and nothing else.
A body is the vendor's own, {"candidate": {…, "application": {…}}}, so that one that is passed on as
it came may hold what the model has no field for, such as a customer's fields; `stage` in it is our
word for the id of a state.
Source: SPEC sections 4.1 (the dialect with `jobEId`) and 4.2.
"""

from __future__ import annotations

from collections.abc import Callable

from ats_contracts.reference import mapping as m
from ats_contracts.reference.bodies import Body
from ats_contracts.reference.connector import Ask, Session
from ats_contracts.reference.connectors.jobvite import fields as f
from ats_contracts.reference.connectors.jobvite import people as p
from ats_contracts.reference.connectors.jobvite.answers import read_few, send, unreadable
from ats_contracts.reference.connectors.jobvite.lists import states
from ats_contracts.reference.errors import BadRequest, Missing, RemoteError, UnifiedError
from ats_contracts.reference.values import Json, JsonObject, Verb


def candidate_to_wire(body: JsonObject, verb: Verb) -> JsonObject:
    """
    Write a unified candidate; on creation with the one application that the vendor wants with it.

    Shape: {"candidate": {…, "application"?: {"jobEId"?, "source"?, "stage"?}}}
    Raises: BadRequest for whatever the vendor cannot store.
    """
    fields = Body(body)
    fields.text("first_name", "firstName")
    fields.text("last_name", "lastName")
    fields.text("company", "companyName")
    fields.text("title", "title")
    fields.single("emails", "email", "email")
    _write_phones(fields)
    application = _first_application(fields) if verb == "create" else {}
    name = fields.take("name")
    if name is not None and name != m.joined(
        " ", fields.wire.get("firstName"), fields.wire.get("lastName")
    ):
        fields.refuse("name", "give first_name and last_name; the name is made of them")
    wire = fields.finish()
    if verb == "create":
        return {"candidate": {**_known(wire), "application": application}}
    return {"candidate": {name: "" if value is None else value for name, value in wire.items()}}


def _known(wire: JsonObject) -> JsonObject:
    return {name: value for name, value in wire.items() if value is not None}


def _write_phones(fields: Body) -> None:
    """Put up to three numbers where the vendor has room; a list stands for all of them."""
    phones = fields.take("phones")
    if phones is None:
        return
    if not isinstance(phones, list) or not all(_is_phone(phone) for phone in phones):
        fields.refuse("phones", 'expected objects with "number" and at most a "type"')
        return
    free = dict(p.PHONES)
    placed: dict[str, str] = {}
    for phone in sorted(phones, key=lambda phone: phone.get("type") not in p.PHONES):
        kind = phone.get("type") if phone.get("type") in free else next(iter(free), None)
        if kind is None or phone.get("type") not in (None, kind):
            fields.refuse("phones", f"one number for each of {', '.join(p.PHONES)}, no others")
            return
        placed[free.pop(kind)] = phone["number"]
    fields.wire |= dict.fromkeys(free.values()) | placed


def _is_phone(phone: Json) -> bool:
    if not isinstance(phone, dict) or not isinstance(phone.get("number"), str):
        return False
    rest = {key for key, value in phone.items() if value is not None} - {"number", "type"}
    return not rest and isinstance(phone.get("type"), str | None)


def _first_application(fields: Body) -> JsonObject:
    applications = fields.take("applications")
    if applications is None:
        return {}
    if not isinstance(applications, list) or len(applications) > 1:
        fields.refuse("applications", "a new candidate has one application")
        return {}
    if not applications or not isinstance(applications[0], dict):
        return {}
    return _application(applications[0], "list")


def application_to_wire(body: JsonObject, verb: Verb) -> JsonObject:
    """
    Write a unified application: person, job and source on creation, afterwards state and reason.

    Shape: {"candidate": {"eId"?: str, "application": {"jobEId"?: str, "source"?: str,
        "stage"?: str, "disposition"?: str}}}
    Raises: BadRequest for whatever the vendor cannot store.
    """
    application = _application(body, verb)
    person = application.pop("candidate", None)
    named = {} if person is None else {"eId": person}
    return {"candidate": {**named, "application": application}}


def _application(body: JsonObject, verb: Verb) -> JsonObject:
    fields = Body(body)
    fields.reference("current_stage", "stage")
    if verb == "update":
        fields.text("reject_reason", "disposition")
        return _known(fields.finish())
    if verb == "create":
        fields.reference("candidate", "candidate", required=True)
        fields.text("reject_reason", "disposition")
    fields.reference("job", "jobEId")
    source = fields.take("source")
    if source is not None:
        if not isinstance(source, dict) or not isinstance(source.get("name"), str):
            fields.refuse("source", 'expected {"name": "…"}')
        else:
            fields.wire["source"] = source["name"]
    return _known(fields.finish())


def create_candidate(session: Session, wire: JsonObject) -> JsonObject:
    """Create a person with an application, without sending them e-mail."""
    person, asked = _split(wire)
    sent = {"sendEmail": False, **person, "application": _in_words(session, asked)}
    ids = written_ids(send(session, "POST", "candidate", {"candidate": sent}))
    row = {**person, "eId": ids[1], "application": {"eId": ids[0]}}
    return _read_back(lambda: p.get_candidate(session, ids[1], Ask()), row)


def _split(wire: JsonObject) -> tuple[JsonObject, JsonObject]:
    """
    Take a body apart, into the person and the application.

    Raises: BadRequest for one that was passed through, and is none of the vendor's.
    """
    person = wire.get("candidate")
    given = person if isinstance(person, dict) and wire.keys() == {"candidate"} else None
    application = None if given is None else given.get("application", {})
    if given is None or not isinstance(application, dict):
        raise BadRequest('expected the provider\'s body: {"candidate": {…, "application": {…}}}')
    return {name: value for name, value in given.items() if name != "application"}, application


def create_application(session: Session, wire: JsonObject) -> JsonObject:
    """
    File another application of a person, whom the vendor knows by e-mail.

    Raises: BadRequest if the e-mail does not name them, and nobody else; RemoteError.
    """
    named, asked = _split(wire)
    person = named.get("eId")
    if named.keys() != {"eId"} or not isinstance(person, str):
        raise BadRequest("candidate: its eId is needed, and nothing else of it can be written")
    row = p.newest(_existing(session, person))
    body = {name: row.get(name) for name in ("email", "firstName", "lastName")}
    _expect_alone(session, person, m.text(row, "email"))
    application = _in_words(session, asked)
    sent = {"candidate": {**_known(body), "sendEmail": False, "application": application}}
    filed, found = written_ids(send(session, "POST", "candidate", sent))
    if found != person:
        raise unreadable(None, "the application was filed under another person's e-mail")
    if "disposition" in application:
        _change(session, {**application, "eId": filed})
    known = {**body, "eId": person, "application": {"eId": filed}}
    return _read_back(lambda: p.get_application(session, filed, Ask()), known)


def _existing(session: Session, person: str) -> JsonObject:
    try:
        return p.get_candidate(session, person, Ask())
    except Missing as error:
        raise BadRequest(f"candidate: there is none with the id {person[:64]!r}") from error


def _expect_alone(session: Session, person: str, email: str | None) -> None:
    """Refuse an e-mail that would lead to somebody else. Source: assumption `create_same_email`."""
    if email is None:
        raise BadRequest("candidate: the provider knows people by e-mail, and this one has none")
    rows = read_few(session, "candidate", "candidates", {"email": email})
    same = [row for row in rows if (m.text(row, "email") or "").casefold() == email.casefold()]
    if {m.key(row, "eId") for row in same} - {person}:
        raise BadRequest(
            "candidate: somebody else has the same e-mail, and would be taken for them"
        )


def update_candidate(session: Session, record_id: str, wire: JsonObject) -> JsonObject:
    """Change a person by way of their newest application."""
    person, asked = _split(wire)
    held = p.get_candidate(session, record_id, Ask())
    newest = next((each for row in held["rows"] if (each := p.application_id(row))), None)
    _change(session, {**_in_words(session, asked), "eId": newest}, person)
    row = {**p.newest(held), **person}
    return _read_back(lambda: p.get_candidate(session, record_id, Ask()), row)


def update_application(session: Session, record_id: str, wire: JsonObject) -> JsonObject:
    """
    Move an application to a state, or give the reason of its rejection.

    Raises: BadRequest for a reason without a rejection, which the vendor would ignore.
    """
    person, asked = _split(wire)
    application = _in_words(session, asked)
    if "disposition" in application and "workflowState" not in application:
        row = p.newest(p.get_application(session, record_id, Ask()))
        application["workflowState"] = m.text(p.application_of(row), "workflowState")
    if "disposition" in application and application.get("workflowState") != p.REJECTED:
        raise BadRequest("reject_reason: the provider keeps a reason only of rejected applications")
    if application or person:
        _change(session, {**application, "eId": record_id}, person)
    return p.get_application(session, record_id, Ask())


def _change(session: Session, application: JsonObject, person: JsonObject | None = None) -> None:
    body = {"candidate": {**(person or {}), "application": application}}
    send(session, "PUT", "candidate", body)


def _in_words(session: Session, application: JsonObject) -> JsonObject:
    """Put the name of a workflow state in the place of its id, as the vendor wants it."""
    words = {name: value for name, value in application.items() if name != "stage"}
    stage = application.get("stage")
    if stage is not None:
        words["workflowState"] = _state_name(session, stage)
    return words


def _state_name(session: Session, stage: Json) -> str:
    known = states(session, {})
    if not isinstance(stage, str):
        raise BadRequest("current_stage: expected the id of a state, or its name")
    if stage in known:
        return m.text(known[stage], "name") or stage
    if any(m.text(state, "name") == stage for state in known.values()):
        return stage
    raise BadRequest(f"current_stage: the provider has no state {stage[:64]!r}")


def written_ids(answer: JsonObject) -> tuple[str, str]:
    """
    Find the ids of application and person in the answer to a write.

    Source: SPEC section 4.1, assumption `create_response_shape`.
    """
    application = f.inner(answer, "application")
    person = f.inner(application, "candidate")
    filed = _id(application) or m.key(answer, "applicationId")
    found = _id(person) or m.key(answer, "candidateId")
    if filed is None or found is None:
        raise unreadable(answer, "expected the ids of application and candidate")
    return filed, found


def _id(raw: JsonObject) -> str | None:
    return m.key(raw, "EId") or m.key(raw, "eId")


def _read_back(get: Callable[[], JsonObject], known: JsonObject) -> JsonObject:
    """Read what was just written; if that fails, give what is known of it: it was written."""
    try:
        return get()
    except UnifiedError as error:
        if isinstance(error, RemoteError) and error.status == 401:
            raise
        return {"rows": [known]}


def move_stage(body: JsonObject) -> tuple[str, JsonObject]:
    """Read `applications/move-stage`. Shape: {"id": str, "current_stage": {"id": str}}."""
    stage = body.get("current_stage") or body.get("job_interview_stage")
    if stage is None and "stage_id" in body:
        stage = {"id": body["stage_id"]}
    if stage is None:
        raise BadRequest('say where to: {"id": "…", "current_stage": {"id": "…"}}')
    known = {"id", "application_id", "current_stage", "job_interview_stage", "stage_id"}
    return _action_id(body, known), {"current_stage": stage}


def reject(body: JsonObject) -> tuple[str, JsonObject]:
    """Read `applications/reject`. Shape: {"id": str, "reject_reason"?: str}."""
    found = _action_id(body, {"id", "application_id", "reject_reason"})
    change: JsonObject = {"current_stage": {"id": p.REJECTED}}
    if body.get("reject_reason") is not None:
        change["reject_reason"] = body["reject_reason"]
    return found, change


def _action_id(body: JsonObject, known: set[str]) -> str:
    extra = sorted(name for name in body.keys() - known if body[name] is not None)
    if extra:
        raise BadRequest(f"the provider cannot store {', '.join(extra)[:200]}")
    found = body.get("id", body.get("application_id"))
    if not isinstance(found, str) or not found:
        raise BadRequest('say which application: {"id": "…"}')
    return found
