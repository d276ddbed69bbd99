"""
What each call does, provider-neutral: read the query, ask the connector, shape the answer.

Raises `UnifiedError`s and never writes one; `app` does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ats_contracts.reference import filters, paging, shaping, strictjson
from ats_contracts.reference import query as q
from ats_contracts.reference.accounts import Account, Accounts
from ats_contracts.reference.connector import Ask, Connector, Resource
from ats_contracts.reference.errors import (
    BadRequest,
    Missing,
    NeedsReauth,
    RemoteError,
    UnifiedError,
    Unsupported,
    insight,
)
from ats_contracts.reference.models import FIELDS
from ats_contracts.reference.redact import runs
from ats_contracts.reference.upstream import Line, Upstream
from ats_contracts.reference.values import (
    Answer,
    Call,
    Json,
    JsonObject,
    Page,
    Position,
    Row,
    Verb,
)

if TYPE_CHECKING:
    from ats_contracts.reference.parts import Parts

HTTP_VERBS = {"list": "GET", "get": "GET", "create": "POST", "update": "PATCH", "delete": "DELETE"}
UNKNOWN_AFTER = frozenset({"server_error", "timeout", "connection", "unreadable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """Everything that outlives a call."""

    parts: Parts
    accounts: Accounts
    upstream: Upstream


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One call with its query read, its account found, and its line opened."""

    backend: Backend
    call: Call
    params: q.Params
    account: Account
    connector: Connector
    line: Line


def open_scene(backend: Backend, call: Call) -> Scene:
    """Read the query and find the account. Raises: BadRequest, Missing, NeedsReauth."""
    params = backend.parts.read_query(call.query)
    account_id = q.take_one(params, "integrated_account_id")
    if not account_id:
        raise BadRequest(
            "integrated_account_id is needed: which account to ask",
            insight=insight(
                "missing_required_query_parameters", "say which", ["integrated_account_id"]
            ),
        )
    account = backend.accounts.require(account_id)
    connector = backend.parts.connectors[account.provider]
    if account.status == "needs_reauth":
        raise NeedsReauth(account.id)
    line = Line(backend.upstream, account, connector)
    return Scene(
        backend=backend,
        call=call,
        params=params,
        account=account,
        connector=connector,
        line=line,
    )


def perform(scene: Scene) -> Answer:
    """Carry out a call on its resource. Raises: UnifiedError."""
    resource = find_resource(scene)
    with remembered(scene):
        answer = VERBS.get(scene.call.verb, act)(scene, resource)
    return replace(answer, headers={**scene.line.rate_headers, **answer.headers})


def find_resource(scene: Scene) -> Resource:
    """Find what is asked for, and that it offers the method. Raises: Missing, Unsupported."""
    call, unified = scene.call, scene.call.area == "unified"
    if unified and call.resource not in FIELDS:
        raise Missing(f"the unified model has no resource {call.resource[:60]!r}")
    offered = scene.connector.resources if unified else scene.connector.native
    resource = offered.get(call.resource)
    methods = [] if resource is None else resource.methods()
    if not unified:
        methods = [name for name in methods if name in ("list", "get")]
    if resource is None or call.verb not in methods:
        allow = sorted({HTTP_VERBS.get(name, "POST") for name in methods})
        raise Unsupported(
            scene.account.provider, call.resource[:60], call.verb, methods, ", ".join(allow)
        )
    return resource


@contextmanager
def remembered(scene: Scene) -> Iterator[None]:
    """Let the account remember a refusal, keep secrets out of it, and mark a doubtful write."""
    try:
        yield
    except UnifiedError as error:
        error.headers = {**scene.line.rate_headers, **error.headers}
        if isinstance(error, RemoteError):
            parts, account = scene.backend.parts, scene.account
            error.raw = scene.connector.scrub(error.raw)
            parts.hide(error, runs(account.secrets(scene.connector.public)))
            scene.backend.accounts.note(account, parts.flag(account, error))
            doubtful = error.sent and error.kind in UNKNOWN_AFTER and scene.call.method != "GET"
            error.unknown_outcome = doubtful
        raise


# Reading


def list_(scene: Scene, resource: Resource) -> Answer:
    """Answer one page of a list."""
    parts, params = scene.backend.parts, scene.params
    shape = read_shape(scene)
    limit = _read_limit(params, parts.default_limit, parts.max_limit)
    cursor = q.take_one(params, "next_cursor") or None
    binding = _binding(scene)
    position = cursor and parts.decode_cursor(cursor, binding, scene.call.bearer)
    page = _read_page(scene, resource, position or None, limit)
    after = page.after and parts.encode_cursor(page.after, binding, scene.call.bearer)
    rows = [parts.shape_row(row, shape) for row in page.rows]
    return Answer(status=200, body=parts.shape_list(page, rows, shape, after or None))


def _read_page(scene: Scene, resource: Resource, position: Position | None, limit: int) -> Page:
    parts = scene.backend.parts
    remote, conditions, sort = _read_question(scene, resource)
    ask = Ask(conditions=conditions, remote=remote, want=limit)
    if conditions or sort:
        ask = replace(ask, want=parts.max_limit)

    def keep(raw: JsonObject) -> Row | None:
        row = resource.row(raw)
        met = not conditions or parts.matches(scene.call.resource, row.unified, conditions)
        return row if met else None

    assert resource.walk is not None
    if sort is None:
        steps = resource.walk(scene.line, ask, position)
        return parts.fill_page(steps, keep, limit, _budget(scene.line, parts.page_budget))
    every = paging.bounded(
        resource.walk(scene.line, ask, None),
        lambda: scene.line.sent > parts.sort_budget,
        "sorting",
    )
    return parts.sorted_page(every, keep, sort, position, limit)


def _budget(line: Line, most: int) -> Callable[[], bool]:
    """Say when a page has cost enough, once its first row is found: a long list costs more."""
    begun: list[int] = []

    def is_spent() -> bool:
        begun.append(line.sent)
        return line.sent - begun[0] >= most

    return is_spent


def _read_question(
    scene: Scene, resource: Resource
) -> tuple[dict[str, str], tuple[filters.Condition, ...], filters.Sort | None]:
    params = scene.params
    remote = q.take_object(params, "remote_query")
    if scene.call.area == "proxy":
        remote |= {q.spell(path): values[0] for path, values in params.items()}
        return remote, (), None
    sort = filters.read_sort(params, scene.call.resource, resource.filters)
    conditions = scene.backend.parts.read_conditions(params, scene.call.resource, resource.filters)
    return remote, conditions, sort


def read_shape(scene: Scene) -> shaping.Shape:
    """Take the shape; `/proxy` rows are always the provider's own."""
    if scene.call.area == "proxy":
        return shaping.Shape(format="raw")
    return shaping.read_shape(scene.params, scene.call.resource)


def _read_limit(params: q.Params, default: int, maximum: int) -> int:
    text = q.take_one(params, "limit")
    if q.take_flag(params, "truto_ignore_limit") or not text:
        return default
    if not text.isascii() or not text.isdigit() or not text.strip("0"):
        raise q.bad_parameter("limit", "expected a whole number from 1")
    return maximum if len(text.lstrip("0")) > 9 else min(int(text), maximum)


def _binding(scene: Scene) -> str:
    """Say what a cursor belongs to: everything but the page size and the shape of rows."""
    rest = sorted((q.spell(path), values) for path, values in scene.params.items())
    return json.dumps([scene.account.id, scene.call.area, scene.call.resource, rest])


def get(scene: Scene, resource: Resource) -> Answer:
    """Answer one record."""
    shape = _read_shape_only(scene)
    conditions = scene.backend.parts.read_conditions(
        scene.params, scene.call.resource, resource.hints
    )
    assert resource.get is not None
    raw = resource.get(scene.line, _required_id(scene), Ask(conditions=conditions))
    return _one(scene, resource, raw, shape, 200)


def download(scene: Scene, resource: Resource) -> Answer:
    """Answer the bytes of a document. Shape of the request: {"id": str}."""
    _refuse_rest(scene)
    record_id = read_body(scene.call).get("id")
    if not isinstance(record_id, str) or not record_id:
        raise BadRequest('say which document: {"id": "…"}')
    assert resource.get is not None
    assert resource.to_file is not None
    return Answer(status=200, body=resource.to_file(resource.get(scene.line, record_id, Ask())))


def _one(
    scene: Scene, resource: Resource, raw: JsonObject, shape: shaping.Shape, status: int
) -> Answer:
    row = resource.row(raw)
    return Answer(status=status, body=scene.backend.parts.shape_row(row, shape), keep=True)


def _read_shape_only(scene: Scene) -> shaping.Shape:
    shape = read_shape(scene)
    if shape.key_by is not None:
        raise q.bad_parameter("truto_key_by", "only lists can be keyed")
    return shape


def _required_id(scene: Scene) -> str:
    assert scene.call.record_id is not None
    return scene.call.record_id


# Writing


def create(scene: Scene, resource: Resource) -> Answer:
    """Create a record; sent once."""
    shape, wire = _read_write(scene, resource, "create")
    assert resource.create is not None
    return _one(scene, resource, resource.create(scene.line, wire), shape, 201)


def update(scene: Scene, resource: Resource) -> Answer:
    """Change the fields that are given; the id stands in the path or in the body."""
    body = read_body(scene.call)
    named = body.get("id")
    record_id = scene.call.record_id or named
    if not isinstance(record_id, str) or not record_id or named not in (None, record_id):
        raise BadRequest("say which record, once: in the path, or as id in the body")
    rest = {name: value for name, value in body.items() if name != "id"}
    call = replace(scene.call, body=json.dumps(rest).encode(), record_id=record_id)
    scene = replace(scene, call=call)
    shape, wire = _read_write(scene, resource, "update")
    assert resource.update is not None
    return _one(scene, resource, resource.update(scene.line, record_id, wire), shape, 200)


def delete(scene: Scene, resource: Resource) -> Answer:
    """Delete a record, as far as the provider deletes. Shape: {"id": str}."""
    _refuse_rest(scene)
    assert resource.delete is not None
    resource.delete(scene.line, _required_id(scene))
    return Answer(status=200, body={"id": scene.call.record_id}, keep=True)


def act(scene: Scene, resource: Resource) -> Answer:
    """Carry out a custom method as the update that it stands for. Shape: {"result": record}."""
    record_id, change = resource.actions[scene.call.verb](read_body(scene.call))
    call = replace(scene.call, body=json.dumps(change).encode(), record_id=record_id)
    answer = update(replace(scene, call=call), resource)
    return replace(answer, body={"result": answer.body})


def _read_write(scene: Scene, resource: Resource, verb: Verb) -> tuple[shaping.Shape, JsonObject]:
    shape = _read_shape_only(scene)
    is_raw = q.take_flag(scene.params, "truto_body_passthrough")
    _refuse_rest(scene)
    body = read_body(scene.call)
    assert resource.to_wire is not None
    return shape, body if is_raw else resource.to_wire(body, verb)


def _refuse_rest(scene: Scene) -> None:
    for path in scene.params:
        raise q.bad_parameter(q.spell(path), "not a parameter of this method")


def read_body(call: Call) -> JsonObject:
    """Read the JSON object a client sent. Raises: BadRequest."""
    try:
        body = strictjson.loads(call.body)
    except ValueError:
        raise BadRequest("the body is not valid JSON") from None
    if not isinstance(body, dict):
        raise BadRequest("the body has to be a JSON object")
    return body


VERBS: dict[str, Callable[[Scene, Resource], Answer]] = {
    "list": list_,
    "get": get,
    "create": create,
    "update": update,
    "delete": delete,
    "download": download,
}


def capabilities(connector: Connector, account: Account, kind: str) -> JsonObject:
    """
    Say what an account offers; whatever is not listed is refused.

    Shape: {"integration", "unified": [{"model", "resource", "methods", "env_overridden",
        "docs_url"}], "proxy": [{"resource", "methods"}], "auth", "account": {…}}
    """
    unified: list[Json] = [
        {
            "model": "ats",
            "resource": name,
            "methods": resource.methods(),
            "env_overridden": False,
            "docs_url": None,
        }
        for name, resource in sorted(connector.resources.items())
    ]
    proxy: list[Json] = [
        {"resource": name, "methods": ["list", "get"]} for name in sorted(connector.native)
    ]
    state = account.describe()
    return {
        "integration": account.provider,
        "unified": unified if kind in ("all", "unified") else [],
        "proxy": proxy if kind in ("all", "proxy") else [],
        "auth": {"status": account.status},
        "account": {name: state[name] for name in ("id", "status", "is_blocked")},
    }
