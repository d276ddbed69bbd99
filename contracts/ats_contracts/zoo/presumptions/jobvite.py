"""
What can be presumed of Jobvite. Source: SPEC section 9.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from email.utils import format_datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx

from ats_contracts.reference.connector import Ask, News, ReadNews, Session, as_its_status
from ats_contracts.reference.connectors.jobvite.writes import written_ids
from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.filters import Condition
from ats_contracts.reference.parts import Parts, with_resource
from ats_contracts.reference.signatures import hmac_sha256
from ats_contracts.reference.values import JsonObject, Position, Step
from ats_contracts.zoo import presuming as p
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Change, Ran
from ats_contracts.zoo.presumption import Presumption

_API = "/api/v2"
_CALIFORNIA = ZoneInfo("America/Los_Angeles")
_MOST_PAGES = 40


# Credentials


def _pair_in_query(request: httpx.Request) -> httpx.Request:
    key, secret = request.headers["x-jvi-api"], request.headers["x-jvi-sc"]
    asked = p.asking(request, api=key, sc=secret)
    del asked.headers["x-jvi-api"], asked.headers["x-jvi-sc"]
    return asked


def _signed(request: httpx.Request) -> httpx.Request:
    asked, epoch = p.again(request), str(int(time.time()))
    key, secret = request.headers["x-jvi-api"], request.headers["x-jvi-sc"]
    digest = hmac.new(secret.encode(), f"{key}|{epoch}".encode(), hashlib.sha256).digest()
    del asked.headers["x-jvi-sc"]
    asked.headers["x-jvi-epoch"] = epoch
    asked.headers["x-jvi-sign"] = base64.b64encode(digest).decode()
    return asked


# Lists


def _departments(
    *, count: int, ends: Callable[[dict[str, Any], int], bool]
) -> Callable[[Parts, Ran], Parts]:
    """Walk the departments by page: rows are counted from 1; *ends* says which page is the last."""

    def change(parts: Parts, ran: Ran) -> Parts:
        def walk(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            ran()
            start = 1
            for _ in range(_MOST_PAGES):
                query = {"start": str(start), "count": str(count)}
                body: Any = session.read(f"{_API}/department", query)
                yield from (Step(row, None) for row in body["departments"])
                start += count
                if ends(body, start):
                    return
            raise RemoteError(502, "unreadable", "the list of departments does not end")

        return with_resource(parts, "jobvite", "departments", walk=walk)

    return change


# Rows


def _applications(body: Any) -> list[dict[str, Any]]:
    rows = body.get("candidates") if isinstance(body, dict) else None
    return [row.get("application", {}) for row in rows or [] if isinstance(row, dict)]


def _present_is_text(request: httpx.Request, body: Any) -> Any:
    """Take whatever is there for text."""
    for row in body.get("candidates", []) if isinstance(body, dict) else []:
        row |= {name: str(row[name]) for name in ("companyName", "title") if name in row}
    return body


def _if_each(holds: Callable[[dict[str, Any]], bool]) -> p.Read:
    """Read a list only if each application in it is as presumed."""

    def read(request: httpx.Request, body: Any) -> Any:
        if not all(holds(each) for each in _applications(body)):
            raise p.Garbled
        return body

    return read


def _one_in_a_list(request: httpx.Request, body: Any) -> Any:
    if f"{_API}/candidate/" in request.url.path and "candidates" not in body:
        raise p.Garbled
    return body


def _rejected_by_filter(parts: Parts, ran: Ran) -> Parts:
    """Ask which applications are rejected, and take those that are answered for such."""

    def wrap(walk: Any) -> Any:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            ran()
            query = {"workflowState": "Rejected", "start": "1", "count": "500"}
            body = session.read(f"{_API}/candidate", query)
            rejected = {each.get("eId") for each in _applications(body)}
            for step in walk(session, ask, position):
                rows = [_as_rejected(row, rejected) for row in step.raw["rows"]]
                yield Step({**step.raw, "rows": rows}, step.after)

        return walked

    return twists.walks(parts, wrap, "applications")


def _as_rejected(row: dict[str, Any], rejected: set[Any]) -> dict[str, Any]:
    application = row["application"]
    if application.get("eId") not in rejected:
        return row
    return {**row, "application": {**application, "workflowState": "Rejected"}}


# Dates


def _dated(write: str, told: str) -> Change:
    """Write the end of a span of time in California, in a format that the vendor is told."""

    def ask(request: httpx.Request) -> httpx.Request:
        given = request.url.params.get("dateend")
        if given is None or "datestart" in request.url.params:
            return request
        end = dt.datetime.fromisoformat(given).astimezone(_CALIFORNIA)
        return p.asking(request, dateend=end.strftime(write), dateFormat=told)

    return p.asks(ask)


def _unrefused_is_understood(parts: Parts, ran: Ran) -> Parts:
    """Write dates as e-mail does; where they are not refused, believe that rows are of the span."""
    understood = False

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        nonlocal understood
        given = {n: v for n, v in request.url.params.items() if n in ("datestart", "dateend")}
        if not given:
            return send(request)
        ran()
        spelled = {n: format_datetime(dt.datetime.fromisoformat(v)) for n, v in given.items()}
        plain = p.again(request, url=request.url.copy_remove_param("dateFormat"))
        response = send(p.asking(plain, **spelled))
        understood = response.is_success and _body(response)["status"]["code"] == 200
        return response if understood else send(request)

    def matches(resource: str, row: JsonObject, conditions: Iterable[Condition]) -> bool:
        open_ = [c for c in conditions if not understood or c.name != "updated_at"]
        return parts.matches(resource, row, open_)

    return replace(twists.through(parts, carry), matches=matches)


# Answers that say how it went


def _at(
    method: str, end: str, made_of: Callable[[httpx.Request, httpx.Response], httpx.Response]
) -> Change:
    """Make something of the answers to requests of a method to a path that ends so."""

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        response = send(request)
        if request.method != method or not request.url.path.endswith(end):
            return response
        response.read()
        return made_of(request, response)

    return p.carried(carry)


def _never(status: int) -> Callable[[httpx.Request, httpx.Response], httpx.Response]:
    """Take the vendor for broken when it answers a status."""
    return lambda request, response: p.unable() if response.status_code == status else response


def _capital_ids(request: httpx.Request, body: Any) -> Any:
    if request.method == "POST" and request.url.path.endswith("/candidate"):
        application = body.get("application", {})
        if "EId" not in application or "EId" not in application.get("candidate", {}):
            raise p.Garbled
    return body


def _no_artifacts(request: httpx.Request, body: Any) -> Any:
    return {"candidates": []} if request.url.path.endswith("/artifacts") else body


def _unnamed_is_open(request: httpx.Request, send: twists.Send) -> httpx.Response:
    """Ask also without naming a state, and take whatever comes for open."""
    response = send(request)
    if not request.url.path.endswith("/job") or "jobStatus" not in request.url.params:
        return response
    plain = send(p.again(request, url=request.url.copy_remove_param("jobStatus")))
    shown = {row["eId"] for row in _body(plain)["requisitions"]}
    body = _body(response)
    for row in body["requisitions"]:
        row["jobState"] = "Open" if row["eId"] in shown else row["jobState"]
    return httpx.Response(response.status_code, json=body)


def _body(response: httpx.Response) -> Any:
    response.read()
    return response.json()


def _sent_twice(request: httpx.Request, send: twists.Send) -> httpx.Response:
    """Send an application twice, to be sure: the second one is a conflict, and no harm done."""
    response = send(request)
    if request.method != "POST" or not request.url.path.endswith("/candidate"):
        return response
    told = _body(send(p.again(request)))
    return response if told.get("status", {}).get("code") == 409 else p.unable()


def _taken_for_the_known(request: httpx.Request, send: twists.Send) -> httpx.Response:
    """Take an application for that of whoever had the e-mail before it was sent."""
    if request.method != "POST" or not request.url.path.endswith("/candidate"):
        return send(request)
    email = json.loads(request.read())["candidate"]["email"]
    asked = p.again(request).url.copy_with(params={"email": email})
    headers = {n: v for n, v in request.headers.items() if not n.startswith("content-")}
    known = _body(send(httpx.Request("GET", asked, headers=headers)))["candidates"]
    response = send(request)
    if not known or not response.is_success:
        return response
    body = _body(response)
    filed = written_ids(body)[1]
    told = p.everywhere(body, lambda _, value: known[0]["eId"] if value == filed else value)
    return httpx.Response(response.status_code, json=told)


def _by_status(parts: Parts, ran: Ran) -> Parts:
    """Tell a failure by the HTTP status alone."""

    def refusal(reply: Any) -> tuple[int, str] | None:
        ran()
        return as_its_status(reply)

    changed = replace(parts.connectors["jobvite"], refusal=refusal)
    return replace(parts, connectors={**parts.connectors, "jobvite": changed})


def _gives_up_when_refused_again(parts: Parts, ran: Ran) -> Parts:
    """Fail when a single request was answered between two refusals."""
    answered: Counter[str] = Counter()

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        key, response = request.headers.get("x-jvi-api", ""), send(request)
        if response.status_code != 429:
            answered[key] += 1
            return response
        ran()
        return p.unable() if answered.pop(key, 0) == 1 else response

    return twists.through(parts, carry)


def _signed_in_base64(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    wanted = base64.b64encode(hmac_sha256(secret, body)).decode()
    return headers.get("x-jobvite-event-signature") == wanted


def _jobs_by_name(parts: Parts, ran: Ran) -> Parts:
    """Read the id of a job as `jobId`, and nowhere else."""

    def strict(read: ReadNews) -> ReadNews:
        def by_name(body: JsonObject) -> tuple[News, ...]:
            ran()
            is_about_nothing = body.get("eventType") == "jobUpdate" and "jobId" not in body
            return () if is_about_nothing else read(body)

        return by_name

    return twists.news(parts, strict, "jobvite")


def _of(
    name: str, story: str, change: Change, *checks: str, also: tuple[str, ...] = ()
) -> Presumption:
    return Presumption(
        assumption=f"jobvite.{name}",
        story=story,
        checks=checks,
        change=change,
        also=frozenset(f"jobvite.{each}" for each in also),
    )


JOBVITE: Final = (
    _of(
        "allow_query_auth",
        "The key pair goes into the query string.",
        p.asks(_pair_in_query),
        "departments.list.complete",
    ),
    _of(
        "hmac_auth",
        "Requests are signed, and the secret stays at home.",
        p.asks(_signed),
        "departments.list.complete",
    ),
    _of(
        "permission_denied_status",
        "A vendor that answers 403 is broken, as it says 401 to whomever it refuses.",
        _at("GET", "/candidate", _never(403)),
        "auth.permission.told_apart",
    ),
    _of(
        "start_base",
        "Rows are counted from 1.",
        _departments(count=3, ends=lambda body, start: bool(start > body["total"])),
        "departments.list.complete",
    ),
    _of(
        "count_over_max",
        "5000 rows are asked for, as the vendor will cut that down.",
        _departments(count=5000, ends=lambda body, start: bool(start > body["total"])),
        "departments.list.complete",
        also=("start_base",),
    ),
    _of(
        "total_zero_past_end",
        "Pages are read until one says that there is nothing in all.",
        _departments(count=3, ends=lambda body, start: not body["total"]),
        "departments.list.complete",
        also=("start_base",),
    ),
    _of(
        "null_style",
        "A key that is there has a value, and the value is text.",
        p.reads(_present_is_text),
        "candidates.field.company",
        also=("record_style",),
    ),
    _of(
        "record_style",
        "An application's state is read by its id.",
        p.reads(_if_each(lambda each: "workflowStateEId" in each)),
        "applications.list.complete",
    ),
    _of(
        "timezone",
        "The end of a span is written as Californian wall time.",
        _dated("%Y-%m-%dT%H:%M:%S", "yyyy-MM-dd'T'HH:mm:ss"),
        "applications.filter.updated_at",
    ),
    _of(
        "date_unparseable",
        "A date that is not refused was understood, so that rows need no second look.",
        _unrefused_is_understood,
        "applications.filter.updated_at",
    ),
    _of(
        "dateend_day",
        "The end of a span is written as its last day.",
        _dated("%Y-%m-%d", "yyyy-MM-dd"),
        "applications.filter.updated_at",
        also=("timezone",),
    ),
    _of(
        "workflow_state_params",
        "What a filter by `workflowState` answers is in that state.",
        _rejected_by_filter,
        "applications.field.rejected_at",
        "applications.field.current_stage",
    ),
    _of(
        "candidate_not_found",
        "A vendor that answers 404 to a filter is broken.",
        _at("GET", "/candidate", _never(404)),
        "applications.get.not_found",
    ),
    _of(
        "talent_pool_job",
        "The job of an application is read as an object.",
        p.reads(_if_each(lambda each: isinstance(each.get("job"), dict))),
        "applications.list.complete",
    ),
    _of(
        "candidate_by_id_shape",
        "One candidate is read out of a list.",
        p.reads(_one_in_a_list),
        "attachments.list.complete",
    ),
    _of(
        "artifacts_access",
        "Documents are read with the candidate, and nowhere else.",
        p.reads(_no_artifacts),
        "attachments.list.complete",
        also=("candidate_by_id_shape",),
    ),
    _of(
        "job_default_status",
        "Whatever is listed without naming a state is open.",
        p.carried(_unnamed_is_open),
        "jobs.field.status",
    ),
    _of(
        "create_success_status",
        "A creation that does not answer 201 has failed.",
        _at("POST", "/candidate", _never(200)),
        "candidates.create.round_trip",
    ),
    _of(
        "create_response_shape",
        "New ids are read as `application.EId` and `application.candidate.EId`.",
        p.reads(_capital_ids),
        "candidates.create.round_trip",
    ),
    _of(
        "duplicate_status",
        "An application is sent twice, to be sure; the conflict is no harm.",
        p.carried(_sent_twice),
        "candidates.create.round_trip",
        also=("create_same_email",),
    ),
    _of(
        "create_same_email",
        "Whoever had the e-mail is taken for the one who was filed.",
        p.carried(_taken_for_the_known),
        "applications.create.round_trip",
    ),
    _of(
        "error_http_status",
        "A failure is told by the HTTP status alone.",
        _by_status,
        "candidates.write.invalid_refused",
    ),
    _of(
        "rate_limited_status",
        "Only a 429 is a limit.",
        _by_status,
        "ratelimit.retry_after.honoured",
    ),
    _of(
        "retry_after_header",
        "Retry-After is read as a number; whatever else it says is one second.",
        p.waits(p.seconds_only),
        "ratelimit.retry_after.honoured",
    ),
    _of(
        "rate_window",
        "After a wait there is room for more than one request; if not, somebody else has the key.",
        _gives_up_when_refused_again,
        "candidates.limit_mid_walk.nothing_lost",
    ),
    _of(
        "webhook_keys",
        "A webhook about a job names it as `jobId`; one that does not is about nothing.",
        _jobs_by_name,
        "webhooks.change.told",
    ),
    _of(
        "webhook_signature",
        "A webhook's signature is compared with the one in base64.",
        p.verifies("jobvite", _signed_in_base64),
        "webhooks.change.told",
    ),
)
"""One for each assumption that can be tripped over."""

NOBODY: Final = {
    "daily_caps": "the default is the strictest reading: without the caps, the other limits are "
    "the same, so whoever keeps the caps is refused nothing",
}
"""Why nobody can be caught presuming the others; tests/zoo/test_nobody.py proves it."""
