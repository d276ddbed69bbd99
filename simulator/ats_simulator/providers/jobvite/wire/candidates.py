"""
A row of `/candidate`: one application with its person around it and its job inside.

Reads truth, gives objects whose keys are in alphabetical order. Every row of a world goes through
here, so it is written for speed. Refuses to know the lens.
Blanks are "" (`blank_email_style` empty_string) and nothing is trimmed (`stray_whitespace` keep);
any document makes `hasArtifacts` (`has_artifacts_rule` any_document), and lists hold the text of a
résumé (`resume_in_list` text; all F).
Source: SPEC sections 3.4 and 3.5, samples candidate-list, candidate-legacy-nulls and
candidate-artifacts.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ats_simulator.provider import Record
from ats_simulator.providers.jobvite import places
from ats_simulator.providers.jobvite.wire.jobs import (
    JOB_KEYS,
    OLD_JOB_KEYS,
    custom_fields,
    epoch,
)
from ats_simulator.providers.jobvite.wire.style import Style

SOURCE_TYPES: Final = {
    "Careers site": "CareerSite",
    "LinkedIn": "JobBoard",
    "Indeed": "JobBoard",
    "Monster": "JobBoard",
    "Referral": "Employee",
    'Agency: "Best & Brightest"': "Agency",
    "Job fair": "External referral",
    "Sourced": "Recruiter",
}
"""What a source is, where the application does not say. Source: SPEC section 3.4 (recorded)."""

PHONES: Final = ("mobile", "home", "work")
"""The vendor's three places for telephone numbers, in the order in which they are filled."""

_EPOCH_DAY: Final = dt.date(1970, 1, 1).toordinal()
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document: its name, its bytes and the text that could be read of it."""

    name: str
    kind: str
    content: bytes
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """
    An application with everything that is shown with it. *job* is rendered already, null in the
    talent pool; *start_on* is the first day that an offer names.
    """

    application: Record
    record: Record
    statistics: Record
    candidate: Record
    person: Record
    labels: Mapping[str, str]
    job: Any = None
    documents: Sequence[Document] = ()
    start_on: str | None = None


def row(sheet: Sheet, style: Style, *, encoded: bool = False) -> Record:
    """
    Render one row; *encoded* with the documents themselves.

    Units: every date is epoch milliseconds.
    """
    shown = _person(sheet, application(sheet, style, encoded=encoded), style)
    if style.old:
        return {key: value for key, value in shown.items() if key not in _LATER_KEYS}
    return style.keep(shown)


def _person(sheet: Sheet, inside: Record, style: Style) -> dict[str, Any]:
    candidate, address = sheet.candidate, sheet.candidate["address"]
    country = places.country_of(address["country"])
    state = places.state_of(address["country"], address["state"])
    phones = phone_places(candidate["phones"])
    emails = candidate["emails"]
    city, region = address["city"] or "", address["state"] or ""
    return {
        "address": address["street"] or "",
        "address2": sheet.person["address2"] or "",
        "application": inside,
        "city": city,
        "companyName": candidate["company"],
        "country": country.code,
        "countryCode": country.code,
        "countryName": country.name,
        "eId": candidate["id"],
        "email": emails[0]["email"] if emails else "",
        "firstName": candidate["first_name"] or "",
        "homePhone": phones.get("home", ""),
        "lastName": candidate["last_name"] or "",
        "location": f"{city}, {region} {country.name}",
        "mobile": phones.get("mobile", ""),
        "postalCode": address["postal_code"] or "",
        "smsConsent": sheet.person["accepts_texts"],
        "state": region,
        "stateCode": state[0] if state else None,
        "stateName": state[1] if state else None,
        "title": candidate["title"],
        "workPhone": phones.get("work", ""),
        "workStatus": None if style.old else "None",
    }


def placed_phones(phones: Sequence[Record]) -> dict[str, Record]:
    """Put telephones into their places, those without one into the first that is free."""
    taken: dict[str, Record] = {}
    for phone in sorted(phones, key=lambda p: p["type"] not in PHONES):
        free = [place for place in PHONES if place not in taken]
        place = phone["type"] if phone["type"] in free else next(iter(free), None)
        if place is not None:
            taken[place] = phone
    return taken


def phone_places(phones: Sequence[Record]) -> dict[str, str]:
    """Give the number at each place that is taken."""
    return {place: phone["number"] for place, phone in placed_phones(phones).items()}


def application(sheet: Sheet, style: Style, *, encoded: bool) -> Record:
    """Render the application inside a row."""
    truth, record = sheet.application, sheet.record
    shown = {
        "comments": record["comments"],
        "consentStatus": "Not Requested",
        "customField": custom_fields(record["custom_fields"], sheet.labels, style),
        "disposition": truth["reject_reason"],
        "eId": truth["id"],
        "gender": sheet.statistics["gender"] or "Undefined",
        "hasArtifacts": bool(sheet.documents),
        "hireDate": epoch(record["hired_at"]),
        "job": _job(sheet, style),
        "jobviteChannel": "None",
        "lastUpdatedDate": epoch(truth["updated_at"]),
        "personalDataProcessingStatus": "active",
        "race": sheet.statistics["race"] or "Undefined",
        "resume": None if encoded else _text(sheet, style),
        "sentDate": epoch(truth["applied_at"]),
        "source": truth["source"]["name"] if truth["source"] else "",
        "sourceType": source_type_of(truth, record),
        "startDate": day_ms(sheet.start_on),
        "status": None,
        "veteranStatus": sheet.statistics["veteran_status"] or "Undefined",
        "workflowState": truth["current_stage"]["name"],
        "workflowStateEId": truth["current_stage"]["id"],
    }
    if encoded:
        shown = dict(sorted({**shown, **_encoded(sheet.documents)}.items()))
    if style.old:
        kept = {key: value for key, value in shown.items() if key not in _LATER_APPLICATION_KEYS}
    else:
        del shown["status"]
        kept = style.keep(shown)
    if sheet.job is None and style.pool_job == "omit_key":
        kept.pop("job", None)
    elif sheet.job is None and style.pool_job == "null":
        kept = dict(sorted({**kept, "job": None}.items()))
    return kept


def _job(sheet: Sheet, style: Style) -> Any:
    """Show the job, or that there is none: `talent_pool_job`."""
    if sheet.job is not None:
        return sheet.job
    if style.pool_job == "members_null":
        return dict.fromkeys(OLD_JOB_KEYS if style.old else JOB_KEYS)
    return {} if style.pool_job == "empty" else None


def source_type_of(application: Record, record: Record) -> str:
    """Say what an application's source is."""
    if record["source_kind"] is not None:
        return str(record["source_kind"])
    source = application["source"]
    return SOURCE_TYPES.get(source["name"], "Other") if source else "CareerSite"


def day_ms(day: str | None) -> int | None:
    """Write a day as the epoch milliseconds of its midnight, UTC (our-choice)."""
    if day is None:
        return None
    return (dt.date.fromisoformat(day).toordinal() - _EPOCH_DAY) * _DAY_MS


def _text(sheet: Sheet, style: Style) -> Record | None:
    """Show the résumé as lists do: its text, not its bytes. Source: SPEC 3.4 (recorded)."""
    found = next((d for d in sheet.documents if d.kind == "resume"), None)
    if style.old:
        return {"content": found.text if found else "", "format": "Text"}
    if found is None:
        return None
    return {"content": found.text, "format": "Text", "name": found.name}


def _encoded(documents: Sequence[Document]) -> dict[str, Any]:
    """Show the documents as base64: `artifact_content`, `artifact_format_name` (F)."""
    shown: dict[str, Any] = {"attachments": [], "coverletter": None, "resume": None}
    for document in documents:
        paper = {
            "content": base64.b64encode(document.content).decode(),
            "format": "ByteArray",
            "name": document.name,
        }
        if document.kind == "resume":
            shown["resume"] = paper
        elif document.kind == "cover_letter":
            shown["coverletter"] = paper
        else:
            shown["attachments"].append(paper)
    return shown


_LATER_KEYS: Final = {"countryCode", "countryName", "smsConsent", "stateCode", "stateName"}
_LATER_APPLICATION_KEYS: Final = {
    "consentStatus",
    "hasArtifacts",
    "jobviteChannel",
    "personalDataProcessingStatus",
    "workflowStateEId",
}
"""What records of 2015 did not have; their `status`, always null, is what later ones do not."""
