"""
Employees and contacts, created and updated on behalf of a known user.

Everything is checked before the first change. Source: SPEC section 4.4.
"""

from __future__ import annotations

from typing import Final

import orjson

from ats_simulator.provider import Record, Reply
from ats_simulator.providers.jobvite import blanks, errors
from ats_simulator.providers.jobvite.errors import Refused, invalid
from ats_simulator.providers.jobvite.reads import lists as reads
from ats_simulator.providers.jobvite.reads import paging
from ats_simulator.providers.jobvite.reads.query import Query
from ats_simulator.providers.jobvite.wire import lists as wire_lists
from ats_simulator.providers.jobvite.writes.bodies import filled, flag, inner, items, required, text
from ats_simulator.providers.jobvite.writes.jobs import user_by_email
from ats_simulator.services import Rows, Services
from ats_simulator.store.records import Where

_ACCESS_OF: Final = {role: access for access, role in wire_lists.ROLE_OF.items()}
_FILE: Final = {
    "title": "title",
    "mobile": "mobile",
    "address2": "address2",
    "employeeId": "number",
}
_ADDRESS: Final = {
    "address": "street",
    "city": "city",
    "state": "state",
    "postalCode": "postal_code",
}


def create_employee(services: Services, query: Query, body: Record) -> Reply:
    """
    Create an employee.

    `employee_duplicate`, `employee_role_validation`, `employee_write_answer` (F).
    Raises: Refused.
    """
    reads.check_actor(services, query)
    _check_settings(body)
    required(body, "email", "firstName", "lastName")
    email = filled(body, "email") or ""
    if user_by_email(services, email) is not None:
        raise _known_email(services)
    n, key = services.next_key("users")
    _keep(services, n, *_changed(_new_user(services, key), None, body))
    return _shown(services, key)


def _known_email(services: Services) -> Refused:
    status = int(services.assumptions["duplicate_status"])
    return Refused(status, "Duplicate employee. This e-mail address is known already")


def _new_user(services: Services, key: str) -> Record:
    return {
        "id": key,
        "first_name": None,
        "last_name": None,
        "emails": [],
        "disabled": False,
        "access_role": None,
        "created_at": services.now,
        "updated_at": services.now,
    }


def update_employee(services: Services, query: Query, key: str, body: Record) -> Reply:
    """
    Update an employee: only what is sent changes. `employee_update_not_found` (F).

    Raises: Refused.
    """
    reads.check_actor(services, query)
    _check_settings(body)
    found = services.truth("users", key)
    if found is None:
        raise Refused(404, "Employee not found")
    n, present = found
    email = filled(body, "email")
    if email is not None and user_by_email(services, email) not in (None, key):
        raise _known_email(services)
    user, file = _changed(present, services.truth_at("employee_records", n), body)
    if flag(inner(body, "settings"), "restoreDeletedUsers"):
        user["disabled"] = False
    moved = {"updated_at": services.now} if user != present else {}
    _keep(services, n, {**user, **moved}, file)
    return _shown(services, key)


def import_employee(services: Services, sent: Record) -> None:
    """Create or update an employee of a roster, matched by e-mail address. Raises: Refused."""
    known = user_by_email(services, filled(sent, "email") or "")
    found = services.truth("users", known) if known else None
    if found is None:
        n, key = services.next_key("users")
        _keep(services, n, *_changed(_new_user(services, key), None, sent))
    else:
        _keep(services, found[0], *_changed(*_with_file(services, found), sent))


def _with_file(services: Services, found: tuple[int, Record]) -> tuple[Record, Record | None]:
    return found[1], services.truth_at("employee_records", found[0])


def check_employee(sent: Record) -> None:
    """Refuse what no employee can be made of. Raises: Refused."""
    required(sent, "email", "firstName", "lastName")
    _changed_user({}, sent)


def _changed(present: Record, file: Record | None, body: Record) -> tuple[Record, Record]:
    user = _changed_user(present, body)
    return user, _changed_file(file or blanks.blank("employee_records", present), body)


def _keep(services: Services, n: int, user: Record, file: Record) -> None:
    services.put("employee_records", n, file)
    services.put("users", n, user)


def _check_settings(body: Record) -> None:
    settings = inner(body, "settings")
    for name in ("sendInviteEmailToEmployees", "restoreDeletedUsers"):
        flag(settings, name)


def _changed_user(present: Record, body: Record) -> Record:
    user: Record = dict(present)
    for name, field in (("firstName", "first_name"), ("lastName", "last_name")):
        if (value := text(body, name)) is not None:
            user[field] = value
    if email := filled(body, "email"):
        user["emails"] = [{"email": email, "type": "work", "is_primary": True}]
    if role := filled(body, "role"):
        if role not in wire_lists.ROLES:
            raise invalid("Invalid role")
        user["access_role"] = _ACCESS_OF.get(role, role)
    return user


def _changed_file(present: Record, body: Record) -> Record:
    file: Record = {**present, "address": dict(present["address"])}
    for name, field in _FILE.items():
        if (value := text(body, name)) is not None:
            file[field] = value or None
    for name, field in _ADDRESS.items():
        if (value := text(body, name)) is not None:
            file["address"][field] = value or None
    return file


def _shown(services: Services, key: str) -> Reply:
    row = services.row("employees", key)
    assert row is not None
    return paging.answer("employees", Rows(bodies=[row], total=1))


# ── contacts ─────────────────────────────────────────────────────────────────────────────────

_TEXTS: Final = (
    "contactStatus",
    "firstName",
    "middleName",
    "lastName",
    "company",
    "jobTitle",
    "emailStatus",
    "resume",
    "coverLetter",
    "sourceType",
    "sourceName",
    "primaryEmail",
    "primaryPhone",
    "urls",
    "facebook",
    "likedin",  # misspelt by the vendor
    "twitter",
    "assignedTo",
    "gender",
    "race",
    "address",
    "city",
    "state",
    "zip",
    "countryName",
)
_LISTS: Final = ("emails", "homePhone", "workPhone", "cellPhone", "tags", "notes")


def create_contact(services: Services, query: Query, body: Record) -> Reply:
    """
    Create a contact of the talent community, or merge it into one with the same e-mail address.

    `contact_merge`, `contact_write_answer` (F). Raises: Refused.
    """
    reads.check_actor(services, query)
    merge = flag(body, "mergeDuplicates")
    fields = _contact_fields(body)
    email = filled(body, "primaryEmail")
    known = _contact_with(services, email) if merge and email else None
    n, present = known or _new_contact(services)
    services.put(
        "contacts",
        n,
        {
            **present,
            "email": email,
            "fields": {**present["fields"], **fields},
            "updated_at": services.now,
        },
    )
    shown = {"contact": {"EId": present["id"]}, "status": {"code": 200, "messages": []}}
    return errors.reply(200, orjson.dumps(shown))


def _new_contact(services: Services) -> tuple[int, Record]:
    n, key = services.next_key("contacts")
    return n, {"id": key, "email": None, "fields": {}, "created_at": services.now}


def _contact_fields(body: Record) -> Record:
    fields: Record = {name: value for name in _TEXTS if (value := text(body, name)) is not None}
    for name in _LISTS:
        listed = body.get(name)
        if listed is not None and not isinstance(listed, list):
            raise invalid(f"Invalid {name}")
        if listed is not None:
            fields[name] = listed
    items(body, "customField")
    if body.get("customField") is not None:
        fields["customField"] = body["customField"]
    return fields


def _contact_with(services: Services, email: str) -> tuple[int, Record] | None:
    found = services.sandbox.numbers(
        services.con, services.tenant, "contacts", Where("natural_key = ?", (email.casefold(),))
    )
    if not found:
        return None
    record = services.truth_at("contacts", found[0])
    return None if record is None else (found[0], record)
