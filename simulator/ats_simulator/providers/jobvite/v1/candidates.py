"""
Candidates of the old API, as HR-XML; and the XML around every answer of its imports.

Reads truth and renders at the moment it is asked; nothing of it is kept. Every error but a refused
key is XML with HTTP 200: `v1_error_status` (F). Source: SPEC section 3.11 (official).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from ats_simulator.provider import Reply
from ats_simulator.providers.jobvite import rows, world
from ats_simulator.providers.jobvite.errors import Refused
from ats_simulator.providers.jobvite.reads import lists as reads
from ats_simulator.providers.jobvite.reads import paging
from ats_simulator.providers.jobvite.reads.query import Query
from ats_simulator.providers.jobvite.wire.candidates import Sheet, phone_places, source_type_of
from ats_simulator.services import Services
from ats_simulator.store.records import Where

NAMESPACE: Final = "http://api.jobvite.com/action/api/v1"
HR_XML: Final = "http://ns.hr-xml.org/2007-04-15"
XML: Final = (("Content-Type", "text/xml;charset=utf-8"), ("Server", "Jobvite"))

_DECLARATION: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, and is left out."""
_ACTIONS: Final = ("getCandidates", "getNewHires")


def results(action: str, inside: str) -> Reply:
    """Answer with HR-XML around *inside*."""
    body = (
        f"{_DECLARATION}<Results xmlns={quoteattr(NAMESPACE)} action={quoteattr(action)} "
        f'version="1.0">\n{inside}</Results>\n'
    )
    printable = _UNPRINTABLE.sub("", body)
    return Reply(status=200, headers=XML, body=printable.encode())


def failure(action: str, code: int, message: str) -> Reply:
    """Answer an error: codes 100 to 108 and 201 to 208. Source: SPEC 3.11 (official)."""
    error = f'    <Error code="{code}">{escape(message)}</Error>\n'
    return results(action, f'  <Errors xmlns="{NAMESPACE}">\n{error}  </Errors>\n')


def candidates(services: Services, query: Query) -> Reply:
    """
    Answer `GET /v1/candidate` for `getCandidates` and `getNewHires`, 500 at most.

    Pages and the filter by state are documented here, so that no switch changes them.
    Which code means what is not known but for 201; 101 and 102 are ours (our-choice).
    """
    action = query.first("action") or ""
    if action not in _ACTIONS:
        return failure(action, 101, "Invalid action.")
    try:
        at = paging.clamped_place(services, query, most=int(services.tenant.settings["count_max"]))
        where = reads.where_in(services, query, states=("wflowstate",))
    except Refused as refused:
        return failure(action, 102, f"{refused.message}.")
    if action == "getNewHires":
        hired = [s.name for s in world.STAGES if s.kind == "hired"]
        where = where.and_(Where("facet = ?", (hired[0],)))
    numbers = services.sandbox.numbers(
        services.con, services.tenant, "candidates", where, rows.BY_CHANGE
    )
    chosen = numbers[at.skip : at.skip + at.take]
    sheets = [sheet for n in chosen if (sheet := _sheet(services, n)) is not None]
    shown = [candidate_xml(sheet, _job_facts(services, sheet)) for sheet in sheets]
    return around_candidates(action, at.skip + 1, len(numbers), shown)


def around_candidates(action: str, first: int, total: int, shown: Sequence[str]) -> Reply:
    """Answer with candidates in HR-XML, the first of which has number *first*."""
    place = f'first="{first}" count="{len(shown)}" total="{total}"'
    inside = "".join(shown)
    return results(action, f'  <Candidates xmlns="{NAMESPACE}" {place}>\n{inside}  </Candidates>\n')


def _sheet(services: Services, n: int) -> Sheet | None:
    record = services.truth_at("application_records", n)
    return rows.sheet_of(services, n, record) if record else None


def _job_facts(services: Services, sheet: Sheet) -> tuple[str, str]:
    """Give requisition and title of an application's job."""
    job = sheet.application["job"]
    found = services.truth("jobs", job["id"]) if job else None
    return (found[1]["requisition_id"] or "", found[1]["name"]) if found else ("", "")


def _tag(name: str, content: str, attributes: str = "") -> str:
    return f"<ns:{name}{attributes}>{content}</ns:{name}>"


def _leaf(name: str, value: str | None) -> str:
    return _tag(name, escape(value or ""))


def _id(name: str, value: str, element: str = "Id") -> str:
    inside = _tag("IdValue", escape(value), f" name={quoteattr(name)}")
    return _tag(element, inside, ' idOwner="Jobvite"')


def candidate_xml(sheet: Sheet, job: tuple[str, str]) -> str:
    """Render one application as HR-XML. Source: sample v1-getCandidates."""
    application, (requisition, title) = sheet.application, job
    info = _id("applicationId", application["id"]) + _leaf(
        "Status", application["current_stage"]["name"]
    )
    posting = _tag("PositionPosting", _id("requisitionId", requisition) + _leaf("Title", title))
    resume = next((d.text for d in sheet.documents if d.kind == "resume"), "")
    parts = [
        _tag("CandidateRecordInfo", info),
        _tag("RelatedPositionPostings", posting),
        _supplier(sheet),
        _tag("CandidateProfile", _tag("PersonalData", _personal(sheet))),
        _tag("Resume", _tag("NonXMLResume", _leaf("TextResume", resume))),
        _tag("UserArea", _custom_fields(sheet)),
    ]
    inside = "".join(f"      {part}\n" for part in parts)
    return f"    <ns:Candidate xmlns:ns={quoteattr(HR_XML)}>\n{inside}    </ns:Candidate>\n"


def _supplier(sheet: Sheet) -> str:
    source = sheet.application["source"]
    kind = _leaf("NonStandardValue", source_type_of(sheet.application, sheet.record))
    return _tag(
        "CandidateSupplier",
        _id("sourcedBy", "50", "SupplierId")
        + _leaf("EntityName", source["name"] if source else "")
        + _tag("SourceType", kind),
    )


def _personal(sheet: Sheet) -> str:
    person, address = sheet.candidate, sheet.candidate["address"]
    name = _leaf("GivenName", person["first_name"]) + _leaf("FamilyName", person["last_name"])
    phones = phone_places(person["phones"])
    mobile = _tag("Mobile", _leaf("FormattedNumber", phones.get("mobile", "")))
    email = person["emails"][0]["email"] if person["emails"] else ""
    postal = (
        _leaf("CountryCode", address["country"])
        + _leaf("PostalCode", address["postal_code"])
        + _leaf("Region", address["state"])
        + _leaf("Municipality", address["city"])
        + _tag("DeliveryAddress", _leaf("AddressLine", address["street"]))
    )
    contact = (
        _leaf("Use", "personal")
        + _leaf("Location", "home")
        + mobile
        + _leaf("InternetEmailAddress", email)
        + _tag("PostalAddress", postal)
    )
    return (
        _id("candidateId", person["id"], "PersonId")
        + _tag("PersonName", name)
        + _tag("ContactMethod", contact)
    )


def _custom_fields(sheet: Sheet) -> str:
    fields = "".join(
        f'<Field type="Candidate" name={quoteattr(sheet.labels.get(v["code"], v["code"]))}>'
        f"{escape(v['value'])}</Field>"
        for v in sheet.record["custom_fields"]
    )
    return f'<CustomFields xmlns="{NAMESPACE}">{fields}</CustomFields>'
