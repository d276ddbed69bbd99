"""
Reading a direct apply: two families of bodies, one `Application` out of either.

Row 58 (`direct_apply_body`): both; row 59 (`apply_required_fields`): job id, first name, last
name, e-mail; row 67 (`invalid_file_data`): 400. This module refuses to look anything up.
Source: SPEC section 3.6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ats_simulator.provider import Record
from ats_simulator.providers.jobtrain import documents
from ats_simulator.providers.jobtrain.bodies import (
    NOT_JSON,
    number_in,
    read,
    text_in,
)
from ats_simulator.providers.jobtrain.errors import Problems

FALLBACK_SOURCE: Final = "API"
"""Row 60 (`apply_source_fallback`)."""

_ADDRESS: Final = {
    "street": "addressline1",
    "city": "city",
    "state": "county",
    "postal_code": "postcode",
}
_COUNTRIES: Final = {"united kingdom": "GB", "uk": "GB", "ireland": "IE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A document as it was sent: *data* is base64."""

    file_name: str
    content_type: str
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What a direct apply asks for. *answers* holds the values by question id."""

    job: str
    first_name: str
    last_name: str
    email: str
    mobile: str
    source: str
    address: Record
    files: Mapping[str, Upload]
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    """Where a family of bodies holds what."""

    job: str
    person: str
    source: tuple[str, ...]
    files: Mapping[str, str]
    file_name: str
    answers: str


V1: Final = _Family(
    job="job.id",
    person="applicant",
    source=("source", "utm_Source"),
    files={"resume": "applicant.resume", "cover_letter": "applicant.coverLetter"},
    file_name="filename",
    answers="questions.answers",
)
V2: Final = _Family(
    job="jobId",
    person="answers",
    source=("source", "utm_Source"),
    files={"resume": "answers.CV", "cover_letter": "answers.coverLetter"},
    file_name="fileName",
    answers="answers.questionAnswers",
)


def family_of(body: Mapping[str, Any]) -> _Family:
    """Tell the families apart by what only the later one has."""
    return V2 if read(body, "jobId") is not None or read(body, "answers") is not None else V1


def application_in(body: Mapping[str, Any], problems: Problems) -> Application:
    """Read a body; *problems* takes what is wrong with it, by JSON path."""
    family = family_of(body)
    person = family.person
    return Application(
        job=str(number_in(body, family.job, problems)),
        first_name=text_in(body, f"{person}.firstName", problems, needed=True),
        last_name=text_in(body, f"{person}.lastName", problems, needed=True),
        email=text_in(body, f"{person}.email", problems, needed=True).strip(),
        mobile=text_in(body, f"{person}.mobile", problems),
        source=_source(body, family, problems),
        address=_address(body, problems),
        files=_files(body, family, problems),
        answers=_answers(body, family, problems),
    )


def _source(body: Mapping[str, Any], family: _Family, problems: Problems) -> str:
    for name in family.source:
        if found := text_in(body, name, problems):
            return found
    return FALLBACK_SOURCE


def _address(body: Mapping[str, Any], problems: Problems) -> Record:
    """Read the address, which only the documented family has."""
    at = "applicant.address"
    country = text_in(body, f"{at}.country", problems)
    parts = {part: text_in(body, f"{at}.{key}", problems) for part, key in _ADDRESS.items()}
    shown = {part: value or None for part, value in parts.items()}
    return {**shown, "country": _COUNTRIES.get(country.lower(), country) or None}


def _files(body: Mapping[str, Any], family: _Family, problems: Problems) -> Mapping[str, Upload]:
    found = {}
    for kind, path in family.files.items():
        value = read(body, path)
        if value is None:
            continue
        if not isinstance(value, Mapping):
            problems[path] = [NOT_JSON]
        elif upload := _upload(body, path, family, problems):
            found[kind] = upload
    return found


def _upload(
    body: Mapping[str, Any], path: str, family: _Family, problems: Problems
) -> Upload | None:
    data = text_in(body, f"{path}.data", problems)
    name = text_in(body, f"{path}.{family.file_name}", problems)
    kind = text_in(body, f"{path}.contentType", problems)
    if not data:
        return None
    if not documents.is_base64(data):
        problems[f"{path}.data"] = ["The data is not valid base64."]
        return None
    return Upload(
        file_name=name or path.rpartition(".")[2],
        content_type=kind or "application/octet-stream",
        data=data,
    )


def _answers(
    body: Mapping[str, Any], family: _Family, problems: Problems
) -> Mapping[str, tuple[str, ...]]:
    """Read the answers: `value` of one, `values` of several."""
    listed = read(body, family.answers)
    if listed is None:
        return {}
    if not isinstance(listed, list) or not all(isinstance(a, Mapping) for a in listed):
        problems[family.answers] = [NOT_JSON]
        return {}
    return {_text(read(a, "id")): _values(a) for a in listed}


def _values(answer: Mapping[str, Any]) -> tuple[str, ...]:
    several = read(answer, "values")
    given = several if isinstance(several, list) else [read(answer, "value")]
    return tuple(text for text in map(_text, given) if text.strip())


def _text(value: object) -> str:
    """Read an id or an answer; a number counts as its digits, anything else as nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
