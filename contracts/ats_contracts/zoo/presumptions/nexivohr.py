"""
What can be presumed of NexivoHR. Source: SPEC section 9.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import httpx

from ats_contracts.reference.accounts import Account
from ats_contracts.reference.connector import Ask, Connector, News, ReadNews, Session
from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.operations import Backend
from ats_contracts.reference.parts import Parts, with_resource
from ats_contracts.reference.signatures import hmac_sha256
from ats_contracts.reference.values import Json, JsonObject, Position, Step
from ats_contracts.zoo import presuming as p
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Ran
from ats_contracts.zoo.presumption import Presumption

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_USUAL = re.compile(_INSTANT.pattern + "Z")
_EXTENDED = frozenset({"current_company", "linkedin_url", "skills"})
_STAGES = frozenset({"screening", "interview", "offer", "placed", "rejected"})


def _rows(body: Any) -> list[dict[str, Any]]:
    """Find the records in an answer, in whichever envelope."""
    if not isinstance(body, dict):
        return []
    lists = [item for item in body.values() if isinstance(item, list)]
    found = lists[0] if lists else [body.get("data", body)]
    return [row for row in found if isinstance(row, dict)]


def _data_and_meta(request: httpx.Request, body: Any) -> Any:
    if "per_page" not in request.url.params:
        return body
    meta = body.get("meta")
    if meta is None:
        asked = request.url.params
        page = {"page": int(asked["page"]), "per_page": int(asked["per_page"]), "total": 0}
        return {"data": [], "meta": page}
    return {"data": body.get("data", []), "meta": meta}


def _bare(request: httpx.Request, body: Any) -> Any:
    if isinstance(body, dict) and isinstance(body.get("data"), dict):
        return {key: item for key, item in body.items() if key != "data"}
    return body


def _integers(request: httpx.Request, body: Any) -> Any:
    if any(not isinstance(row.get("id", 0), int) for row in _rows(body)):
        raise p.Garbled
    return body


def _all_keys(request: httpx.Request, body: Any) -> Any:
    if "/candidates" in request.url.path and any("phone" not in row for row in _rows(body)):
        raise p.Garbled
    return body


def _usual_instants(request: httpx.Request, body: Any) -> Any:
    def read(name: str, value: Any) -> Any:
        is_other = isinstance(value, str) and _INSTANT.match(value) and not _USUAL.fullmatch(value)
        return None if is_other else value

    return p.everywhere(body, read)


def _known_stages(request: httpx.Request, body: Any) -> Any:
    def read(name: str, value: Any) -> Any:
        return None if name == "stage" and value not in _STAGES else value

    return p.everywhere(body, read)


def _more_than_all(request: httpx.Request) -> httpx.Request:
    whole = request.url.params.get("per_page") == "100"
    return p.asking(request, per_page="250") if whole else request


def _with_a_field_of_ours(request: httpx.Request) -> httpx.Request:
    if request.method not in ("POST", "PATCH"):
        return request
    return p.again(request, json_body={**json.loads(request.read()), "synced_by": "unified"})


def _a_delete_answers_the_record(request: httpx.Request, send: twists.Send) -> httpx.Response:
    response = send(request)
    if request.method != "DELETE" or response.status_code >= 300:
        return response
    try:
        body = json.loads(response.read())
        known = "id" in body.get("data", body)
    except ValueError:
        known = False
    return response if known else p.garbage()


def _no_inactive(parts: Parts, ran: Ran) -> Parts:
    def wrap(walk: Any) -> Any:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            for step in walk(session, ask, position):
                ran()
                if step.raw.get("status") != "inactive":
                    yield step

        return walked

    return twists.walks(parts, wrap, "candidates")


def _archived_too(parts: Parts, ran: Ran) -> Parts:
    """List those in a status of our own as well, which the vendor is presumed to refuse."""

    def wrap(walk: Any) -> Any:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            ran()
            query = {"status": "archived", "page": "1", "per_page": "100"}
            try:
                found = session.read("/ats/api/v1/candidates", query)
            except RemoteError as error:
                if error.kind != "invalid":
                    raise
                found = {}
            yield from (Step(row, position) for row in found.get("data", [])[:3])
            yield from walk(session, ask, position)

        return walked

    return twists.walks(parts, wrap, "candidates")


def _address_is_unique(parts: Parts, ran: Ran) -> Parts:
    """Answer for a new candidate the one who has the address: there is but one, it is presumed."""
    usual = parts.connectors["nexivohr"].resources["candidates"]
    create, walk = usual.create, usual.walk
    assert create is not None
    assert walk is not None

    def created(session: Session, wire: JsonObject) -> JsonObject:
        made = create(session, wire)
        ran()
        rows = (step.raw for step in walk(session, Ask(), None))
        return next((row for row in rows if row.get("email") == made.get("email")), made)

    return with_resource(parts, "nexivohr", "candidates", create=created)


def _moved_for_sure(parts: Parts, ran: Ran) -> Parts:
    """Answer an application in the stage that was asked for, whatever the vendor makes of it."""
    usual = parts.connectors["nexivohr"].resources["applications"]
    update, get = usual.update, usual.get
    assert update is not None
    assert get is not None

    def updated(session: Session, record_id: str, wire: JsonObject) -> JsonObject:
        ran()
        try:
            return update(session, record_id, wire)
        except RemoteError as error:
            if error.kind != "invalid":
                raise
        return {**get(session, record_id, Ask()), **wire}

    return with_resource(parts, "nexivohr", "applications", update=updated)


def _signed_in_hex(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    return headers.get("x-nexivohr-signature") == hmac_sha256(secret, body).hex()


def _data_is_the_record(parts: Parts, ran: Ran) -> Parts:
    """Tell what a webhook carries, without asking the vendor."""
    last: dict[str, JsonObject] = {}

    def noting(read: ReadNews) -> ReadNews:
        def noted(body: JsonObject) -> tuple[News, ...]:
            for news in (found := read(body)):
                last[news.record_id] = body["data"]
            return found

        return noted

    def look_up(backend: Backend, account: Account, news: News) -> Any:
        ran()
        resource = backend.parts.connectors["nexivohr"].resources[news.resource]
        return resource.to_unified(last[news.record_id])

    return replace(twists.news(parts, noting, "nexivohr"), look_up=look_up)


def _told_nothing(parts: Parts, ran: Ran) -> Parts:
    def rate_headers(headers: Mapping[str, str], now: float) -> dict[str, str]:
        ran()
        return {}

    return replace(parts, rate_headers=rate_headers)


def _goes_on_with_the_other(parts: Parts, ran: Ran) -> Parts:
    """Read with the customer's second token while the first one rests, until that is used up."""
    pairs: dict[str, str] = {}
    resting: dict[str, int] = {}
    """First tokens that rest, and how often the second one was used meanwhile."""

    def sign(connector: Connector, credentials: Mapping[str, Json]) -> dict[str, str]:
        headers = connector.sign(credentials)
        if "read_only_token" in credentials:
            pairs[headers["Authorization"]] = f"Bearer {credentials['read_only_token']}"
        return headers

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        first = request.headers.get("authorization", "")
        if first not in resting:
            response = send(request)
            if response.status_code != 429 or first not in pairs:
                return response
            resting[first] = 0
        ran()
        response = send(p.again(request, headers={"authorization": pairs[first]}))
        if response.status_code != 429:
            resting[first] += 1
            return response
        was_used = resting.pop(first)
        return response if was_used else p.unable()

    return twists.through(twists.signed(parts, sign), carry)


def _of(name: str, story: str, change: Any, *checks: str) -> Presumption:
    return Presumption(assumption=f"nexivohr.{name}", story=story, checks=checks, change=change)


NEXIVOHR: Final = (
    _of(
        "list_envelope",
        "Rows are read from `data`, and how many there are from `meta`.",
        p.reads(_data_and_meta),
        "candidates.list.complete",
    ),
    _of(
        "single_envelope",
        "The fields of a single object are read where they stand bare.",
        p.reads(_bare),
        "candidates.get.agrees_with_list",
    ),
    _of("id_style", "Ids are read as integers.", p.reads(_integers), "candidates.list.complete"),
    _of(
        "null_style",
        "Every key of a candidate is read as if it were always there.",
        p.reads(_all_keys),
        "candidates.list.complete",
    ),
    _of(
        "timestamp_style",
        "Instants are read in the one form that was seen, and others dropped.",
        p.reads(_usual_instants),
        "candidates.field.created_at",
    ),
    _of(
        "per_page_over_max",
        "250 rows are asked for, as the vendor will cut that down.",
        p.asks(_more_than_all),
        "applications.list.complete",
    ),
    _of(
        "unknown_status_filter",
        "Candidates are also asked for by a status that the vendor may not have, as it would say.",
        _archived_too,
        "candidates.list.complete",
    ),
    _of(
        "inactive_in_lists",
        "Whoever is inactive has no place in a list, and is dropped.",
        _no_inactive,
        "candidates.list.complete",
    ),
    _of(
        "delete_response",
        "The record that a delete answers is read.",
        p.carried(_a_delete_answers_the_record),
        "candidates.delete.as_the_provider_does",
    ),
    _of(
        "duplicate_email",
        "Who is found by the address of a new candidate is that candidate.",
        _address_is_unique,
        "candidates.create.address_in_use",
    ),
    _of(
        "initial_stage",
        "Only the five stages of the documents are known; any other one is dropped.",
        p.reads(_known_stages),
        "applications.field.current_stage",
    ),
    _of(
        "stage_transitions",
        "A move to another stage is taken for done, without reading the answer.",
        _moved_for_sure,
        "applications.update.earlier_stage",
    ),
    _of(
        "unknown_field",
        "A field of our own goes along with every write.",
        p.asks(_with_a_field_of_ours),
        "candidates.create.round_trip",
    ),
    _of(
        "extended_fields",
        "Fields beyond the documented example are not read.",
        p.reads(lambda request, body: p.without(body, _EXTENDED.__contains__)),
        "candidates.field.company",
        "candidates.field.tags",
    ),
    _of(
        "retry_after_style",
        "Retry-After is read as a number; whatever else it says is one second.",
        p.waits(p.seconds_only),
        "ratelimit.retry_after.honoured",
    ),
    _of(
        "rate_window",
        "A limit is over with the minute of the clock, whatever Retry-After says.",
        p.waits_for_the_minute,
        "ratelimit.retry_after.honoured",
    ),
    _of(
        "signature_style",
        "A webhook's signature is compared with the one in hexadecimal.",
        p.verifies("nexivohr", _signed_in_hex),
        "webhooks.change.told",
    ),
    _of(
        "webhook_data",
        "What a webhook carries is the record, and is told without reading it.",
        _data_is_the_record,
        "webhooks.change.told",
    ),
    _of(
        "rate_headers",
        "The vendor tells nothing of what is left of its limit, so nothing is read of it.",
        _told_nothing,
        "ratelimit.headers.not_invented",
    ),
    _of(
        "rate_scope",
        "When one token is at its limit, another one that was not used can go on.",
        _goes_on_with_the_other,
        "candidates.limit_mid_walk.nothing_lost",
    ),
)
"""One for each assumption that can be tripped over."""

NOBODY: Final[dict[str, str]] = {}
"""There is no assumption that nobody can be caught presuming."""
