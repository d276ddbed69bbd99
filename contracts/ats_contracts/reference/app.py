"""
The reference unified API as a Flask app: routes, and the one place where errors become JSON.

Truto-shaped (unified model, part A). Stores no vendor data and has no truth of its own: it is a
client of the providers. Not for production: accounts live in memory, per process.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any, Literal
from urllib.parse import quote

import httpx
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, Map

from ats_contracts.reference import accounts, operations, strictjson, upstream
from ats_contracts.reference import query as q
from ats_contracts.reference.accounts import Accounts
from ats_contracts.reference.errors import (
    BadRequest,
    RemoteError,
    Unauthenticated,
    UnifiedError,
)
from ats_contracts.reference.limits import Ledger, Waits
from ats_contracts.reference.meta import describe_method
from ats_contracts.reference.operations import Backend
from ats_contracts.reference.parts import PARTS, Parts
from ats_contracts.reference.replays import Replays
from ats_contracts.reference.shaping import phrase
from ats_contracts.reference.shelf import Shelf
from ats_contracts.reference.subscriptions import Subscriptions
from ats_contracts.reference.values import Answer, Call, File, JsonObject
from ats_contracts.reference.way import Way
from ats_contracts.reference.webhooks import Webhooks

log = logging.getLogger(__name__)

MAX_BODY = 10_000_000
MAX_KEY = 255
CONSUMER_TIMEOUT_S = 5.0
EXTENSION = "ats_contracts.reference"
Area = Literal["unified", "proxy", "platform"]


class Anything(BaseConverter):
    """The rest of a path, whatever is in it: ids are the client's, and may be hostile."""

    part_isolating = False
    regex = r"[\s\S]+"


def create_app(
    *,
    transport: httpx.BaseTransport | None = None,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.time,
    parts: Parts = PARTS,
    token: str | None = None,
    directory_url: str | None = None,
    directory_token: str | None = None,
) -> Flask:
    """
    Make the unified API.

    *transport* is how it reaches providers: None is the network. *token* is the API token it
    accepts: None is any that is not empty. *directory_url* is a sandbox's control plane; each of
    its tenants is then an account under its own id. *sleep* and *now* (seconds since the epoch)
    are the clock by which pauses are kept. Call `close` when done with an app on the network.
    """
    outside = transport or httpx.HTTPTransport(trust_env=False)
    opened = parts.upstream(outside)
    way = Way(transport=opened, timeout_s=parts.policy.timeout_s)
    backend = Backend(
        parts=parts,
        accounts=_accounts(parts, way, directory_url, directory_token),
        upstream=_upstream(parts, way, sleep, now),
    )
    app = Flask(EXTENSION, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.extensions[EXTENSION] = way
    subscriptions = Subscriptions(
        Way(transport=outside, timeout_s=CONSUMER_TIMEOUT_S),
        sleep,
        sign=parts.sign_event,
        insist=parts.insist,
    )
    _add_routes(app, _Front(backend, subscriptions, token))
    return app


def close(app: Flask) -> None:
    """Close the connections that an app of ours holds to providers."""
    way: Way = app.extensions[EXTENSION]
    way.close()


def _upstream(
    parts: Parts, way: Way, sleep: Callable[[float], None], now: Callable[[], float]
) -> upstream.Upstream:
    return upstream.Upstream(
        way=way,
        waits=Waits(now),
        ledger=Ledger(now),
        shelf=Shelf(now),
        policy=parts.policy,
        sleep=sleep,
        now=now,
        classify=parts.classify,
        decode=parts.decode,
        retry_after=parts.retry_after,
        rate_headers=parts.rate_headers,
        is_fresh=parts.is_fresh,
        is_refused=parts.is_refused,
    )


def _accounts(parts: Parts, way: Way, url: str | None, token: str | None) -> Accounts:
    problems = {name: connector.problem for name, connector in parts.connectors.items()}

    def directory(account_id: str) -> JsonObject | None:
        return ask_directory(way, str(url), token, account_id)

    return Accounts(
        lambda body: accounts.read_link(body, problems), None if url is None else directory
    )


def ask_directory(way: Way, url: str, token: str | None, account_id: str) -> JsonObject | None:
    """
    Ask a sandbox's control plane for the tenant behind an account id; None if it has none.

    Shape of its answer: {"provider": str, "base_url": str, "credentials": {…}, "limits": "on" |
        "off"}. Where its limits are off, none are counted here.
    Raises: RemoteError if it cannot be asked.
    """
    if not account_id.strip(".") or len(account_id) > 200:
        return None
    address = f"{url.rstrip('/')}/_sim/tenants/{quote(account_id, safe='', errors='replace')}"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        response = way.send("GET", address, headers)
        body = response.json() if response.status_code == 200 else None
    except (httpx.HTTPError, ValueError) as error:
        name = type(error).__name__
        raise RemoteError(502, "connection", f"the account directory fails: {name}") from error
    if response.status_code == 404:
        return None
    if not isinstance(body, dict):
        raise RemoteError(502, "unreadable", f"the account directory says {response.status_code}")
    link = {name: body.get(name) for name in ("provider", "base_url", "credentials")}
    return {**link, "pace": {"counted": body.get("limits") != "off"}}


def _add_routes(app: Flask, front: _Front) -> None:
    unified = "/unified/ats/<resource>"
    one = f"{unified}/<anything:record_id>"
    rules: tuple[tuple[str, str, Any], ...] = (
        ("GET", unified, front.view("unified", "list")),
        ("POST", unified, front.view("unified", "create")),
        ("PATCH", unified, front.view("unified", "update")),
        ("GET", one, front.view("unified", "get")),
        ("PATCH", one, front.view("unified", "update")),
        ("DELETE", one, front.view("unified", "delete")),
        ("POST", f"{unified}/<method>", front.view("unified", "")),
        ("GET", f"{unified}/meta/<method>", front.meta),
        ("GET", "/proxy/<resource>", front.view("proxy", "list")),
        ("GET", "/proxy/<resource>/<anything:record_id>", front.view("proxy", "get")),
        ("GET", "/integrated-account", front.platform(front.list_accounts)),
        ("POST", "/integrated-account", front.platform(front.link)),
        ("GET", "/integrated-account/<account_id>", front.platform(front.show)),
        ("DELETE", "/integrated-account/<account_id>", front.platform(front.unlink)),
        (
            "GET",
            "/integrated-account/<account_id>/capabilities",
            front.platform(front.capabilities),
        ),
        ("GET", "/webhook", front.platform(front.list_webhooks)),
        ("POST", "/webhook", front.platform(front.subscribe)),
        ("DELETE", "/webhook/<webhook_id>", front.platform(front.unsubscribe)),
        ("POST", "/integrated-account-webhook/<account_id>", front.receive),
    )
    app.url_map = _compiled(tuple((method, rule) for method, rule, _ in rules))
    for n, (method, _, view) in enumerate(rules):
        app.view_functions[f"{method}-{n}"] = view
    app.register_error_handler(HTTPException, front.http_problem)
    app.register_error_handler(Exception, front.crash)


@cache
def _compiled(rules: tuple[tuple[str, str], ...]) -> Map:
    """Compile the routes once for all apps of the process, as a Flask app without views does."""
    model = Flask(EXTENSION, static_folder=None)
    model.url_map.merge_slashes = False
    model.url_map.converters["anything"] = Anything
    for n, (method, rule) in enumerate(rules):
        model.add_url_rule(rule, f"{method}-{n}", methods=[method])
    return model.url_map


class _Front:
    """The views: each makes a `Call`, has it carried out, and writes the answer."""

    def __init__(self, backend: Backend, subscriptions: Subscriptions, token: str | None) -> None:
        self._backend = backend
        self._subscriptions = subscriptions
        self._webhooks = Webhooks(backend, subscriptions)
        self._parts = backend.parts
        self._token = token
        self._replays = Replays()

    def view(self, area: Area, verb: str) -> Callable[..., Response]:
        def serve(
            resource: str, record_id: str | None = None, method: str | None = None
        ) -> Response:
            call = replace(
                self._call(area), verb=method or verb, resource=resource, record_id=record_id
            )
            return self._answer(call, lambda: self._perform(call))

        return serve

    def meta(self, resource: str, method: str) -> Response:
        call = replace(self._call("platform"), verb=method, resource=resource)

        def describe() -> Answer:
            scene = operations.open_scene(self._backend, replace(call, area="unified"))
            found = operations.find_resource(scene)
            return Answer(status=200, body=describe_method(found, resource, method))

        return self._answer(call, describe)

    def platform(self, do: Callable[..., Answer]) -> Callable[..., Response]:
        def serve(**arguments: str) -> Response:
            call = self._call("platform")
            return self._answer(call, lambda: do(call, **arguments))

        return serve

    def _call(self, area: Area) -> Call:
        scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
        return Call(
            method="GET" if request.method == "HEAD" else request.method,
            path=request.path,
            area=area,
            verb="",
            bearer=bearer.strip() if scheme.lower() == "bearer" else "",
            query=request.query_string.decode("ascii", "replace"),
            body=request.get_data(),
            idempotency_key=request.headers.get("Idempotency-Key"),
        )

    def _answer(self, call: Call, do: Callable[[], Answer]) -> Response:
        try:
            self._authenticate(call)
            answer = do()
        except UnifiedError as error:
            answer = self._parts.shape_error(error)
        return write(self._parts.respond(call, answer))

    def _authenticate(self, call: Call) -> None:
        known = self._token
        matches = known is None or hmac.compare_digest(call.bearer.encode(), known.encode())
        if not call.bearer or not matches:
            raise Unauthenticated

    def _perform(self, call: Call) -> Answer:
        scene = operations.open_scene(self._backend, call)
        if call.idempotency_key is None or call.method not in ("POST", "PATCH"):
            return operations.perform(scene)
        if not 0 < len(call.idempotency_key) <= MAX_KEY:
            raise BadRequest(f"an Idempotency-Key has 1 to {MAX_KEY} characters")

        def execute() -> Answer:
            try:
                return operations.perform(scene)
            except UnifiedError as error:
                return self._parts.shape_error(error)

        scope = self._parts.replay_scope(call, scene.account.id)
        return self._replays.run(scope, _digest(call), execute)

    def list_accounts(self, call: Call) -> Answer:
        found = [account.describe() for account in self._backend.accounts.all()]
        return Answer(status=200, body={"result": found, "next_cursor": None, "limit": len(found)})

    def link(self, call: Call) -> Answer:
        account = self._backend.accounts.link(operations.read_body(call))
        return Answer(status=201, body=account.describe())

    def show(self, call: Call, account_id: str) -> Answer:
        return Answer(status=200, body=self._backend.accounts.require(account_id).describe())

    def unlink(self, call: Call, account_id: str) -> Answer:
        self._backend.accounts.remove(account_id)
        return Answer(status=200, body={"id": account_id})

    def capabilities(self, call: Call, account_id: str) -> Answer:
        kind = q.take_one(q.parse(call.query), "type") or "all"
        if kind not in ("all", "unified", "proxy"):
            raise q.bad_parameter("type", "expected all, unified or proxy")
        account = self._backend.accounts.require(account_id)
        connector = self._parts.connectors[account.provider]
        return Answer(status=200, body=operations.capabilities(connector, account, kind))

    def list_webhooks(self, call: Call) -> Answer:
        return self._subscriptions.all()

    def subscribe(self, call: Call) -> Answer:
        return self._subscriptions.add(operations.read_body(call))

    def unsubscribe(self, call: Call, webhook_id: str) -> Answer:
        return self._subscriptions.remove(webhook_id)

    def receive(self, account_id: str) -> Response:
        """Take in a provider's webhook: its signature stands for the API token."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            answer = self._webhooks.receive(account_id, headers, request.get_data())
        except UnifiedError as error:
            answer = self._parts.shape_error(error)
        return write(answer)

    def http_problem(self, error: HTTPException) -> Response:
        status = error.code or 500
        headers = {
            name: value for name, value in error.get_headers() if name in ("Allow", "Location")
        }
        message = f"{phrase(status)}: {request.method} {request.path[:200]}"
        body = {"statusCode": status, "error": phrase(status), "message": message}
        return write(Answer(status=status, body=body, headers=headers))

    def crash(self, error: Exception) -> Response:
        log.error("the reference broke on %s", request.method, exc_info=error)
        body = {"statusCode": 500, "error": phrase(500), "message": "the reference itself broke"}
        return write(Answer(status=500, body=body))


def _digest(call: Call) -> str:
    try:
        body = json.dumps(strictjson.loads(call.body), sort_keys=True).encode()
    except ValueError:
        body = call.body
    return hashlib.sha256(call.query.encode() + b"\0" + body).hexdigest()


def _file(file: File) -> Response:
    """Write a document, to be stored and never shown: it is a stranger's."""
    response = Response(file.content, status=200, content_type=file.kind)
    name = quote(file.name, safe="", errors="replace")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def write(answer: Answer) -> Response:
    """
    Write an answer: a file as it is, anything else as JSON.

    JSON is ASCII, so that any string a provider sends can be passed on.
    """
    if isinstance(answer.body, File):
        response = _file(answer.body)
    else:
        text = json.dumps(answer.body, separators=(",", ":"))
        response = Response(text, status=answer.status, mimetype="application/json")
    for name, value in answer.headers.items():
        response.headers[name] = value
    return response
