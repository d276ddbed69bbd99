"""
What a body may hold: one table per object, one function that reads a body against it.

All failing fields are reported at once. Nothing here looks at records; what depends on them
(an address taken, a closed job) is for `candidates`, `jobs` and `submissions`.
Source: SPEC sections 3.2, 3.4 and 4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import orjson

from ats_simulator.provider import Record
from ats_simulator.providers.nexivohr.errors import Errors
from ats_simulator.providers.nexivohr.wire import EMPLOYMENT_TYPES

BODY_LIMIT: Final = 1024 * 1024
TEXT_LIMIT: Final = 5000
DESCRIPTION_LIMIT: Final = 100_000
EMAIL_LIMIT: Final = 254
SKILLS_LIMIT: Final = 200

CANDIDATE_STATUSES: Final = ("new", "screening", "available", "placed", "inactive")
JOB_STATUSES: Final = ("open", "closed", "draft")

_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f.]+(?:\.[^@\s\x00-\x1f.]+)+")

Check = Callable[[str, Any], str | None]
"""Takes a field's name and its value, not null; gives the complaint, or null if there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a body. A *required* one has to be there on a creation and is never null."""

    check: Check
    required: bool = False
    nullable: bool = True


class BadBody(ValueError):
    """The body as a whole cannot be read; the message is a sentence for `errors.body`."""


def read_object(body: bytes, content_type: str) -> Record:
    """
    Read a JSON object.

    Raises: BadBody for another media type, for what is not JSON or not an object, and beyond
        BODY_LIMIT bytes.
    """
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise BadBody("The body must be sent as application/json.")
    if len(body) > BODY_LIMIT:
        raise BadBody(f"The body may not be larger than {BODY_LIMIT} bytes.")
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadBody("The body is not valid JSON.") from None
    if not isinstance(value, dict):
        raise BadBody("The body must be a JSON object.")
    return value


def check_fields(
    body: Record, table: Mapping[str, Field], *, creating: bool, known: frozenset[str] | None
) -> tuple[Record, Errors]:
    """
    Give the fields of *table* that *body* holds, and what is wrong with them.

    *known* names the object's other fields, which are ignored; where it is null, all others are.
    """
    errors: Errors = {}
    for name, field in table.items():
        if name in body:
            complaint = _complaint(name, body[name], field)
        else:
            complaint = _missing(name) if creating and field.required else None
        if complaint is not None:
            errors[name] = [complaint]
    if known is not None:
        unknown = (name for name in body if name not in table and name not in known)
        errors.update({name: [f"The {name} field is unknown."] for name in unknown})
    return {name: body[name] for name in table if name in body}, errors


def _complaint(name: str, value: Any, field: Field) -> str | None:
    if value is None:
        return _missing(name) if field.required or not field.nullable else None
    if field.required and isinstance(value, str) and not value.strip():
        return _missing(name)
    return field.check(name, value)


def _missing(name: str) -> str:
    return f"The {name} field is required."


def check_text(name: str, value: Any, *, limit: int = TEXT_LIMIT) -> str | None:
    """Accept a string without NUL, of at most *limit* characters."""
    if not isinstance(value, str):
        return f"The {name} must be a string."
    if len(value) > limit:
        return f"The {name} may not be greater than {limit} characters."
    return f"The {name} may not contain a null character." if "\0" in value else None


def check_email(name: str, value: Any) -> str | None:
    """Accept what looks like an e-mail address."""
    complaint = check_text(name, value, limit=EMAIL_LIMIT)
    if complaint is None and not _EMAIL.fullmatch(value):
        return f"The {name} must be a valid email address."
    return complaint


def check_url(name: str, value: Any) -> str | None:
    """Accept an http or https address."""
    complaint = check_text(name, value)
    if complaint is None and not re.fullmatch(r"https?://[^\s\x00-\x1f]+", value):
        return f"The {name} must be a valid URL."
    return complaint


def check_texts(name: str, value: Any) -> str | None:
    """Accept a list of strings."""
    if not isinstance(value, list):
        return f"The {name} must be an array."
    if len(value) > SKILLS_LIMIT:
        return f"The {name} may not have more than {SKILLS_LIMIT} items."
    return next((text for item in value if (text := check_text(name, item))), None)


def check_choice(name: str, value: Any, *, choices: tuple[str, ...]) -> str | None:
    """Accept one of *choices*."""
    if isinstance(value, str) and value in choices:
        return None
    return f"The selected {name} is invalid. Choose one of: {', '.join(choices)}."


def check_id(name: str, value: Any, *, integer: bool) -> str | None:
    """Accept an id in the form in which the vendor shows ids."""
    if integer:
        is_number = isinstance(value, int) and not isinstance(value, bool) and value > 0
        return None if is_number else f"The {name} must be a positive integer."
    return check_text(name, value, limit=64)


TEXT: Final = Field(check=check_text)
REQUIRED_TEXT: Final = Field(check=check_text, required=True)


def id_check(*, integer: bool) -> Check:
    """Make the check for an id."""
    return partial(check_id, integer=integer)


def choice(*choices: str) -> Check:
    """Make the check for one of *choices*."""
    return partial(check_choice, choices=choices)


CANDIDATE: Final[Mapping[str, Field]] = {
    "first_name": REQUIRED_TEXT,
    "last_name": REQUIRED_TEXT,
    "email": Field(check=check_email, required=True),
    "phone": TEXT,
    "current_title": TEXT,
    "city": TEXT,
    "state": TEXT,
}
"""Source: SPEC section 3.2: the fields official, what is required our-choice."""

CANDIDATE_STATUS: Final = Field(check=choice(*CANDIDATE_STATUSES), nullable=False)
"""Only for an update: a candidate starts as `new`."""

EXTENDED: Final[Mapping[str, Field]] = {
    "current_company": TEXT,
    "country": TEXT,
    "linkedin_url": Field(check=check_url),
    "skills": Field(check=check_texts),
    "source": TEXT,
}
"""More of a candidate under `extended_fields=on`. Source: SPEC section 3.2 (our-choice)."""

JOB: Final[Mapping[str, Field]] = {
    "title": REQUIRED_TEXT,
    "description": Field(check=partial(check_text, limit=DESCRIPTION_LIMIT)),
    "status": Field(check=choice(*JOB_STATUSES), nullable=False),
    "city": TEXT,
    "state": TEXT,
    "employment_type": Field(check=choice(*EMPLOYMENT_TYPES)),
}
"""Source: SPEC section 3.2 (our-choice)."""
