"""
What hangs on an application: the applicant's past, and the letter of an offer.

Rendered at the moment it is asked for. Source: SPEC sections 3.8 and 3.9.
"""

from __future__ import annotations

import base64
from typing import Any

import orjson

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobvite import errors
from ats_simulator.providers.jobvite.errors import Refused
from ats_simulator.providers.jobvite.reads import paging
from ats_simulator.providers.jobvite.reads.query import Query
from ats_simulator.providers.jobvite.wire.jobs import epoch
from ats_simulator.providers.jobvite.wire.style import style_in
from ats_simulator.services import Services
from ats_simulator.world import documents


def education(services: Services, key: str) -> Reply:
    """Answer `/application/{id}/education`: `application_subpaths` (F)."""
    past = _past_of(services, key)
    shown = [
        {
            "degree": each["degree"] or "",
            "endYear": each["end_year"] or "",
            "field": each["field"] or "",
            "school": each["school"] or "",
            "startYear": each["start_year"] or "",
        }
        for each in past["education"]
    ]
    return paging.listed("education", shown)


def work_history(services: Services, key: str) -> Reply:
    """Answer `/application/{id}/workhistory`."""
    past = _past_of(services, key)
    shown = [
        {
            "companyName": each["company"] or "",
            "endMonth": each["end_month"] or "",
            "endYear": each["end_year"] or "",
            "startMonth": each["start_month"] or "",
            "startYear": each["start_year"] or "",
            "title": each["title"] or "",
        }
        for each in past["work_history"]
    ]
    return paging.listed("workHistory", shown)


def history(services: Services, key: str) -> Reply:
    """Answer `/application/{id}/history` with nothing: `application_history_shape` (F)."""
    _past_of(services, key)
    return paging.listed("history", [])


def _past_of(services: Services, key: str) -> Record:
    """Find what is known of an applicant's past. Raises: Refused."""
    found = services.truth("applications", key)
    person = services.truth("candidates", found[1]["candidate"]["id"]) if found else None
    past = services.truth_at("person_records", person[0]) if person else None
    if past is None:
        raise Refused(404, "Application not found")
    return past


def offer_letter(services: Services, query: Query) -> Reply:
    """
    Answer `/offerLetter`: the signed letter of an application, not a list.

    `offer_letter_missing`, `offer_signature_type_other` 404, `offer_letter_uncompleted`
    follow_null_style, `offer_letter_status_block` present (F).
    Raises: Refused.
    """
    key = query.first("applicationId") or ""
    offers = services.related("offers", "application", key)
    if not offers or query.first("offerSignatureType") != "ESIGNATURE":
        raise Refused(404, "Offer letter not found")
    content = documents.content_of("offer_letter.pdf")
    shown = letter(offers[0][1], _title_of(services, offers[0][1]), content)
    shown["eSignature"] = style_in(services.assumptions).keep(shown["eSignature"])
    return errors.reply(200, orjson.dumps({**shown, "status": {"code": 200, "messages": []}}))


def letter(offer: Record, title: str, content: bytes) -> dict[str, Any]:
    """Show the letter of an offer. Units: epoch milliseconds. Source: SPEC 3.8 (inferred)."""
    signed = offer["status"] == "signed"
    return {
        "eSignature": {
            "offerLetter": base64.b64encode(content).decode(),
            "offerLetterCompleted": epoch(offer["closed_at"]) if signed else None,
            "offerLetterCreated": epoch(offer["created_at"]),
        },
        "offerLetterName": f"Offer - {title}.pdf",
    }


def _title_of(services: Services, offer: Record) -> str:
    found = services.truth("jobs", offer["job"]["id"]) if offer["job"] else None
    return found[1]["name"] if found else ""
