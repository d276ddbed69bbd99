"""
The control plane over HTTP: `/_sim`, JSON in and out.

One table of routes over the operations of this package. Every answer is JSON, refusals
included: {"error": {"message", "field"?}} with a status from 400 to 499. The path is taken
whole, `/_sim` included.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from ats_simulator import __version__
from ats_simulator.app import Sandbox
from ats_simulator.control import (
    clock,
    credentials,
    faults,
    journal,
    limits,
    providers,
    tenants,
    truth,
    webhooks,
)
from ats_simulator.control.guard import Guard
from ats_simulator.errors import NotFound, UsageError

log = logging.getLogger(__name__)

MAX_BODY = 1 << 20
DOCUMENT = Path(__file__).with_name("openapi.yaml")
YAML = "application/yaml"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call: the sandbox, the parts of the path, the query and the JSON body."""

    sandbox: Sandbox
    origin: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    raw: bytes

    @property
    def id(self) -> str:
        """The tenant's id in the path."""
        return self.path["id"]

    @cached_property
    def body(self) -> Mapping[str, Any]:
        """The JSON object sent; nothing sent is an empty one. Raises: UsageError."""
        try:
            body = orjson.loads(self.raw or b"{}")
        except ValueError as error:
            raise UsageError(f"the body is not JSON: {error}") from None
        if not isinstance(body, dict):
            raise UsageError("the body must be a JSON object")
        return body


Operation = Callable[[Call], Any]
Route = tuple[str, str, Operation]


def health(call: Call) -> Any:
    """Say that the sandbox is there."""
    return {"status": "ok", "version": __version__}


def put_truth(call: Call) -> Any:
    """Change a truth record, or create it."""
    record, is_new = truth.put(
        call.sandbox, call.id, call.path["resource"], call.path["key"], call.body
    )
    return json_response(record, 201 if is_new else 200)


@lru_cache(maxsize=1)
def own_document() -> bytes:
    """Read the control plane's own OpenAPI document."""
    return DOCUMENT.read_bytes()


T = "/tenants/<id>"
P = "/providers/<name>"
R = f"{T}/truth/<resource>"

ROUTES: tuple[Route, ...] = (
    ("GET", "/health", health),
    ("GET", "/openapi.yaml", lambda c: yaml_response(own_document())),
    ("GET", "/providers", lambda c: providers.every(c.sandbox)),
    (
        "GET",
        f"{P}/openapi.yaml",
        lambda c: yaml_response(providers.document(c.sandbox, c.path["name"])),
    ),
    ("GET", f"{P}/journal", lambda c: journal.of_provider(c.sandbox, c.path["name"], c.query)),
    ("DELETE", f"{P}/journal", lambda c: journal.clear_of_provider(c.sandbox, c.path["name"])),
    ("POST", "/tenants", lambda c: tenants.create(c.sandbox, c.body, c.origin)),
    ("GET", "/tenants", lambda c: tenants.every(c.sandbox, c.origin)),
    ("GET", T, lambda c: tenants.one(c.sandbox, c.id, c.origin)),
    ("DELETE", T, lambda c: tenants.remove(c.sandbox, c.id)),
    ("POST", f"{T}/reset", lambda c: tenants.reset(c.sandbox, c.id, c.origin)),
    ("POST", f"{T}/snapshots", lambda c: tenants.snapshot(c.sandbox, c.id, c.body)),
    ("GET", f"{T}/snapshots", lambda c: tenants.snapshots(c.sandbox, c.id)),
    (
        "POST",
        f"{T}/snapshots/<name>/restore",
        lambda c: tenants.restore(c.sandbox, c.id, c.path["name"], c.origin),
    ),
    ("GET", R, lambda c: truth.page(c.sandbox, c.id, c.path["resource"], c.query)),
    (
        "GET",
        f"{R}/<key>",
        lambda c: truth.one(c.sandbox, c.id, c.path["resource"], c.path["key"]),
    ),
    ("PUT", f"{R}/<key>", put_truth),
    (
        "DELETE",
        f"{R}/<key>",
        lambda c: truth.delete(c.sandbox, c.id, c.path["resource"], c.path["key"]),
    ),
    ("GET", f"{T}/clock", lambda c: clock.show(c.sandbox, c.id)),
    ("POST", f"{T}/clock", lambda c: clock.change(c.sandbox, c.id, c.body)),
    ("GET", f"{T}/limits", lambda c: limits.show(c.sandbox, c.id)),
    ("POST", f"{T}/limits", lambda c: limits.change(c.sandbox, c.id, c.body)),
    ("POST", f"{T}/faults", lambda c: faults.add(c.sandbox, c.id, c.body)),
    ("GET", f"{T}/faults", lambda c: faults.every(c.sandbox, c.id)),
    ("DELETE", f"{T}/faults", lambda c: faults.clear(c.sandbox, c.id)),
    ("DELETE", f"{T}/faults/<name>", lambda c: faults.clear(c.sandbox, c.id, c.path["name"])),
    ("GET", f"{T}/journal", lambda c: journal.show(c.sandbox, c.id, c.query)),
    ("DELETE", f"{T}/journal", lambda c: journal.clear(c.sandbox, c.id)),
    ("GET", f"{T}/journal.har", lambda c: journal.har(c.sandbox, c.id, c.query, c.origin)),
    ("POST", f"{T}/webhooks", lambda c: webhooks.add(c.sandbox, c.id, c.body)),
    ("GET", f"{T}/webhooks", lambda c: webhooks.every(c.sandbox, c.id)),
    ("DELETE", f"{T}/webhooks", lambda c: webhooks.remove(c.sandbox, c.id)),
    ("DELETE", f"{T}/webhooks/<name>", lambda c: webhooks.remove(c.sandbox, c.id, c.path["name"])),
    ("GET", f"{T}/deliveries", lambda c: webhooks.deliveries(c.sandbox, c.id)),
    (
        "POST",
        f"{T}/deliveries/<name>/replay",
        lambda c: webhooks.replay(c.sandbox, c.id, c.path["name"]),
    ),
    (
        "POST",
        f"{T}/credentials/<name>/revoke",
        lambda c: credentials.revoke(c.sandbox, c.id, c.path["name"], c.origin),
    ),
    (
        "POST",
        f"{T}/credentials/<name>/rotate",
        lambda c: credentials.rotate(c.sandbox, c.id, c.path["name"], c.origin),
    ),
    (
        "POST",
        f"{T}/credentials/<name>/expire",
        lambda c: credentials.expire(c.sandbox, c.id, c.path["name"], c.origin),
    ),
)

CREATED = frozenset({"/tenants", f"{T}/snapshots", f"{T}/faults", f"{T}/webhooks"})
"""What answers POST with 201."""


def build_control(
    sandbox: Sandbox, *, admin_token: str | None = None, hosts: Collection[str] = ()
) -> Flask:
    """
    Make the control plane of *sandbox*, a WSGI application.

    *admin_token*, if given, is asked of every call but `GET /_sim/health`; *hosts* are further
    names under which this machine is reached.
    """
    app = Flask("ats_simulator.control", static_folder=None)
    app.url_map = _compiled()
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    guard = Guard(admin_token=admin_token, hosts=frozenset(hosts))
    app.before_request(lambda: _guarded(guard))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _broken)
    for method, rule, operation in ROUTES:
        status = 201 if method == "POST" and rule in CREATED else 200
        app.view_functions[f"{method} {rule}"] = _view(sandbox, operation, status)
    return app


@cache
def _compiled() -> Map:
    """Compile the routes once for all sandboxes of the process."""
    model = Flask("ats_simulator.control", static_folder=None)
    model.url_map.merge_slashes = False
    model.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    for method, rule, _ in ROUTES:
        model.add_url_rule(f"/_sim{rule}", endpoint=f"{method} {rule}", methods=[method])
    return model.url_map


def _view(sandbox: Sandbox, operation: Operation, status: int) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        call = Call(
            sandbox=sandbox,
            origin=request.host_url.rstrip("/"),
            path=path,
            query=request.args,
            raw=request.get_data(),
        )
        try:
            answer = operation(call)
        except UsageError as error:
            return error_response(404 if isinstance(error, NotFound) else 400, error, error.field)
        return answer if isinstance(answer, Response) else json_response(answer, status)

    return view


def _guarded(guard: Guard) -> Response | None:
    if request.path == "/_sim/health" and guard.admin_token is not None:
        return None
    headers = request.headers
    refusal = guard.refusal(request.host, headers.get("Origin"), headers.get("Authorization"))
    if refusal is None:
        return None
    answer = error_response(refusal.status, refusal.message)
    if refusal.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _http_error(error: HTTPException) -> Response:
    """Say in JSON what Flask itself refuses: unknown paths and methods, bodies too large."""
    messages = {
        404: f"nothing at {request.path}; see /_sim/openapi.yaml",
        405: f"{request.method} is not possible at {request.path}",
        413: f"the body is larger than {MAX_BODY} bytes",
    }
    status = error.code or 400
    answer = error_response(status, messages.get(status, error.description or error.name))
    if allowed := getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def _broken(error: Exception) -> Response:
    """Answer for a bug of ours: logged, never shown."""
    log.error("%s %s broke the control plane", request.method, request.path, exc_info=error)
    return error_response(500, "the sandbox has a bug here; its log says more")


def json_response(answer: Any, status: int = 200) -> Response:
    """Answer JSON."""
    return Response(orjson.dumps(answer), status, content_type="application/json")


def yaml_response(document: bytes) -> Response:
    """Answer a YAML document."""
    return Response(document, content_type=YAML)


def error_response(status: int, message: object, field: str | None = None) -> Response:
    """Answer a refusal. Shape: {"error": {"message": str, "field"?: str}}."""
    error = {"message": str(message)} | ({} if field is None else {"field": field})
    return json_response({"error": error}, status)
