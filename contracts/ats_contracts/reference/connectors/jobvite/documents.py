"""
Attachments and offers: what takes one request per person, or per application.

A document has no id and no address at the vendor: its place is its id, and its bytes come in base64
with the record. People without documents, and applications that never came to an offer, cost none.
Source: SPEC sections 3.5, 3.8, 8 and 12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ats_contracts.reference import mapping as m
from ats_contracts.reference.bodies import Body
from ats_contracts.reference.connector import Ask, Session, segment
from ats_contracts.reference.connectors.jobvite import fields as f
from ats_contracts.reference.connectors.jobvite import people as p
from ats_contracts.reference.connectors.jobvite.answers import read, send, unreadable
from ats_contracts.reference.connectors.jobvite.listing import walk_by_key, walk_long
from ats_contracts.reference.errors import BadRequest, Missing, RemoteError
from ats_contracts.reference.models import blank
from ats_contracts.reference.paging import walk_nested
from ats_contracts.reference.values import File, Json, JsonObject, Position, Step, Verb

PLACES = {"resume": "resume", "coverletter": "cover_letter"}
ENCODED = "ByteArray"
OFFERED = re.compile(r"offer|hire|onboarding|background check", re.IGNORECASE)
"""States, named by each customer, that somebody is in who was made an offer."""
DATA_URL = re.compile(r"data:[^,]*;base64,([A-Za-z0-9+/]*={0,2})")


# Attachments


def to_attachment(raw: JsonObject) -> JsonObject:
    """Map a document; the vendor has no address for it."""
    return blank("attachments") | {
        "id": document_key(raw),
        "file_name": m.text(raw["document"], "name"),
        "candidate": f.reference(raw["candidate"]),
        "application": f.reference(raw["application"]),
        "job": f.reference(raw["job"]),
        "attachment_type": PLACES.get(raw["place"], "other"),
    }


def document_key(raw: JsonObject) -> str:
    """Name a document by its place. Source: SPEC section 8 (our-choice)."""
    return f"{raw['application']}:{raw['place']}"


def documents(row: JsonObject) -> Iterator[JsonObject]:
    """
    Find the documents in a row.

    Shape: {"candidate": str, "application": str, "job": str | None, "place": "resume" |
        "coverletter" | digits, "document": {"name", "format", "content"}}
    """
    application = p.application_of(row)
    about = {
        "candidate": p.candidate_id(row),
        "application": p.application_id(row),
        "job": m.key(f.inner(application, "job"), "eId"),
    }
    placed = [(place, f.inner(application, place)) for place in PLACES]
    placed += [(str(n), one) for n, one in enumerate(f.objects(application, "attachments"))]
    for place, document in placed:
        if m.text(document, "name") is not None or m.text(document, "content") is not None:
            yield {**about, "place": place, "document": document}


def to_file(raw: JsonObject) -> File:
    """Give the bytes of a document. Raises: Missing where the vendor shows its text alone."""
    document = raw["document"]
    content = m.text(document, "content") if is_file(raw) else None
    return m.file_of(content, m.text(document, "name"))


def walk_attachments(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """
    Walk the documents, of one person if the filter names one, else of all who have any.

    Cost: the list of rows, and one request for each such person.
    """

    known: dict[str, JsonObject] = {}

    def people(at: Position | None) -> Iterator[Step]:
        for step in walk_long(session, at, lambda: _with_documents(session, ask)):
            known[str(p.newest(step.raw)["eId"])] = step.raw
            yield step

    def within(person: str, at: Position | None) -> Iterator[Step]:
        one = known.get(person) or p.find_rows(session, person)
        there = [] if one is None else of_person(session, one["rows"])
        return walk_by_key({document_key(each): each for each in there}, at)

    return walk_nested(people, within, position, key=lambda raw: str(p.newest(raw)["eId"]))


def _with_documents(session: Session, ask: Ask) -> dict[str, JsonObject]:
    person = ask.only("candidate_id")
    if person is not None:
        one = p.find_rows(session, person)
        held = {} if one is None else {person: one}
    else:
        held = p.by_person(p.rows_of(session, ask.remote))
    return {key: one for key, one in held.items() if any(map(_may_have, one["rows"]))}


def _may_have(row: JsonObject) -> bool:
    return p.application_of(row).get("hasArtifacts") is not False


def of_person(session: Session, known: list[JsonObject]) -> list[JsonObject]:
    """
    Read the documents that the *known* rows of a person are about, where the vendor may have them.

    Encoded ones are preferred. Where one place shows text for files, or fewer rows than are known,
    the other is asked as well.
    Raises: RemoteError; unreadable if documents that there are, are shown nowhere.
    Source: SPEC section 3.5, assumptions `artifacts_access`, `candidate_by_id_shape`.
    """
    person = p.candidate_id(known[0])
    shown: set[str | None] = set()
    found: dict[str, JsonObject] = {}
    for name in (f"candidate/{segment(person)}", f"candidate/{segment(person)}/artifacts"):
        rows = _rows_at(session, name)
        if any(p.candidate_id(row) != person for row in rows):
            raise unreadable(None, "asked for one person's documents, got another's")
        shown |= {p.application_id(row) for row in rows}
        there = {document_key(one): one for row in rows for one in documents(row)}
        found |= {key: one for key, one in there.items() if key not in found or is_file(one)}
        with_files = {one["application"] for one in found.values() if is_file(one)}
        if all(p.application_id(row) in with_files for row in known if _may_have(row)):
            break
    _expect_shown(known, shown, {one["application"] for one in found.values()})
    return list(found.values())


def is_file(one: JsonObject) -> bool:
    """Tell whether a document came with its bytes, and not as the text in it."""
    return bool(one["document"].get("format") == ENCODED)


def _expect_shown(known: list[JsonObject], shown: set[str | None], found: set[str | None]) -> None:
    for row in known:
        key, has = p.application_id(row), p.application_of(row).get("hasArtifacts")
        if (has is True and key not in found) or (has is not False and key not in shown):
            raise unreadable(None, f"the documents of application {key} are shown nowhere")


def _rows_at(session: Session, name: str) -> list[JsonObject]:
    """Read rows in whichever envelope they come. Source: assumption `candidate_by_id_shape`."""
    try:
        body = read(session, name)
    except RemoteError as error:
        if error.kind == "not_found" and p.is_told(error):
            return []
        raise
    rows = body.get("candidates") if isinstance(body, dict) else None
    if rows is None and isinstance(body, dict):
        rows = [body.get("candidate", body)]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise unreadable(None, "expected a person's rows")
    return rows


def get_attachment(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Read the application that the id names, and its person's documents. Raises: Missing."""
    application, _, _ = record_id.partition(":")
    for one in of_person(session, p.get_application(session, application, ask)["rows"]):
        if document_key(one) == record_id:
            return one
    raise Missing(f"no attachment {record_id[:64]!r}")


def attachment_to_wire(body: JsonObject, verb: Verb) -> JsonObject:
    """
    Write a unified attachment; its bytes come as `file`, in base64, or in a `data:` address.

    Shape: {"application": str, "place": str, "name": str, "content": base64}
    Raises: BadRequest.
    """
    fields = Body(body)
    fields.text("file_name", "name")
    fields.reference("application", "application", required=True)
    kind = fields.take("attachment_type") or "other"
    places = {unified: place for place, unified in PLACES.items()} | {"other": "attachments"}
    if not isinstance(kind, str) or kind not in places:
        fields.refuse("attachment_type", f"the provider knows only {', '.join(sorted(places))}")
    else:
        fields.wire["place"] = places[kind]
    fields.wire["content"] = _content(fields)
    return fields.finish()


def _content(fields: Body) -> str | None:
    given, address = fields.take("file"), fields.take("file_url")
    if isinstance(address, str) and (match := DATA_URL.fullmatch(address)) and given is None:
        given = match[1]
    elif address is not None:
        fields.refuse("file_url", "give the bytes, as file in base64 or in one data: address")
    if not isinstance(given, str):
        fields.refuse("file", "the bytes are needed, in base64")
        return None
    return given


def create_attachment(session: Session, wire: JsonObject) -> JsonObject:
    """Add a document to an application; a résumé and a cover letter take the place of the old."""
    name, place, application = wire.get("name"), wire.get("place"), wire.get("application")
    if place not in (*PLACES, "attachments") or not isinstance(application, str):
        raise BadRequest("only a unified attachment can be written: the provider has no such body")
    document: Json = {"name": name, "contentByteArray": wire.get("content"), "format": ENCODED}
    held = [document] if place == "attachments" else document
    body = {"candidate": {"application": {"eId": application, place: held}}}
    send(session, "PUT", "candidate", body)
    return _read_back(session, application, place, name)


def _read_back(session: Session, application: str, place: str, name: Json) -> JsonObject:
    found = [
        one
        for one in of_person(session, p.get_application(session, application, Ask())["rows"])
        if one["application"] == application
        and (one["place"] == place or (place == "attachments" and one["place"].isdigit()))
        and one["document"].get("name") == name
    ]
    if not found:
        raise unreadable(None, "the document that was sent is not there")
    return found[-1]


# Offers


def to_offer(raw: JsonObject) -> JsonObject:
    """Map an offer letter; it has neither a status nor a salary, and its application's id."""
    row, signature = raw["row"], f.inner(raw["letter"], "eSignature")
    application = p.application_of(row)
    start = f.moment_of(application.get("startDate"))
    return blank("offers") | {
        "id": m.key(application, "eId"),
        "application": m.reference(application, "eId"),
        "candidate": m.reference(row, "eId"),
        "job": m.reference(f.inner(application, "job"), "eId"),
        "closed_at": f.instant(signature, "offerLetterCompleted"),
        "start_date": None if start is None else start.date().isoformat(),
        "created_at": f.instant(signature, "offerLetterCreated"),
    }


def offer_shown(raw: JsonObject) -> JsonObject:
    """Show the letter as it came."""
    letter: JsonObject = raw["letter"]
    return letter


def walk_offers(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
    """
    Walk the letters of applications in a state that names an offer, or comes after one.

    Cost: the list of rows, and one request for each such application.
    """

    def offered() -> dict[str, JsonObject]:
        rows = p.rows_of(session, ask.remote)
        return {key: row for key, row in rows.items() if _was_offered(row)}

    for step in walk_long(session, position, offered):
        letter = _letter(session, p.row_key(step.raw))
        if letter is not None:
            yield Step({"row": step.raw, "letter": letter}, step.after)


def _was_offered(row: JsonObject) -> bool:
    state = m.text(p.application_of(row), "workflowState")
    return p.application_id(row) is not None and bool(state and OFFERED.search(state))


def _letter(session: Session, application: str) -> JsonObject | None:
    """Read the letter of an application; None if there is none. Source: SPEC section 3.8."""
    query = {"applicationId": application, "offerSignatureType": "ESIGNATURE"}
    company = session.public("company_id")
    try:
        body = read(session, "offerLetter", query | ({"companyId": company} if company else {}))
    except RemoteError as error:
        if error.kind == "not_found" and p.is_told(error):
            return None
        raise
    if not isinstance(body, dict) or not isinstance(body.get("eSignature"), dict):
        raise unreadable(None, "expected an offer letter")
    return body


def get_offer(session: Session, record_id: str, ask: Ask) -> JsonObject:
    """Read the letter of one application. Raises: Missing, RemoteError."""
    row = p.newest(p.get_application(session, record_id, ask))
    letter = _letter(session, record_id)
    if letter is None:
        raise Missing(f"no offer {record_id[:64]!r}")
    return {"row": row, "letter": letter}
