"""
The reference with one thing wrong: the smallest broken target that a check has to notice.

Each function gives the parts of a fresh target. What most of them change is an answer on its way
out, a request on its way to the provider, or one function of one resource.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import httpx

from ats_contracts.reference import PARTS, Parts, Policy, with_resource
from ats_contracts.reference import filters as f
from ats_contracts.reference.connectors import nexivohr
from ats_contracts.reference.errors import BadRequest, UnifiedError
from ats_contracts.reference.filters import Condition
from ats_contracts.reference.query import Params
from ats_contracts.reference.shaping import shape_error
from ats_contracts.reference.values import Answer, Call, JsonObject, Position, Reply, Step

Respond = Callable[[Call, Answer], Answer]


# Answers on their way out


def answering(respond: Respond) -> Parts:
    """Change answers."""
    return replace(PARTS, respond=respond)


def lists(change: Callable[[Mapping[str, str], JsonObject], JsonObject | None]) -> Parts:
    """Change the envelopes of lists, by their query."""

    def respond(call: Call, answer: Answer) -> Answer:
        if call.verb != "list" or answer.status != 200:
            return answer
        query = {k: v[-1] for k, v in parse_qs(call.query, keep_blank_values=True).items()}
        body = change(query, dict(answer.body))
        return answer if body is None else replace(answer, body=body)

    return answering(respond)


def rows(change: Callable[[JsonObject], JsonObject | None]) -> Parts:
    """Change each row of a list, or leave it out."""

    def envelope(query: Mapping[str, str], body: JsonObject) -> JsonObject:
        kept = [row for row in map(change, body["result"]) if row is not None]
        return {**body, "result": kept, "result_count": len(kept)}

    return lists(envelope)


def statuses(becomes: Mapping[int, tuple[int, Any]], *methods: str) -> Parts:
    """Answer other statuses and bodies."""

    def respond(call: Call, answer: Answer) -> Answer:
        if answer.status not in becomes or (methods and call.method not in methods):
            return answer
        status, body = becomes[answer.status]
        return replace(answer, status=status, body=body)

    return answering(respond)


def drops_a_full_last_page() -> Parts:
    def change(query: Mapping[str, str], body: JsonObject) -> JsonObject:
        full = str(len(body["result"])) == query.get("limit") and body["next_cursor"] is None
        return {**body, "result": body["result"][:-1]} if full else body

    return lists(change)


def ignores_the_limit() -> Parts:
    return replace(
        PARTS,
        fill_page=lambda steps, keep, limit, spent: PARTS.fill_page(steps, keep, limit + 1, spent),
    )


def miscounts() -> Parts:
    return lists(lambda query, body: {**body, "result_count": body["result_count"] + 1})


def begins_with_an_empty_page() -> Parts:
    def change(query: Mapping[str, str], body: JsonObject) -> JsonObject:
        first = "next_cursor" not in query and body["next_cursor"] is not None
        return {**body, "result": [], "result_count": 0} if first else body

    return lists(change)


def empty_is_not_found() -> Parts:
    def respond(call: Call, answer: Answer) -> Answer:
        empty = call.verb == "list" and answer.status == 200 and not answer.body["result"]
        return Answer(status=404, body={"message": "nothing here"}) if empty else answer

    return answering(respond)


def cuts_large_limits_and_ends() -> Parts:
    def change(query: Mapping[str, str], body: JsonObject) -> JsonObject:
        return {**body, "next_cursor": None} if len(query.get("limit", "")) > 3 else body

    return lists(change)


def flickers() -> Parts:
    seen: set[str] = set()

    def change(row: JsonObject) -> JsonObject:
        again = row["id"] in seen
        seen.add(row["id"])
        return {**row, "created_at": None} if again else row

    return rows(change)


def spends_cursors() -> Parts:
    spent: set[str] = set()

    def change(query: Mapping[str, str], body: JsonObject) -> JsonObject:
        cursor = query.get("next_cursor", "")
        used = cursor in spent
        spent.update({cursor} - {""})
        return {**body, "result": body["result"][1:]} if used else body

    return lists(change)


def ends_filtered_lists_early() -> Parts:
    def change(query: Mapping[str, str], body: JsonObject) -> JsonObject:
        filtered = any(name.startswith("updated_at") for name in query)
        return {**body, "next_cursor": None} if filtered else body

    return lists(change)


def refuses_empty_cursors() -> Parts:
    def respond(call: Call, answer: Answer) -> Answer:
        if call.query.endswith("next_cursor="):
            return Answer(status=400, body={"message": "not a cursor"})
        return answer

    return answering(respond)


def gives_nothing_for_limit_0() -> Parts:
    def respond(call: Call, answer: Answer) -> Answer:
        if "limit=0" not in call.query:
            return answer
        return Answer(status=200, body={"result": [], "next_cursor": None})

    return answering(respond)


def understands_one_array_dialect() -> Parts:
    def respond(call: Call, answer: Answer) -> Answer:
        if "truto_exclude_fields=" in call.query or "5B0%5D" in call.query:
            return Answer(status=400, body={"message": "unknown parameter"})
        return answer

    return answering(respond)


def understands_encoded_brackets_only() -> Parts:
    def respond(call: Call, answer: Answer) -> Answer:
        return Answer(status=400, body={}) if "[gte]" in call.query else answer

    return answering(respond)


def ids_are_numbers() -> Parts:
    return rows(lambda row: {**row, "id": int(row["id"])})


def ids_follow_the_connection() -> Parts:
    def respond(call: Call, answer: Answer) -> Answer:
        if call.verb != "list" or answer.status != 200:
            return answer
        mark = hashlib.md5(call.query.encode()).hexdigest()[:4]
        shown = [{**row, "id": f"{row['id']}-{mark}"} for row in answer.body["result"]]
        return replace(answer, body={**answer.body, "result": shown})

    return answering(respond)


def refers_to_nobody() -> Parts:
    def change(row: JsonObject) -> JsonObject:
        return {**row, "candidate": {"id": f"c-{row['candidate']['id']}"}}

    return rows(change)


def local_times() -> Parts:
    return rows(lambda row: {**row, "updated_at": row["updated_at"].rstrip("Z")})


def shouts_its_members() -> Parts:
    return rows(lambda row: {**row, "status": row["status"].upper()})


def unreadable_is_1970() -> Parts:
    return rows(lambda row: {**row, "created_at": row["created_at"] or "1970-01-01T00:00:00Z"})


def drops_what_is_broken() -> Parts:
    return rows(lambda row: row if row["created_at"] else None)


def reads_numbers_as_doubles() -> Parts:
    def rounded(value: Any) -> Any:
        return json.loads(json.dumps(value), parse_int=lambda text: int(float(text)))

    return rows(lambda row: {**row, "remote_data": rounded(row["remote_data"])})


def finds_everything() -> Parts:
    return statuses({404: (200, {"id": "1"})})


def mixes_accounts() -> Parts:
    """Keep answers by path and query, and forget whose they are."""
    kept: dict[str, Answer] = {}

    def respond(call: Call, answer: Answer) -> Answer:
        query = {k: v for k, v in parse_qs(call.query).items() if k != "integrated_account_id"}
        if call.method != "GET" or call.area != "unified" or "next_cursor" in query:
            return answer
        return kept.setdefault(f"{call.path}?{query}", answer)

    return answering(respond)


def sulks_after(status: int) -> Parts:
    """Answer *status* to everybody once one account was answered so."""
    last: list[Answer] = []

    def respond(call: Call, answer: Answer) -> Answer:
        if answer.status == status:
            last[:] = [answer]
        return last[0] if last and call.area == "unified" else answer

    return answering(respond)


def lists_are_unsupported() -> Parts:
    def respond(call: Call, answer: Answer) -> Answer:
        return Answer(status=405, body={}) if call.verb == "list" else answer

    return answering(respond)


# Errors


def no_flags() -> Parts:
    def shape(error: UnifiedError) -> Answer:
        answer = shape_error(error)
        kept = {k: v for k, v in answer.body.items() if k != "truto_is_remote_error"}
        return replace(answer, body=kept)

    return replace(PARTS, shape_error=shape)


def forgets_lost_answers() -> Parts:
    return replace(PARTS, shape_error=lambda error: replace(shape_error(error), keep=False))


def all_errors_are_500() -> Parts:
    def classify(reply: Reply) -> tuple[int, str] | None:
        return None if reply.status < 300 else (500, "server_error")

    return replace(PARTS, classify=classify)


def repeats_what_it_hears() -> Parts:
    return replace(PARTS, hide=lambda error, known: error)


# Requests on their way to the provider


class Way(httpx.BaseTransport):
    """A transport whose behaviour is one function."""

    def __init__(
        self, inner: httpx.BaseTransport, go: Callable[[httpx.BaseTransport, httpx.Request], Any]
    ) -> None:
        self._inner, self._go = inner, go

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        response: httpx.Response = self._go(self._inner, request)
        return response


def by_way_of(go: Callable[[httpx.BaseTransport, httpx.Request], httpx.Response]) -> Parts:
    """Send requests through *go*."""
    return replace(PARTS, upstream=lambda inner: Way(inner, go))


def repeating(times: int, *statuses: int, method: str | None = None) -> Parts:
    """Send again, up to *times* in all, what was answered with one of *statuses*."""

    def go(inner: httpx.BaseTransport, request: httpx.Request) -> httpx.Response:
        for _ in range(times):
            response = inner.handle_request(request)
            response.read()
            if response.status_code not in statuses or method not in (None, request.method):
                return response
        return response

    return by_way_of(go)


def sends_everything_three_times() -> Parts:
    def go(inner: httpx.BaseTransport, request: httpx.Request) -> httpx.Response:
        for _ in range(3):
            response = inner.handle_request(request)
            response.read()
        return response

    return by_way_of(go)


def takes_failures_for_the_end() -> Parts:
    """Read whatever is no list as an empty one: errors, pages of HTML, half an answer."""

    def go(inner: httpx.BaseTransport, request: httpx.Request) -> httpx.Response:
        asked = {name: int(value) for name, value in request.url.params.items()}
        nothing = {"data": [], "meta": {**asked, "total": (asked["page"] - 1) * asked["per_page"]}}
        try:
            response = inner.handle_request(request)
            response.read()
            whole = response.status_code == 200 and "total" in response.json().get("meta", {})
        except (httpx.HTTPError, ValueError, AttributeError):
            whole = False
        return response if whole else httpx.Response(200, json=nothing)

    return by_way_of(go)


def hands_out_the_credential() -> Parts:
    """Show a header of the request to the provider, as a debugging aid."""
    heard: list[str] = [""]

    def go(inner: httpx.BaseTransport, request: httpx.Request) -> httpx.Response:
        heard[0] = request.headers["authorization"]
        return inner.handle_request(request)

    def respond(call: Call, answer: Answer) -> Answer:
        return replace(answer, headers={**answer.headers, "X-Debug": heard[0]})

    return replace(by_way_of(go), respond=respond)


def cursors_carry_the_credential() -> Parts:
    heard: list[str] = [""]

    def go(inner: httpx.BaseTransport, request: httpx.Request) -> httpx.Response:
        heard[0] = request.headers["authorization"]
        return inner.handle_request(request)

    def encode(position: Position, binding: str, key: str) -> str:
        twice = base64.urlsafe_b64encode(base64.b64encode(heard[0].encode())).decode()
        return f"{PARTS.encode_cursor(position, binding, key)}.{twice}"

    return replace(
        by_way_of(go),
        encode_cursor=lambda p, b, k: base64.urlsafe_b64encode(encode(p, b, k).encode()).decode(),
        decode_cursor=lambda c, b, k: PARTS.decode_cursor(
            base64.urlsafe_b64decode(c).decode().partition(".")[0], b, k
        ),
    )


def signs_with_the_first_credential() -> Parts:
    first: list[dict[str, str]] = []

    def sign(credentials: Mapping[str, Any]) -> dict[str, str]:
        first.append(nexivohr.sign(credentials))
        return first[0]

    connector = replace(PARTS.connectors["nexivohr"], sign=sign)
    return replace(PARTS, connectors={**PARTS.connectors, "nexivohr": connector})


# Waiting


def is_impatient() -> Parts:
    return replace(PARTS, policy=Policy(max_wait_s=1000), retry_after=lambda headers, now: 1)


def reads_waits_as_numbers_only() -> Parts:
    def retry_after(headers: Mapping[str, str], now: float) -> int | None:
        text = headers.get("retry-after", "")
        return int(text) if text.isdigit() else 1

    return replace(PARTS, retry_after=retry_after)


def keeps_limits_to_itself() -> Parts:
    return replace(PARTS, rate_headers=lambda headers, now: {})


# Cursors and filters


def cursors_fit_everywhere() -> Parts:
    return replace(
        PARTS,
        encode_cursor=lambda position, binding, key: json.dumps(position),
        decode_cursor=lambda cursor, binding, key: json.loads(cursor),
    )


def garbage_is_page_1() -> Parts:
    def decode(cursor: str, binding: str, key: str) -> Position:
        try:
            return PARTS.decode_cursor(cursor, binding, key)
        except BadRequest:
            return []

    return replace(PARTS, decode_cursor=decode)


def conditions(change: Callable[[Condition], Condition]) -> Parts:
    """Change what is asked of the rows."""

    def read(params: Params, resource: str, known: Iterable[str]) -> tuple[Condition, ...]:
        return tuple(change(c) for c in f.read_conditions(params, resource, known))

    return replace(PARTS, read_conditions=read)


def gt_is_gte() -> Parts:
    return conditions(lambda c: replace(c, operator={"gt": "gte"}.get(c.operator, c.operator)))


def filters_by_the_other_time() -> Parts:
    other = {"created_at": "updated_at", "updated_at": "created_at"}
    return conditions(lambda c: replace(c, name=other.get(c.name, c.name)))


def ignores_offsets() -> Parts:
    def local(condition: Condition) -> Condition:
        moments = [m.replace(tzinfo=dt.UTC) for m in condition.wanted]
        return replace(condition, wanted=tuple(moments))

    return conditions(local)


def drops_strange_filters() -> Parts:
    def read(params: Params, resource: str, known: Iterable[str]) -> tuple[Condition, ...]:
        try:
            return f.read_conditions(params, resource, known)
        except BadRequest:
            return ()

    return replace(PARTS, read_conditions=read)


# One resource


def mapping(resource: str, change: Callable[[JsonObject], JsonObject]) -> Parts:
    """Change how records of *resource* are read, seeing the provider's record first."""
    known = PARTS.connectors["nexivohr"].resources[resource].to_unified
    return with_resource(
        PARTS, "nexivohr", resource, to_unified=lambda raw: {**known(raw), **change(raw)}
    )


def reads_by_position() -> Parts:
    return mapping("candidates", lambda raw: {"first_name": list(raw.values())[1]})


def untitled_is_unknown() -> Parts:
    return mapping("candidates", lambda raw: {"title": raw.get("current_title", "Unknown")})


def strange_is_draft() -> Parts:
    known = {"open", "closed", "draft"}
    return mapping(
        "jobs", lambda raw: {"status": raw["status"] if raw["status"] in known else "draft"}
    )


def writing(resource: str, change: Callable[[JsonObject, str], JsonObject]) -> Parts:
    """Change what is sent to the provider."""
    known = PARTS.connectors["nexivohr"].resources[resource].to_wire
    assert known is not None
    return with_resource(
        PARTS, "nexivohr", resource, to_wire=lambda body, verb: change(known(body, verb), verb)
    )


def forgets_the_phone() -> Parts:
    return writing("candidates", lambda w, verb: {k: v for k, v in w.items() if k != "phone"})


def gives_a_title() -> Parts:
    return writing("candidates", lambda wire, verb: {"current_title": "Unknown", **wire})


def sends_nulls() -> Parts:
    blank = {"current_title": None, "phone": None}
    return writing("candidates", lambda w, verb: {**blank, **w} if verb == "update" else w)


def escapes_text() -> Parts:
    def escape(wire: JsonObject, verb: str) -> JsonObject:
        return {k: html.escape(v) if isinstance(v, str) else v for k, v in wire.items()}

    return writing("candidates", escape)


def swallows_unknown_fields() -> Parts:
    known = nexivohr.candidate_to_wire
    fields = {"first_name", "last_name", "title", "emails", "phones"}
    return with_resource(
        PARTS,
        "nexivohr",
        "candidates",
        to_wire=lambda body, verb: known({k: body[k] for k in body if k in fields}, verb),
    )


def deletes_nothing() -> Parts:
    return with_resource(PARTS, "nexivohr", "candidates", delete=lambda session, record_id: None)


def trusts_offsets() -> Parts:
    def walk(session: Any, ask: Any, position: Position | None) -> Iterator[Step]:
        found = nexivohr.source(session, f"{nexivohr.API}/candidates", "candidates", {})
        number = position[0] if position else 1
        window = found.read(number, ask.want)
        last = len(window.rows) - 1
        more = window.offset + len(window.rows) < window.total
        for n, row in enumerate(window.rows):
            yield Step(row, [number + 1] if more and n == last else None)

    return with_resource(PARTS, "nexivohr", "candidates", walk=walk)


def leaves_ids_as_they_are() -> Parts:
    def get(session: Any, record_id: str, ask: Any) -> JsonObject:
        record: JsonObject = session.read(f"{nexivohr.API}/candidates/{record_id.strip()}")
        return record

    return with_resource(PARTS, "nexivohr", "candidates", get=get)


# Keys


def keys_are_ignored() -> Parts:
    counted = iter(range(1000))
    return replace(PARTS, replay_scope=lambda call, account: str(next(counted)))


def keys_go_with_the_body() -> Parts:
    return replace(PARTS, replay_scope=lambda call, account: repr((account, call.path, call.body)))


def keys_are_shared() -> Parts:
    return replace(PARTS, replay_scope=lambda call, account: str(call.idempotency_key))
