"""
NexivoHR: mapping and calls, written from the vendor's reference as SPEC restates it.

Accepts every reading of what that reference leaves open where the answer itself tells which one it
is (envelopes, ids, omitted nulls, time styles, delete answers), and refuses what tells nothing. It
does not read statuses of candidates: the unified model has none, so a deleted candidate is readable
by id as the vendor leaves it, and absent from lists as the vendor leaves it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ats_contracts.reference import mapping as m
from ats_contracts.reference.bodies import Body
from ats_contracts.reference.connector import (
    Ask,
    Connector,
    Hooks,
    News,
    Resource,
    Session,
    segment,
)
from ats_contracts.reference.errors import BadRequest, Missing, RemoteError
from ats_contracts.reference.models import blank
from ats_contracts.reference.paging import Source, Window, walk_nested, walk_offset
from ats_contracts.reference.signatures import hmac_sha256, is_spelled
from ats_contracts.reference.values import Json, JsonObject, Position, Step, Verb

API = "/ats/api/v1"
MAX_PER_PAGE = 100
STAGES = ("screening", "interview", "offer", "placed", "rejected")
JOB_STATUSES = ("closed", "draft", "open")
EMPLOYMENT_TYPES = ("contract", "full_time", "part_time", "temporary")


# What comes in


def to_candidate(raw: JsonObject) -> JsonObject:
    """
    Map a candidate. Source: SPEC section 7.

    `company`, `urls` and `tags` are null, meaning unknown, unless the record has such fields.
    """
    first, last = m.text(raw, "first_name"), m.text(raw, "last_name")
    skills = raw.get("skills")
    return blank("candidates") | {
        "id": m.key(raw, "id"),
        "first_name": first,
        "last_name": last,
        "name": m.joined(" ", first, last),
        "company": m.text(raw, "current_company"),
        "title": m.text(raw, "current_title"),
        "locations": m.listed(m.joined(", ", m.text(raw, "city"), m.text(raw, "state"))),
        "phones": m.items(m.text(raw, "phone"), "number", extension=None, type=None),
        "emails": m.items(m.text(raw, "email"), "email", type=None),
        "urls": m.items(m.text(raw, "linkedin_url"), "url", type=None)
        if "linkedin_url" in raw
        else None,
        "tags": [{"id": None, "name": skill} for skill in skills if isinstance(skill, str)]
        if isinstance(skills, list)
        else None,
        "created_at": m.instant(raw, "created_at"),
        "updated_at": m.instant(raw, "updated_at"),
    }


def to_job(raw: JsonObject) -> JsonObject:
    """Map a job; an unknown status or employment type is passed on raw. Source: SPEC section 7."""
    return blank("jobs") | {
        "id": m.key(raw, "id"),
        "name": m.text(raw, "title"),
        "description": m.text(raw, "description"),
        "status": m.text(raw, "status"),
        "locations": m.listed(m.joined(", ", m.text(raw, "city"), m.text(raw, "state"))),
        "job_type": m.text(raw, "employment_type"),
        "created_at": m.instant(raw, "created_at"),
        "updated_at": m.instant(raw, "updated_at"),
        "closed_at": m.instant(raw, "closed_at"),
    }


def to_application(raw: JsonObject) -> JsonObject:
    """
    Map a submission; `rejected_at` is its last change while its stage is `rejected`.

    Source: SPEC section 7 (derived, declared lossy).
    """
    stage = m.text(raw, "stage")
    created, updated = m.instant(raw, "created_at"), m.instant(raw, "updated_at")
    return blank("applications") | {
        "id": m.key(raw, "id"),
        "candidate": m.reference(raw, "candidate_id"),
        "job": m.reference(raw, "job_id"),
        "applied_at": created,
        "rejected_at": updated if stage == "rejected" else None,
        "current_stage": None if stage is None else _embedded_stage(stage),
        "created_at": created,
        "updated_at": updated,
    }


def _embedded_stage(stage: str) -> JsonObject:
    return {"id": stage, "name": stage, "job": None, "created_at": None, "updated_at": None}


def to_stage(raw: JsonObject) -> JsonObject:
    """Map one of the constant stages; the documented order is no position. Source: section 7."""
    return blank("job_interview_stages") | {"id": raw["stage"], "name": raw["stage"]}


# What goes out


def candidate_to_wire(body: JsonObject, verb: Verb) -> JsonObject:
    """Write a unified candidate. Raises: BadRequest for whatever the vendor cannot store."""
    fields = Body(body)
    fields.text("first_name", "first_name")
    fields.text("last_name", "last_name")
    fields.text("title", "current_title")
    fields.single("emails", "email", "email")
    fields.single("phones", "number", "phone")
    _write_location(fields)
    name = fields.take("name")
    if name is not None and name != m.joined(
        " ", fields.wire.get("first_name"), fields.wire.get("last_name")
    ):
        fields.refuse("name", "give first_name and last_name; the name is made of them")
    return fields.finish()


def job_to_wire(body: JsonObject, verb: Verb) -> JsonObject:
    """Write a unified job. Raises: BadRequest for whatever the vendor cannot store."""
    fields = Body(body)
    fields.text("name", "title")
    fields.text("description", "description")
    fields.text("status", "status", choices=JOB_STATUSES)
    if body.get("job_type") is not None:
        fields.text("job_type", "employment_type", choices=EMPLOYMENT_TYPES)
    else:
        fields.text("job_type", "employment_type")
    _write_location(fields)
    return fields.finish()


def _write_location(fields: Body) -> None:
    """Split "city, state"; more than one comma, or place, could be split in two ways."""
    places = fields.strings("locations")
    if places is None:
        return
    parts = [part.strip() for part in places[0].split(",")] if places else [None, None]
    if len(places) > 1 or len(parts) > 2:
        fields.refuse("locations", 'the provider stores one place, "city" or "city, state"')
        return
    fields.wire["city"], fields.wire["state"] = (*parts, None)[:2]


def application_to_wire(body: JsonObject, verb: Verb) -> JsonObject:
    """
    Write a unified application: candidate, job and stage on creation, afterwards the stage.

    A job is needed here, as it stands in the path; the rest is the provider's to judge, the name
    of a stage included.
    Shape: {"job_id"?: str, "candidate_id"?: str | int, "stage"?: str}
    """
    fields = Body(body)
    fields.reference("current_stage", "stage")
    if verb == "create":
        fields.reference("job", "job_id", required=True)
        if (candidate := fields.reference("candidate", "candidate_id")) is not None:
            fields.wire["candidate_id"] = wire_id(candidate)
    return fields.finish()


def wire_id(record_id: str) -> str | int:
    """Write an id as the vendor does: digits are a number, anything else a string."""
    return int(record_id) if re.fullmatch(r"0|[1-9][0-9]{0,17}", record_id) else record_id


def move_stage(body: JsonObject) -> tuple[str, JsonObject]:
    """Read `applications/move-stage`. Shape: {"id": str, "current_stage": {"id": str}}."""
    stage = body.get("current_stage") or body.get("job_interview_stage")
    if stage is None and "stage_id" in body:
        stage = {"id": body["stage_id"]}
    known = {"id", "application_id", "current_stage", "job_interview_stage", "stage_id"}
    if stage is None:
        raise BadRequest('say where to: {"id": "…", "current_stage": {"id": "…"}}')
    return _action_id(body, known), {"current_stage": stage}


def reject(body: JsonObject) -> tuple[str, JsonObject]:
    """Read `applications/reject`. The vendor stores no reason. Shape: {"id": str}."""
    return _action_id(body, {"id", "application_id"}), {"current_stage": {"id": "rejected"}}


def _action_id(body: JsonObject, known: set[str]) -> str:
    extra = sorted(name for name in body.keys() - known if body[name] is not None)
    if extra:
        raise BadRequest(f"the provider cannot store {', '.join(extra)[:200]}")
    found = body.get("id", body.get("application_id"))
    if not isinstance(found, str) or not found:
        raise BadRequest('say which application: {"id": "…"}')
    return found


# Envelopes


def read_list(body: Json, name: str, number: int, size: int) -> Window:
    """
    Read a page of a list in whichever envelope it comes, and check that it is whole.

    Raises: RemoteError (unreadable) if it is none of them, or contradicts itself or the request.
    Source: SPEC section 3.3 and assumption `list_envelope`.
    """
    if not isinstance(body, dict):
        raise unreadable(body, "a list answer has to be an object")
    named = [key for key in ("data", name) if isinstance(body.get(key), list)]
    meta = body.get("meta", body)
    if len(named) != 1 or not isinstance(meta, dict):
        raise unreadable(body, f"expected one list under 'data' or {name!r}, with page fields")
    rows = body[named[0]]
    facts: list[Json] = [meta.get(key) for key in ("page", "per_page", "total")]
    if not all(isinstance(fact, int) and not isinstance(fact, bool) for fact in facts):
        raise unreadable(body, "page, per_page and total have to be numbers")
    page, per_page, total = facts
    if page != number or not 0 < per_page <= size or total < 0:
        raise unreadable(body, f"asked for page {number} of {size}, got page {page} of {per_page}")
    offset = (page - 1) * per_page
    if len(rows) != max(0, min(per_page, total - offset)):
        raise unreadable(body, f"{len(rows)} rows on page {page} do not fit a total of {total}")
    if not all(isinstance(row, dict) and m.is_key(row.get("id")) for row in rows):
        raise unreadable(body, "a row without an id")
    return Window(rows=rows, offset=offset, total=total, size=per_page, clamped=per_page < size)


def read_single(body: Json) -> JsonObject:
    """
    Read one record, bare or under `data`.

    Raises: RemoteError (unreadable) if there is no id in either place.
    Source: SPEC section 3.3 and assumption `single_envelope`.
    """
    if isinstance(body, dict):
        if m.is_key(body.get("id")):
            return body
        inner = body.get("data")
        if isinstance(inner, dict) and m.is_key(inner.get("id")):
            return inner
    raise unreadable(body, "expected one record with an id")


def unreadable(body: Json, problem: str) -> RemoteError:
    """Say that a success cannot be read as one."""
    return RemoteError(
        502, "unreadable", f"the provider's answer is not usable: {problem}", raw=body
    )


# Calls


def source(session: Session, path: str, name: str, remote: Mapping[str, str]) -> Source:
    """Make a list of the vendor's readable by page."""
    for reserved in ("page", "per_page"):
        if reserved in remote:
            raise BadRequest(f"remote_query[{reserved}] is the pager's; use limit and next_cursor")

    def read(number: int, size: int) -> Window:
        query = {**remote, "page": str(number), "per_page": str(size)}
        return read_list(session.read(path, query), name, number, size)

    return Source(read=read, key=lambda row: str(row["id"]), max_size=MAX_PER_PAGE)


def walk_candidates(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """Walk all candidates."""
    found = source(session, f"{API}/candidates", "candidates", ask.remote)
    return walk_offset(found, position, ask.want)


def walk_jobs(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """Walk all jobs."""
    return walk_offset(source(session, f"{API}/jobs", "jobs", ask.remote), position, ask.want)


def walk_applications(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """
    Walk the submissions of one job, if the filter names one, else of every job.

    Cost: one request per page of jobs and one per page of submissions of each job.
    """

    def within(job_id: str, at: Position | None) -> Iterator[Step]:
        return _submissions(session, job_id, ask, at)

    if (job_id := ask.only("job_id")) is not None:
        return within(job_id, position)
    jobs = source(session, f"{API}/jobs", "jobs", {})
    return walk_nested(
        lambda at: walk_offset(jobs, at, MAX_PER_PAGE), within, position, key=jobs.key
    )


def _submissions(
    session: Session, job_id: str, ask: Ask, position: Position | None
) -> Iterator[Step]:
    """Walk one job's submissions; none if the job is gone, which is asked before it is believed."""
    path = f"{API}/jobs/{segment(job_id)}"
    try:
        found = source(session, f"{path}/submissions", "submissions", ask.remote)
        yield from walk_offset(found, position, ask.want)
    except RemoteError as error:
        if error.kind != "not_found" or _exists(session, path):
            raise


def _exists(session: Session, path: str) -> bool:
    try:
        session.read(path)
    except RemoteError as error:
        if error.kind == "not_found":
            return False
        raise
    return True


def get_application(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Find a submission by walking, as the vendor has no call for one. Raises: Missing."""
    for step in walk_applications(session, ask, None):
        if str(step.raw["id"]) == record_id:
            return step.raw
    raise Missing(f"no application {record_id[:64]!r}")


def _get(collection: str, session: Session, record_id: str) -> JsonObject:
    found = read_single(session.read(f"{API}/{collection}/{segment(record_id)}"))
    if str(found["id"]) != record_id:
        raise Missing(f"no record {record_id[:64]!r}: the provider answered another one")
    return found


def _update(collection: str, session: Session, record_id: str, wire: JsonObject) -> JsonObject:
    return read_single(session.write("PATCH", f"{API}/{collection}/{segment(record_id)}", wire))


def _delete(collection: str, session: Session, record_id: str) -> None:
    body = session.write("DELETE", f"{API}/{collection}/{segment(record_id)}")
    if body is not None and not (isinstance(body, dict) and body and "errors" not in body):
        raise unreadable(body, "expected the record, a message, or nothing")


def create_application(session: Session, wire: JsonObject) -> JsonObject:
    """Submit a candidate to a job; the job goes into the path."""
    job_id = wire.get("job_id")
    if not m.is_key(job_id):
        raise BadRequest("job_id is needed: the job to submit to")
    body = {name: value for name, value in wire.items() if name != "job_id"}
    path = f"{API}/jobs/{segment(str(job_id))}/submissions"
    return read_single(session.write("POST", path, body))


def walk_stages(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """List the constant stages; the vendor has no call for them, so none is made."""
    rows = [{"stage": stage} for stage in STAGES]
    done = 0 if position is None else position[0]
    for n, row in enumerate(rows[done:], start=done + 1):
        yield Step(row, [n] if n < len(rows) else None)


def get_stage(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Find a constant stage. Raises: Missing."""
    for step in walk_stages(session, ask, None):
        if step.raw["stage"] == record_id:
            return step.raw
    raise Missing(f"no job interview stage {record_id[:64]!r}")


def sign(credentials: Mapping[str, Json]) -> dict[str, str]:
    """Carry the personal API token. Source: SPEC section 2."""
    return {"Authorization": f"Bearer {credentials['token']}"}


def problem(credentials: JsonObject) -> str:
    """Say why credentials cannot be used; empty if they can."""
    token = credentials.get("token")
    usable = isinstance(token, str) and re.fullmatch(r"[\x21-\x7e]{1,4096}", token)
    return "" if usable else "expected {'token': …}, printable ASCII without spaces"


# What is announced

ANNOUNCED = {"candidate": "candidates", "job": "jobs", "submission": "applications"}


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Verify the signature, however it is spelled; no time is in it. Source: SPEC section 6."""
    given = headers.get("x-nexivohr-signature", "")
    return is_spelled(given, hmac_sha256(secret, body), prefix="sha256=")


def read_news(body: JsonObject) -> tuple[News, ...]:
    """
    Read an event; of its data only the ids, as the record may have changed since.

    Shape: {"id", "event": "candidate.updated", "created_at", "data": {"id", "job_id"?}}.
    Raises: BadRequest.
    """
    subject, _, what = str(body.get("event")).partition(".")
    if subject not in ANNOUNCED:
        return ()
    data = body.get("data")
    record_id = m.key(data, "id") if isinstance(data, dict) else None
    if not isinstance(data, dict) or record_id is None:
        raise BadRequest(f"an event about a {subject} without its id")
    job_id = m.key(data, "job_id") if subject == "submission" else None
    return (
        News(
            kind="created" if what == "created" else "updated",
            resource=ANNOUNCED[subject],
            record_id=record_id,
            hints={} if job_id is None else {"job_id": job_id},
        ),
    )


CANDIDATES = Resource(
    to_unified=to_candidate,
    walk=walk_candidates,
    get=lambda session, record_id, ask: _get("candidates", session, record_id),
    to_wire=candidate_to_wire,
    create=lambda session, wire: read_single(session.write("POST", f"{API}/candidates", wire)),
    update=lambda session, record_id, wire: _update("candidates", session, record_id, wire),
    delete=lambda session, record_id: _delete("candidates", session, record_id),
    filters=frozenset(
        {"id", "created_at", "updated_at", "emails[email]", "name", "first_name", "last_name"}
        | {"title"}
    ),
)
JOBS = Resource(
    to_unified=to_job,
    walk=walk_jobs,
    get=lambda session, record_id, ask: _get("jobs", session, record_id),
    to_wire=job_to_wire,
    create=lambda session, wire: read_single(session.write("POST", f"{API}/jobs", wire)),
    update=lambda session, record_id, wire: _update("jobs", session, record_id, wire),
    delete=lambda session, record_id: _delete("jobs", session, record_id),
    filters=frozenset({"id", "created_at", "updated_at", "name", "status"}),
)
APPLICATIONS = Resource(
    to_unified=to_application,
    walk=walk_applications,
    get=get_application,
    to_wire=application_to_wire,
    create=create_application,
    update=lambda session, record_id, wire: _update("submissions", session, record_id, wire),
    actions={"move-stage": move_stage, "reject": reject},
    filters=frozenset({"id", "created_at", "updated_at", "job_id", "candidate_id", "stage_id"}),
    hints=frozenset({"job_id"}),
)
STAGE_LIST = Resource(
    to_unified=to_stage,
    walk=walk_stages,
    get=get_stage,
    filters=frozenset({"id", "name"}),
)

NEXIVOHR = Connector(
    name="nexivohr",
    sign=sign,
    problem=problem,
    resources={
        "applications": APPLICATIONS,
        "candidates": CANDIDATES,
        "job_interview_stages": STAGE_LIST,
        "jobs": JOBS,
    },
    native={"candidates": CANDIDATES, "jobs": JOBS, "submissions": APPLICATIONS},
    hooks=Hooks(holds=is_signed, read=read_news),
)
