"""
What can be presumed of Jobtrain. Source: SPEC section 9, tier S.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

import httpx

from ats_contracts.reference.connector import Ask, Session, Walk
from ats_contracts.reference.connectors.jobtrain.places import OVERLAP_S, is_recent
from ats_contracts.reference.filters import Condition
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject, Position, Step
from ats_contracts.zoo import presuming as p
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Change, Ran
from ats_contracts.zoo.presumption import Presumption

_UK = re.compile(r"\d\d/\d\d/\d{4}.*")
_WITH_TIME = re.compile(r"\d{4}-\d\d-\d\dT.*")
_WHOLE_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def _is_api(request: httpx.Request) -> bool:
    return request.method == "GET" and "/api/v1/" in request.url.path


def _by_its_name(request: httpx.Request, body: Any) -> Any:
    if not request.url.path.endswith("/connect/token"):
        return body
    if not isinstance(body, dict) or "access_token" not in body:
        raise p.Garbled
    return body


def _in_the_envelope(request: httpx.Request, body: Any) -> Any:
    if _is_api(request) and not (isinstance(body, dict) and "resultData" in body):
        raise p.Garbled
    return body


def _counted(request: httpx.Request, body: Any) -> Any:
    """Read how many rows a page has from `result`; a page without it has none."""
    page = body.get("resultData") if isinstance(body, dict) else None
    if isinstance(page, dict) and "records" in page and "result" not in page:
        return {**body, "resultData": {"total": 0, "result": 0, "records": []}}
    return body


def _text(pattern: re.Pattern[str], usual: re.Pattern[str] | None = None) -> p.Read:
    """Read text of a *pattern* as nothing, unless it is as *usual*."""

    def read(name: str, value: Any) -> Any:
        other = isinstance(value, str) and pattern.fullmatch(value)
        return "" if other and not (usual and usual.fullmatch(value)) else value

    return lambda request, body: p.everywhere(body, read) if _is_api(request) else body


def _no_file_is_null(request: httpx.Request, body: Any) -> Any:
    """Take whatever is not null for a file."""
    detail: Any = body.get("resultData") if isinstance(body, dict) else None
    for name in ("cv", "coverLetter") if isinstance(detail, dict) else ():
        file = detail.get(name)
        if isinstance(file, dict) and not any(file.values()):
            detail[name] = {"fileName": "document", "contentType": "", "data": ""}
    return body


def _always_there(request: httpx.Request, body: Any) -> Any:
    if "GetCandidateApplicationDetail" in request.url.path and "equalOps" not in _record(body):
        raise p.Garbled
    return body


def _record(body: Any) -> Any:
    """Find the record in an answer, in the envelope or bare."""
    return body.get("resultData", body) if isinstance(body, dict) else body


def _application_answers_nothing(request: httpx.Request, body: Any) -> Any:
    if request.method == "POST" and request.url.path.lower().endswith("/directapplydata"):
        raise p.Garbled
    return body


def _more_than_all(request: httpx.Request) -> httpx.Request:
    whole = request.url.params.get("PageSize") == "100"
    return p.asking(request, PageSize="250") if whole else request


def _the_other_path(request: httpx.Request) -> httpx.Request:
    path = request.url.path
    if not path.endswith("/Jobs/list"):
        return request
    other = request.url.copy_with(path=f"{path.removesuffix('/Jobs/list')}/Job")
    return p.again(request, url=other)


def _refused(status: int, made: httpx.Response | None, method: str, end: str) -> Change:
    """Take a refusal of *status* for something else; null: for a vendor that is broken."""

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        response = send(request)
        meant = request.method == method and end in request.url.path
        return (made or p.unable()) if meant and response.status_code == status else response

    return p.carried(carry)


def _with_a_message(request: httpx.Request, send: twists.Send) -> httpx.Response:
    """Read the message of a refusal; a vendor that gives none is broken."""
    response = send(request)
    if response.status_code < 400:
        return response
    try:
        known = json.loads(response.read())
    except ValueError:
        return p.unable()
    return response if {"message", "title"} & set(known) else p.unable()


def _sent_twice(request: httpx.Request, send: twists.Send) -> httpx.Response:
    """Send an application twice, to be sure: the second one is refused with 400, and no harm."""
    response = send(request)
    if request.method != "POST" or not request.url.path.lower().endswith("/directapplydata"):
        return response
    return response if send(p.again(request)).status_code == 400 else p.unable()


def _export_is_of_the_last_day(parts: Parts, ran: Ran) -> Parts:
    """Take all that the export holds for an answer to what has changed since some hour of today."""
    by_export = [False]

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            by_export[0] = is_recent(session, ask, slack_s=OVERLAP_S)
            yield from walk(session, ask, position)

        return walked

    def matches(resource: str, row: JsonObject, conditions: Iterable[Condition]) -> bool:
        if by_export[0] and resource == "applications":
            ran()
            conditions = [c for c in conditions if c.name != "updated_at"]
        return parts.matches(resource, row, conditions)

    return replace(twists.walks(parts, wrap, "applications"), matches=matches)


def _of(name: str, story: str, change: Change, *checks: str) -> Presumption:
    return Presumption(assumption=f"jobtrain.{name}", story=story, checks=checks, change=change)


JOBTRAIN: Final = (
    _of(
        "token_response_style",
        "A token is read as `access_token`.",
        p.reads(_by_its_name),
        "departments.list.complete",
    ),
    _of(
        "token_error_style",
        "A vendor that refuses credentials with 400 is broken.",
        _refused(400, None, "POST", "/connect/token"),
        "auth.revoked.not_empty",
    ),
    _of(
        "envelope",
        "Whatever is answered is read as `resultData`.",
        p.reads(_in_the_envelope),
        "departments.get.agrees_with_list",
    ),
    _of(
        "casing",
        "Keys are read in the capitals of the documents.",
        p.reads(lambda request, body: p.without(body, lambda key: key == "departmentName")),
        "departments.field.name",
    ),
    _of(
        "spelling",
        "Keys are read as the documents misspell them.",
        p.reads(
            lambda request, body: p.without(
                body, lambda key: key.lower() == "applicationsubmittedon"
            )
        ),
        "applications.field.applied_at",
    ),
    _of(
        "date_style",
        "Days are read year first, and others dropped.",
        p.reads(_text(_UK)),
        "jobs.field.created_at",
    ),
    _of(
        "direct_apply_response",
        "An application is answered with nothing.",
        p.reads(_application_answers_nothing),
        "candidates.create.round_trip",
    ),
    _of(
        "error_style",
        "Every refusal has a message.",
        p.carried(_with_a_message),
        "candidates.get.not_found",
    ),
    _of(
        "hidden_get",
        "Whoever is forbidden something has the wrong credentials.",
        _refused(403, httpx.Response(401, content=b""), "GET", "/api/v1/"),
        "auth.role.hides_and_deletes_not",
    ),
    _of(
        "retry_after_header",
        "Retry-After is read as a number; whatever else it says is one second.",
        p.waits(p.seconds_only),
        "ratelimit.retry_after.honoured",
    ),
    _of(
        "rate_limit_window",
        "A limit is over with the minute of the clock, whatever Retry-After says.",
        p.waits_for_the_minute,
        "ratelimit.retry_after.honoured",
    ),
    _of(
        "page_count_key",
        "How many rows a page has is read from `result`.",
        p.reads(_counted),
        "departments.list.complete",
    ),
    _of(
        "page_size_over_max",
        "250 rows are asked for, as the vendor will cut that down.",
        p.asks(_more_than_all),
        "jobs.list.complete",
    ),
    _of(
        "datetime_format",
        "Instants are read in whole seconds without a zone, and others dropped.",
        p.reads(_text(_WITH_TIME, _WHOLE_SECONDS)),
        "applications.field.created_at",
        "applications.field.applied_at",
    ),
    _of(
        "jobs_list_path",
        "Jobs are listed at `/Job`.",
        p.asks(_the_other_path),
        "jobs.list.complete",
    ),
    _of(
        "missing_file_style",
        "Whatever is not null is a file.",
        p.reads(_no_file_is_null),
        "attachments.list.complete",
    ),
    _of(
        "equal_ops_hidden",
        "Answers for statistics are always there, or null.",
        p.reads(_always_there),
        "auth.role.answers_stay_hidden",
    ),
    _of(
        "duplicate_application",
        "An application is sent twice, to be sure; the refusal is no harm.",
        p.carried(_sent_twice),
        "candidates.create.round_trip",
    ),
    _of(
        "export_window",
        "What the export holds has changed within the last day, and is not asked when.",
        _export_is_of_the_last_day,
        "applications.filter.last_day",
    ),
    _of(
        "ext_webhooks",
        "Whatever claims to be a webhook of the vendor's is refused, as there are none.",
        p.verifies("jobtrain", lambda secret, headers, body: False),
        "webhooks.change.told",
    ),
)
"""One for each assumption that can be tripped over."""

NOBODY: Final = {
    "starter_job_keys": "the unified model has no starters: nothing that is expected depends on it",
    "ext_settings_create": "what can be read and written in the unified model is the same with it",
    "ext_onboarding": "the unified model has no onboarding: nothing that is expected depends on it",
}
"""Why nobody can be caught presuming the others; tests/zoo/test_nobody.py proves it."""
