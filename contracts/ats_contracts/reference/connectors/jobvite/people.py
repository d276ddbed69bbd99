"""
Candidates, applications, answers for statistics and notes: all of them out of one list of rows.

A row is an application with its person in it. Whatever is read here is held as one object with the
`rows` that it is made of, newest first; what is shown of it is the newest row, and only the answers
for statistics are shown with the row that holds them. Writes nothing.
Source: SPEC sections 3.4, 8 and 12.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping

from ats_contracts.reference import mapping as m
from ats_contracts.reference.connector import Ask, Session
from ats_contracts.reference.connectors.jobvite import fields as f
from ats_contracts.reference.connectors.jobvite.answers import (
    read_few,
    unreadable,
    without_protected,
)
from ats_contracts.reference.connectors.jobvite.listing import Listing, read_all, walk_long
from ats_contracts.reference.errors import Missing, RemoteError
from ats_contracts.reference.models import blank
from ats_contracts.reference.values import JsonObject, Position, Query, Step

REJECTED = "Rejected"
ONE_BY_ONE = 3
"""Up to so many changed people are completed by a request each; more, by reading the list."""
PHONES = {"mobile": "mobile", "home": "homePhone", "work": "workPhone"}


# What a row is


def application_of(row: JsonObject) -> JsonObject:
    """Give the application in a row."""
    return f.inner(row, "application")


def application_id(row: JsonObject) -> str | None:
    """Give the id of the application in a row."""
    return m.key(application_of(row), "eId")


def candidate_id(row: JsonObject) -> str:
    """Give the id of the person in a row. Raises: RemoteError (unreadable) if there is none."""
    found = m.key(row, "eId")
    if found is None:
        raise unreadable(without_protected(row), "a row without an id")
    return found


def row_key(row: JsonObject) -> str:
    """Tell rows apart; a row whose application has no id stands for its person."""
    return application_id(row) or f"~{candidate_id(row)}"


def age(row: JsonObject) -> int:
    """Say when a row last changed, in milliseconds; a row that does not tell is the oldest."""
    value = application_of(row).get("lastUpdatedDate")
    return value if isinstance(value, int) else 0


def newest_first(rows: Iterable[JsonObject]) -> JsonObject:
    """Hold rows as one object. Shape: {"rows": [row]}."""
    return {"rows": sorted(rows, key=lambda row: (-age(row), row_key(row)))}


def newest(raw: JsonObject) -> JsonObject:
    """Give the newest of the rows that are held."""
    row: JsonObject = raw["rows"][0]
    return row


def shown(raw: JsonObject) -> JsonObject:
    """Show the newest row as it came, but for the answers for statistics."""
    kept: JsonObject = without_protected(newest(raw))
    return kept


# What comes in


def to_candidate(raw: JsonObject) -> JsonObject:
    """
    Map a person; the newest row speaks for them.

    `attachments` are null, meaning unknown: rows of a list do not name them all.
    """
    row, rows = newest(raw), raw["rows"]
    applications = [application_of(each) for each in rows]
    state = m.text(row, "state") or m.text(row, "stateCode")
    country = m.text(row, "countryCode") or m.text(row, "country") or m.text(row, "countryName")
    return blank("candidates") | {
        "id": m.key(row, "eId"),
        "first_name": m.text(row, "firstName"),
        "last_name": m.text(row, "lastName"),
        "name": f.full_name(row),
        "company": m.text(row, "companyName"),
        "title": m.text(row, "title"),
        "locations": m.listed(f.place(m.text(row, "city"), state, country)),
        "phones": [
            {"number": number, "extension": None, "type": kind}
            for kind, name in PHONES.items()
            if (number := m.text(row, name)) is not None
        ],
        "emails": m.items(m.text(row, "email"), "email", type=None),
        "applications": _in_order(applications),
        "created_at": _extreme(applications, "sentDate", last=False),
        "updated_at": _extreme(applications, "lastUpdatedDate", last=True),
    }


def _in_order(applications: list[JsonObject]) -> list[JsonObject]:
    """Refer to the applications by id: rows come in an order that changes all the time."""
    known = [key for each in applications if (key := m.key(each, "eId")) is not None]
    return [{"id": key} for key in sorted(known)]


def _extreme(applications: list[JsonObject], name: str, *, last: bool) -> str | None:
    moments = [(moment, each) for each in applications if (moment := f.moment_of(each.get(name)))]
    moments.sort(key=lambda pair: pair[0])
    return f.instant(moments[-1 if last else 0][1], name) if moments else None


def to_application(raw: JsonObject) -> JsonObject:
    """
    Map an application; `rejected_at` is its last change while its state is `Rejected`.

    `attachments` are null, meaning unknown: rows of a list do not name them all.
    """
    row = newest(raw)
    found = application_of(row)
    state = m.text(found, "workflowState")
    applied, updated = f.instant(found, "sentDate"), f.instant(found, "lastUpdatedDate")
    source = m.text(found, "source")
    return blank("applications") | {
        "id": m.key(found, "eId"),
        "candidate": m.reference(row, "eId"),
        "job": m.reference(f.inner(found, "job"), "eId"),
        "applied_at": applied,
        "rejected_at": updated if state == REJECTED else None,
        "source": None if source is None else {"id": None, "name": source},
        "current_stage": _stage(found, state),
        "reject_reason": m.text(found, "disposition"),
        "created_at": applied,
        "updated_at": updated,
    }


def _stage(application: JsonObject, state: str | None) -> JsonObject | None:
    state_id = m.key(application, "workflowStateEId")
    if state_id is None and state is None:
        return None
    return {"id": state_id, "name": state, "job": None, "created_at": None, "updated_at": None}


def to_eeoc(raw: JsonObject) -> JsonObject:
    """Map the answers for statistics of an application; `Undefined` is no answer."""
    row = newest(raw)
    found = application_of(row)
    return blank("eeocs") | {
        "id": m.key(found, "eId"),
        "candidate": m.reference(row, "eId"),
        "submitted_at": f.instant(found, "sentDate"),
        "race": f.known(found, "race"),
        "gender": f.known(found, "gender"),
        "veteran_status": f.known(found, "veteranStatus"),
    }


def to_activity(raw: JsonObject) -> JsonObject:
    """Map the comments on an application: one note, without author or date."""
    row = newest(raw)
    found = application_of(row)
    return blank("activities") | {
        "id": m.key(found, "eId"),
        "candidate": m.reference(row, "eId"),
        "activity_type": "note",
        "body": m.text(found, "comments"),
    }


# Calls


def listing(query: Query) -> Listing:
    """Name the list of rows."""
    return Listing(name="candidate", collection="candidates", key=row_key, query=query, age=age)


def rows_of(session: Session, query: Query) -> dict[str, JsonObject]:
    """Read all rows that meet *query*, by application. Raises: RemoteError, ListMoved."""
    return read_all(session, listing(query))


def by_person(rows: Mapping[str, JsonObject]) -> dict[str, JsonObject]:
    """Hold rows together that are one person's, by the person's id."""
    people: dict[str, list[JsonObject]] = {}
    for row in rows.values():
        people.setdefault(candidate_id(row), []).append(row)
    return {key: newest_first(held) for key, held in people.items()}


def walk_candidates(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """
    Walk the people.

    Of people who changed since an instant only the changed rows are asked for; then the rest of
    each, as the vendor's filter knows applications and not people.
    """
    return walk_long(session, position, lambda: _people(session, ask, position))


def _people(session: Session, ask: Ask, position: Position | None) -> dict[str, JsonObject]:
    """Read the people, or those after a position who changed since an instant."""
    since = _changed_since(ask)
    if not since:
        return by_person(rows_of(session, ask.remote))
    changed = by_person(rows_of(session, {**since, **ask.remote}))
    after = "" if position is None else str(position[0])
    left = [key for key in changed if key > after]
    if len(left) > ONE_BY_ONE:
        every = by_person(rows_of(session, ask.remote))
        changed = {key: every[key] for key in left if key in every}
    elif left:
        changed = {key: held for key in left if (held := find_rows(session, key)) is not None}
    return changed


def walk_applications(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """Walk the applications: of one person if the filter names one, else all that changed in it."""

    def one_by_one() -> dict[str, JsonObject]:
        if (person := ask.only("candidate_id")) is not None and not ask.remote:
            held = find_rows(session, person)
            rows = {} if held is None else {row_key(row): row for row in held["rows"]}
        else:
            rows = rows_of(session, {**_changed_since(ask), **_changed_until(ask), **ask.remote})
        return {key: newest_first([row]) for key, row in rows.items()}

    return walk_long(session, position, one_by_one)


def walk_notes(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """Walk the applications that have comments."""

    def noted() -> dict[str, JsonObject]:
        rows = rows_of(session, ask.remote)
        return {key: newest_first([row]) for key, row in rows.items() if has_note(row)}

    return walk_long(session, position, noted)


def has_note(row: JsonObject) -> bool:
    """Tell whether an application has comments."""
    return m.text(application_of(row), "comments") is not None


def find_rows(session: Session, person: str) -> JsonObject | None:
    """Read a person's rows; None if there are none."""
    return _held(session, {"candidateId": person}, lambda row: m.key(row, "eId") == person)


def get_candidate(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Read one person. Raises: Missing, RemoteError."""
    return _found(find_rows(session, record_id), "candidate", record_id)


def get_application(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Read one application. Raises: Missing, RemoteError."""
    query = {"applicationId": record_id}
    held = _held(session, query, lambda row: application_id(row) == record_id)
    return _found(held, "application", record_id)


def get_note(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Read the comments on one application. Raises: Missing if there are none, RemoteError."""
    found = get_application(session, record_id, ask)
    return _found(found if has_note(newest(found)) else None, "activity", record_id)


def _found(held: JsonObject | None, what: str, record_id: str) -> JsonObject:
    if held is None:
        raise Missing(f"no {what} {record_id[:64]!r}")
    return held


def _held(
    session: Session, query: Query, is_meant: Callable[[JsonObject], bool]
) -> JsonObject | None:
    """
    Read the rows that a filter by id gives; an unknown id gives none, or a 404.

    Raises: RemoteError (unreadable) if the vendor answers with the rows of somebody else.
    Source: SPEC section 3.4, assumptions `candidate_not_found`, `candidate_id_filter`.
    """
    try:
        rows = read_few(session, "candidate", "candidates", query)
    except RemoteError as error:
        if error.kind == "not_found" and is_told(error):
            return None
        raise
    meant = [row for row in rows if is_meant(row)]
    if rows and not meant:
        raise unreadable(None, "a filter by id was answered with other rows")
    return newest_first(meant) if meant else None


def is_told(error: RemoteError) -> bool:
    """Tell whether a refusal is the vendor's own, in its envelope, and not a gateway's."""
    return isinstance(error.raw, dict) and isinstance(error.raw.get("status"), dict)


# Filters by time


def _changed_since(ask: Ask) -> dict[str, str]:
    """Ask only for rows that changed since what the filter says, to the second before it."""
    lower = [
        c.wanted[0]
        for c in ask.conditions
        if c.name == "updated_at" and c.operator in ("gt", "gte", "eq")
    ]
    return _dated("datestart", max(lower)) if lower else {}


def _changed_until(ask: Ask) -> dict[str, str]:
    upper = [
        c.wanted[0] + dt.timedelta(seconds=1)
        for c in ask.conditions
        if c.name == "updated_at"
        and c.operator in ("lt", "lte", "eq")
        and c.wanted[0].year < dt.MAXYEAR
    ]
    return _dated("dateend", min(upper)) if upper else {}


def _dated(name: str, moment: dt.datetime) -> dict[str, str]:
    """Write an instant for the vendor, if it may know the year. Source: SPEC section 3.4."""
    if not 1900 < moment.year < 9000:
        return {}
    written = moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
    return {name: written, "dateFormat": "yyyy-MM-dd'T'HH:mm:ssZ"}
