"""
Bodies to write: what a provider's lens calls writable, filled with values that are hard to store.

References lead to records of the truth, enumerations take members that the provider has. This
module refuses to know providers, and to send anything.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ats_contracts.case import Case
from ats_contracts.errors import ContractsError
from ats_contracts.model import RESOURCES
from ats_contracts.oracle import Record

if TYPE_CHECKING:
    from ats_simulator.account import Account

TEXTS: Mapping[str, tuple[str, str]] = {
    "first_name": ("Zoë-Ælfrīþ", "Nguyễn"),
    "last_name": ("O'Brien-Özdemir", "Ślązak"),
    "name": ("Head of R&D (m/f/d) 東京", 'Senior "Quality" Engineer'),
    "title": ("Ingénieure d’études & co", "Kranführer"),
    "company": ("Müller & Söhne <GmbH>", "Čapek a syn"),
    "file_name": ("Lebenslauf – Zoë.pdf", "cover & letter.pdf"),
    "requisition_id": ("R-2026/Ä 17", "00042"),
    "description": ("<p>Wir suchen …</p>\nZeile 2 & mehr", "Plain text, 100 %"),
}
"""Field to a first and a second text: both are awkward, and they differ."""


class NotWritable(ContractsError):
    """The truth holds nothing that such a record could refer to."""


def body_for(
    case: Case, resource: str, *, version: int = 0, account: Account | None = None
) -> dict[str, Any]:
    """
    Make a body with every field that the provider's lens calls writable, and what a new record
    has to have.

    Two *versions* in a row differ in every field, all of them in e-mail addresses; but a reason
    of rejection comes with the one stage that it belongs to. Raises: NotWritable.
    """
    lens = case.resource_lens(resource)
    names = dict.fromkeys((*lens.writable, *lens.required))
    body = {name: value_of(case, resource, name, version, account) for name in names}
    if "reject_reason" in body and "current_stage" in body:
        body["current_stage"] = {"id": rejecting_stage(case)}
    return body


def required_body(case: Case, resource: str) -> dict[str, Any]:
    """Make a body with nothing but what has to be given. Raises: NotWritable."""
    return {
        name: value_of(case, resource, name, 0) for name in case.resource_lens(resource).required
    }


def changeable(case: Case, resource: str) -> dict[str, Any]:
    """Make a second value of each field that an update may change; references stay."""
    lens = case.resource_lens(resource)
    fixed = {"candidate", "job", *lens.settled}
    names = [name for name in lens.writable if name not in fixed]
    change = {name: value_of(case, resource, name, 1) for name in names}
    if "reject_reason" in change and "current_stage" in change:
        change["current_stage"] = {"id": rejecting_stage(case)}
    return change


def rejecting_stage(case: Case) -> str:
    """Name the stage of the rejected. Raises: NotWritable if there is none."""
    for stage in case.account.truth("job_interview_stages"):
        if stage.get("kind") == "rejected":
            return str(stage["id"])
    raise NotWritable("the provider has no stage of the rejected")


def value_of(
    case: Case, resource: str, name: str, version: int, account: Account | None = None
) -> Any:
    """
    Make a value of one field, with ids of *account* (default: the check's own).

    Raises: NotWritable, ContractsError for a field unheard of.
    """
    if name in TEXTS:
        return TEXTS[name][version % 2]
    match name:
        case "candidate" | "job":
            return {"id": _pair(case, account)[name]}
        case "applications":
            return [{"job": {"id": _pair(case, account)["job"]}}]
        case "application":
            return {"id": next(iter(case.expected("applications", account)))}
        case "reject_reason":
            reasons = [r["name"] for r in case.expected("reject_reasons").values()]
            return reasons[version % len(reasons)]
        case "current_stage":
            stages = list(case.expected("job_interview_stages"))
            return {"id": stages[version % len(stages)]}
        case _:
            made = _made_up(name, version)
            return _member(case, resource, name, version) if made is None else made


def _made_up(name: str, version: int) -> Any:
    """Make a value that no world and no provider knows of; null for other fields."""
    match name:
        case "emails":
            return [{"email": f"Write.{version}+Test@mail.example"}]
        case "phones":
            return [{"number": ("+1 201-555-0123", "+442079460958")[version % 2]}]
        case "file_url":
            content = base64.b64encode(b"%PDF-1.4 version " + str(version).encode())
            return f"data:application/pdf;base64,{content.decode()}"
        case "confidential":
            return version % 2 == 0
        case "source":
            return {"name": ("Empfehlung – Zoë", "Job Board & co")[version % 2]}
        case _:
            return None


def _member(case: Case, resource: str, name: str, version: int) -> str:
    """Choose a member that the provider has a word of its own for."""
    from ats_simulator.lens import Mapped

    rule = case.resource_lens(resource).fields[name].rule
    members = list(RESOURCES[resource][name].members)
    if isinstance(rule, Mapped):
        words = [m for m in members if rule.table.get(m) == m]
        members = words or [word for word in rule.table.values() if word is not None]
    if not members:
        raise ContractsError(f"no value is known for the writable field {resource}.{name}")
    return members[version % len(members)]


def _pair(case: Case, account: Account | None = None) -> dict[str, str]:
    """
    Find a candidate, with a name and an address if possible, and an open job who do not know each
    other; the job asks nothing that has to be answered, as the model has no place for answers.

    Raises: NotWritable.
    """
    owner = account or case.account
    taken = {
        (a["candidate"]["id"], (a["job"] or {}).get("id")) for a in owner.truth("applications")
    }
    open_jobs = [
        key for key, job in case.expected("jobs", account).items() if job["status"] == "open"
    ]
    people = case.expected("candidates", account)
    for candidate in sorted(people, key=lambda key: not _can_be_told(people[key], people.values())):
        for job in open_jobs:
            if (candidate, job) not in taken:
                _ask_nothing(case, owner, job)
                return {"candidate": candidate, "job": job}
    raise NotWritable("every listed candidate has applied for every open job")


def _can_be_told(person: Record, people: Iterable[Record]) -> bool:
    """Say whether a candidate has a whole name, and an e-mail address that no other one has."""
    address = _address(person)
    named = person.get("first_name") and person.get("last_name")
    return bool(named and address) and [_address(p) for p in people].count(address) == 1


def _address(person: Record) -> str:
    emails = person.get("emails") or [{}]
    return str(emails[0].get("email") or "").casefold()


def _ask_nothing(case: Case, account: Account, job: str) -> None:
    """Make the questions of a job optional, as its owner can."""
    from ats_simulator.lens import fed

    for question in account.truth("job_form_fields") if "job_form_fields" in fed(case.lens) else ():
        if question["is_required"] and question["job"]["id"] == job:
            account.put_truth("job_form_fields", question["id"], {"is_required": False})
