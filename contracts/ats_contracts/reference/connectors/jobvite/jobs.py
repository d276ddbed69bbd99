"""
Jobs and the organizations named in them. Asks for every state: the vendor shows only open ones.

Source: SPEC sections 3.6, 4.3, 8 and 12.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ats_contracts.reference import mapping as m
from ats_contracts.reference.bodies import Body
from ats_contracts.reference.connector import Ask, Session
from ats_contracts.reference.connectors.jobvite import fields as f
from ats_contracts.reference.connectors.jobvite.answers import read_few, send, unreadable
from ats_contracts.reference.connectors.jobvite.listing import Listing, read_all, walk_long
from ats_contracts.reference.errors import BadRequest, Missing, RemoteError
from ats_contracts.reference.models import blank
from ats_contracts.reference.values import JsonObject, Position, Query, Step, Verb

STATUSES: Mapping[str, str] = {
    "Open": "open",
    "Closed": "closed",
    "Filled": "closed",
    "On Hold": "pending",
    "Awaiting Approval": "pending",
    "Approved": "pending",
    "Rejected": "archived",
    "Retracted": "archived",
    "Draft": "draft",
}
"""Nine states become five. Source: SPEC section 8 (our-choice)."""
LIMITED = "Limited Access"
STATES: Mapping[str, str] = {
    "open": "Open",
    "closed": "Closed",
    "pending": "Awaiting Approval",
    "archived": "Retracted",
    "draft": "Draft",
}
TYPES: Mapping[str, str] = {
    "fulltime": "full_time",
    "parttime": "part_time",
    "contract": "contract",
    "contractor": "contract",
    "intern": "internship",
    "internship": "internship",
    "temp": "temporary",
    "temporary": "temporary",
    "volunteer": "volunteer",
    "perdiem": "per_diem",
}
"""Customers spell these as they like. Source: SPEC section 3.6 (`Full-Time`, `Contract` seen)."""
WORDS: Mapping[str, str] = {
    "full_time": "Full-Time",
    "part_time": "Part-Time",
    "contract": "Contract",
    "internship": "Internship",
    "temporary": "Temporary",
    "volunteer": "Volunteer",
    "per_diem": "Per Diem",
}
REMOTE: Mapping[str, bool] = {
    "remote": True,
    "fully remote": True,
    "no remote": False,
    "not remote": False,
    "on-site": False,
    "onsite": False,
    "on site": False,
    "hybrid": False,
}


def job_type(word: str | None) -> str | None:
    """Find a job type by the customer's word; one that nobody knows is passed on raw."""
    if word is None:
        return None
    return TYPES.get("".join(c for c in word.lower() if c.isalpha()), word)


def to_job(raw: JsonObject) -> JsonObject:
    """
    Map a requisition; an unknown state is passed on raw.

    Department and location are names, without ids. A closing date in the year 9999 is none.
    """
    state = m.text(raw, "jobState")
    code = m.text(raw, "requisitionId")
    return blank("jobs") | {
        "id": m.key(raw, "eId"),
        "name": m.text(raw, "title"),
        "description": m.text(raw, "description"),
        "code": code,
        "requisition_id": code,
        "status": None if state is None else STATUSES.get(state, state),
        "locations": _locations(raw),
        "confidential": _confidential(raw),
        "departments": m.items(m.text(raw, "department"), "name", id=None),
        "offices": m.items(m.text(raw, "location"), "name", id=None),
        "hiring_managers": f.people(raw, "hiringManagers"),
        "recruiters": f.people(raw, "recruiters"),
        "is_remote": REMOTE.get((m.text(raw, "remoteType") or "").lower()),
        "job_type": job_type(m.text(raw, "jobType")),
        "job_position_level": m.text(raw, "positionLevel"),
        "created_at": f.instant(raw, "sentDate"),
        "updated_at": f.instant(raw, "lastUpdatedDate"),
        "closed_at": f.instant(raw, "filledOn") or f.unless_never(raw, "closeDate"),
        "opened_at": f.instant(raw, "approveDate"),
    }


def _locations(raw: JsonObject) -> list[str]:
    """Read the place of a job, else the first of its places."""
    names = ("locationCity", "locationState", "locationCountry")
    own = f.place(*(m.text(raw, name) for name in names))
    if own is not None:
        return [own]
    parts = ("city", "state", "country")
    places = (f.place(*(m.text(p, n) for n in parts)) for p in f.objects(raw, "jobLocations"))
    return [place for place in places if place is not None]


def _confidential(raw: JsonObject) -> bool | None:
    """Tell whether a job is private, or posted for a few only. Source: SPEC section 8."""
    if raw.get("postingType") == LIMITED:
        return True
    private = raw.get("private")
    return private if isinstance(private, bool) else None


def to_organization(raw: JsonObject) -> JsonObject:
    """Map the company, or one of its subsidiaries, as a job names it."""
    return blank("organizations") | {"id": raw["id"], "name": raw["name"]}


# Calls


def job_key(row: JsonObject) -> str:
    """Give the id of a job. Raises: RemoteError (unreadable) if there is none."""
    found = m.key(row, "eId")
    if found is None:
        raise unreadable(row, "a row without an id")
    return found


def _age(row: JsonObject) -> int:
    value = row.get("lastUpdatedDate")
    return value if isinstance(value, int) else 0


def all_jobs(session: Session, remote: Query) -> dict[str, JsonObject]:
    """Read all jobs, whatever their state."""
    query = {"jobStatus": list(STATUSES), **remote}
    jobs = Listing(name="job", collection="requisitions", key=job_key, query=query, age=_age)
    return read_all(session, jobs)


def walk_jobs(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """Walk the jobs. The vendor has no filter by date for them."""
    return walk_long(session, position, lambda: all_jobs(session, ask.remote))


def get_job(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Read one job, whatever its state. Raises: Missing, RemoteError."""
    query = {"ids": record_id, "jobStatus": list(STATUSES)}
    rows = read_few(session, "job", "requisitions", query)
    for row in rows:
        if m.key(row, "eId") == record_id:
            return row
    if rows:
        raise unreadable(rows, "a filter by id was answered with other rows")
    raise Missing(f"no job {record_id[:64]!r}")


def organizations(session: Session) -> dict[str, JsonObject]:
    """Collect the organizations that jobs name, by id. Shape: {id: {"id", "name", …}}."""
    found: dict[str, JsonObject] = {}
    for row in all_jobs(session, {}).values():
        for key, name in (("companyId", "company"), ("subsidiaryId", "subsidiaryName")):
            record_id, text = m.key(row, key), m.text(row, name)
            if record_id is not None and (record_id not in found or text is not None):
                found[record_id] = {"id": record_id, "name": text, key: record_id, name: text}
    return found


def walk_organizations(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """Walk the organizations that jobs name."""
    return walk_long(session, position, lambda: organizations(session))


def get_organization(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Find an organization among those that jobs name. Raises: Missing."""
    found = organizations(session).get(record_id)
    if found is None:
        raise Missing(f"no organization {record_id[:64]!r}")
    return found


# Writes


def job_to_wire(body: JsonObject, verb: Verb) -> JsonObject:
    """Write a unified job. Raises: BadRequest for whatever the vendor cannot store."""
    fields = Body(body)
    fields.text("name", "title")
    fields.text("description", "description")
    fields.text("requisition_id", "requisitionId")
    fields.text("job_position_level", "positionLevel")
    _write_word(fields, "status", "jobState", STATES)
    _write_word(fields, "job_type", "jobType", WORDS)
    confidential = fields.take("confidential")
    if confidential is not None and not isinstance(confidential, bool):
        fields.refuse("confidential", "expected true or false")
    elif confidential is not None:
        fields.wire["private"] = confidential
    wire = fields.finish()
    return {name: "" if value is None else value for name, value in wire.items()}


def _write_word(fields: Body, name: str, wire: str, words: Mapping[str, str]) -> None:
    value = fields.take(name)
    if value is None:
        return
    if not isinstance(value, str) or value not in words:
        fields.refuse(name, f"the provider knows only {', '.join(sorted(words))}")
    else:
        fields.wire[wire] = words[value]


def create_job(session: Session, wire: JsonObject) -> JsonObject:
    """Create a job in the name of the account's service user, and read it back."""
    creator = session.public("user_email")
    if creator is None:
        raise BadRequest("the account has no user_email in its credentials, and a job needs one")
    answer = send(session, "POST", "job", {"creatorEmail": creator, **wire})
    record_id = m.key(answer, "eId") or m.key(answer, "EId")
    if record_id is None:
        raise unreadable(answer, "expected the id of the new job")
    return read_back(session, record_id, {"eId": record_id, **wire})


def update_job(session: Session, record_id: str, wire: JsonObject) -> JsonObject:
    """Change a job, and read it back; one that is to be open to all is posted so."""
    if wire.get("private") is False:
        posted = get_job(session, record_id, Ask()).get("postingType")
        wire = {**wire, "postingType": "External"} if posted == LIMITED else wire
    send(session, "PUT", "job", {"eId": record_id, **wire})
    return read_back(session, record_id, {"eId": record_id, **wire})


def read_back(session: Session, record_id: str, written: JsonObject) -> JsonObject:
    """Read a job that was just written; if that fails, give what is known of it."""
    try:
        return get_job(session, record_id, Ask())
    except (RemoteError, Missing):
        return written
