"""
Writing candidates: create, change, make inactive.

Everything is checked before the first change. Source: SPEC sections 3.2 and 3.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.nexivohr import errors, fields
from ats_simulator.providers.nexivohr.errors import Errors
from ats_simulator.providers.nexivohr.fields import Field, check_fields
from ats_simulator.providers.nexivohr.writes import (
    STAMPS,
    changes,
    deleted,
    ignored_fields,
    new_address,
    put,
    show,
    with_plain,
)
from ats_simulator.services import Services
from ats_simulator.store.records import Where

_CANDIDATE_KEYS: Final = {
    "first_name": "first_name",
    "last_name": "last_name",
    "current_title": "title",
    "status": "status",
    "current_company": "company",
    "source": "source",
}


def create(services: Services, body: Record) -> Reply:
    """Create a candidate, `new` whatever the body says of its status."""
    table = _candidate_table(services)
    given, problems = check_fields(
        body, table, creating=True, known=ignored_fields(services, STAMPS | {"status"})
    )
    _check_email(services, given, None, problems)
    if problems:
        return errors.invalid(problems)
    n, key = services.next_key("candidates")
    services.put("candidates", n, apply_candidate(_new_candidate(key, services.now), given))
    return show(services, "candidates", key, status=201)


def update(services: Services, key: str, body: Record) -> Reply:
    """Change the given fields of a candidate."""
    table = {**_candidate_table(services), "status": fields.CANDIDATE_STATUS}
    given, problems = check_fields(
        body, table, creating=False, known=ignored_fields(services, STAMPS)
    )
    found = services.truth("candidates", key)
    changed = changes(services, "candidates", found, given)
    _check_email(services, changed, found, problems)
    if problems:
        return errors.invalid(problems)
    if found is not None and changed:
        put(services, "candidates", found[0], apply_candidate(found[1], changed))
    return show(services, "candidates", key)


def delete(services: Services, key: str) -> Reply:
    """Make a candidate inactive; again and again has one effect."""
    found = services.truth("candidates", key)
    if found is None:
        return errors.not_found()
    n, record = found
    if record["status"] != "inactive":
        put(services, "candidates", n, {**record, "status": "inactive"})
    return deleted(services, "candidates", key, "The candidate is now inactive.")


def _candidate_table(services: Services) -> Mapping[str, Field]:
    if services.assumptions["extended_fields"] == "on":
        return {**fields.CANDIDATE, **fields.EXTENDED}
    return fields.CANDIDATE


def _check_email(
    services: Services, given: Record, found: tuple[int, Record] | None, problems: Errors
) -> None:
    """Refuse the address of another active candidate, also when an inactive one comes back."""
    record: Record = found[1] if found else {"id": "", "status": "new", "emails": []}
    if not {"email", "status"} & given.keys() or "email" in problems:
        return
    if given.get("status", record["status"]) == "inactive":
        return
    if "email" not in given and record["status"] != "inactive":
        return
    email = given.get("email") or next((e["email"] for e in record["emails"]), None)
    taken = Where(
        "natural_key = ? AND facet <> 'inactive' AND ref <> ?",
        (email.casefold() if email else None, record["id"]),
    )
    if services.assumptions["duplicate_email"] == "reject" and services.exists("candidates", taken):
        problems["email"] = ["The email has already been taken."]


def _new_candidate(key: str, now: str) -> Record:
    return {
        "id": key,
        "first_name": None,
        "last_name": None,
        "company": None,
        "title": None,
        "last_interaction_at": None,
        "is_private": False,
        "can_email": True,
        "address": new_address(),
        "phones": [],
        "emails": [],
        "urls": [],
        "tags": [],
        "status": "new",
        "source": None,
        "created_at": now,
        "updated_at": now,
    }


def apply_candidate(record: Record, given: Record) -> Record:
    """Write the vendor's fields *given* into the truth of a candidate."""
    changed = with_plain(record, given, _CANDIDATE_KEYS)
    if "email" in given:
        changed["emails"] = [{"email": given["email"], "type": None}]
    if "phone" in given:
        changed["phones"] = _phones(given["phone"])
    if "linkedin_url" in given:
        others = [url for url in record["urls"] if url["type"] != "linkedin"]
        changed["urls"] = [*_links(given["linkedin_url"]), *others]
    if "skills" in given:
        changed["tags"] = [{"id": name, "name": name} for name in given["skills"] or ()]
    return changed


def _phones(number: str | None) -> list[Record]:
    """The vendor keeps one number: a written one replaces all."""
    return [] if number is None else [{"number": number, "extension": None, "type": None}]


def _links(url: str | None) -> list[Record]:
    return [] if url is None else [{"url": url, "type": "linkedin"}]
