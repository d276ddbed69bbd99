"""
Send orders to providers: signed, timed, classified, and never more often than they allow.

A write is sent once. A failure of any kind becomes a `RemoteError`; nothing that cannot be read is
ever taken for a success. A credential goes to the account's own address and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import httpx

from ats_contracts.reference import strictjson
from ats_contracts.reference.accounts import Account
from ats_contracts.reference.connector import Connector
from ats_contracts.reference.errors import RemoteError, Throttled
from ats_contracts.reference.limits import Ledger, Policy, Waits
from ats_contracts.reference.shelf import Shelf
from ats_contracts.reference.tokens import Token, is_fresh
from ats_contracts.reference.values import Json, JsonObject, Order, Query, Reply
from ats_contracts.reference.way import Way

KINDS: Mapping[int, str] = {
    401: "auth",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    429: "rate_limited",
}
RETRYABLE = frozenset({"server_error", "timeout", "connection", "unreadable"})
MAX_ATTEMPTS = 5
UNFINISHED = "unfinished:"
"""How names of what a write makes stale begin: a list of which half was read before it."""
_PASSED_ON = frozenset({500, 502, 503, 504})
_WORDS = ("message", "msg", "errorMessage", "description", "detail", "summary")
_WORDS_TOO = ("error_description", "error", "title")
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


def classify(reply: Reply) -> tuple[int, str] | None:
    """
    Name the failure that a reply stands for, as status and kind; None for a success.

    Source: unified model, section A4: a provider's refusal keeps its status.
    """
    status = reply.status
    if status in (200, 201, 204):
        return None
    if 400 <= status < 500:
        return status, KINDS.get(status, "invalid")
    if status >= 500:
        return (status if status in _PASSED_ON else 502), "server_error"
    return 502, "unreadable"


def decode(reply: Reply) -> Json:
    """
    Decode a success, integers exactly; None for 204.

    Raises: RemoteError (unreadable) unless it is one JSON document and says so.
    """
    if reply.status == 204:
        return None
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise _unreadable(reply, f"the provider answered {kind or 'no content type'}, not JSON")
    try:
        return strictjson.loads(reply.body)
    except ValueError:
        raise _unreadable(reply, "the provider's JSON is broken or cut off") from None


def _unreadable(reply: Reply, message: str) -> RemoteError:
    return RemoteError(502, "unreadable", message, raw=_lenient(reply))


def _lenient(reply: Reply) -> Json:
    """Decode a failure's body as JSON, else as text."""
    try:
        return strictjson.loads(reply.body)
    except ValueError:
        return reply.body.decode("utf-8", "replace")


def message_in(body: Json) -> str:
    """Find the sentence in an error body; empty if there is none. Source: section A4."""
    if not isinstance(body, dict):
        return ""
    for name in (*_WORDS, *_WORDS_TOO):
        value = body.get(name)
        if isinstance(value, str) and value:
            return value
        if found := message_in(value):
            return found
    messages = body.get("messages")
    if isinstance(messages, list) and messages and isinstance(messages[0], str):
        return messages[0]
    return message_in(body.get("status"))


def is_refused(error: RemoteError) -> bool:
    """Tell whether an error means that the provider does not take the token."""
    return error.kind == "auth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """What all accounts share: one way out, one memory of pauses and of lists, one policy."""

    way: Way
    waits: Waits
    ledger: Ledger
    shelf: Shelf
    policy: Policy
    sleep: Callable[[float], None]
    now: Callable[[], float]
    classify: Callable[[Reply], tuple[int, str] | None]
    decode: Callable[[Reply], Json]
    retry_after: Callable[[Mapping[str, str], float], int | None]
    rate_headers: Callable[[Mapping[str, str], float], dict[str, str]]
    is_fresh: Callable[[Token, float], bool] = is_fresh
    is_refused: Callable[[RemoteError], bool] = is_refused


class Line:
    """One account's line to its provider, for the time of one call. Counts what it sends."""

    def __init__(self, upstream: Upstream, account: Account, connector: Connector) -> None:
        self._upstream = upstream
        self._account = account
        self._connector = connector
        self._headers = connector.sign(account.credentials)
        self._quotas = connector.quotas if account.pace.counted else ()
        asked = account.pace.wait_s
        self._patience = upstream.policy.own_wait_s if asked is None else asked
        signed = self._headers if connector.log_in is None else account.credentials
        signed = {**signed, **connector.stamp(account.credentials, 0.0)}
        signature = repr((account.provider, account.base_url, sorted(signed.items())))
        self._credential = hashlib.sha256(signature.encode("utf-8", "replace")).hexdigest()
        self._renewed = False
        self.sent = 0
        self.rate_headers: dict[str, str] = {}

    def read(self, path: str, query: Query | None = None) -> Json:
        """GET and decode. Raises: RemoteError, Throttled."""
        return self._send(Order(method="GET", path=path, query=query or {}))

    def write(
        self,
        method: str,
        path: str,
        body: JsonObject | None = None,
        *,
        query: Query | None = None,
        may_be_silent: bool = False,
    ) -> Json:
        """Send once, and decode; None for an empty success. Raises: RemoteError, Throttled."""
        self._upstream.shelf.forget(self._credential, UNFINISHED)
        order = Order(method=method, path=path, query=query or {}, body=body)
        return self._send(replace(order, may_be_silent=may_be_silent))

    def read_open(self, address: str, path: str, query: Mapping[str, str] | None = None) -> Json:
        """GET below another address, without credentials. Raises: RemoteError, Throttled."""
        order = Order(method="GET", path=path, query=query or {}, elsewhere=address)
        return self._insist(order, {})

    def now(self) -> float:
        """Tell the time, in seconds since the epoch."""
        return self._upstream.now()

    def keep(self, name: str, value: object, *, weight: int, for_s: float) -> bool:
        """Keep something for a later call of this credential, if there is room for its rows."""
        return self._upstream.shelf.put(self._credential, name, value, weight=weight, for_s=for_s)

    def kept(self, name: str) -> Json:
        """Take what was kept under a name; None if it is gone."""
        return self._upstream.shelf.take(self._credential, name)

    def public(self, name: str) -> str | None:
        """Give a field of the link that the connector declares public."""
        value = self._account.credentials.get(name) if name in self._connector.public else None
        return value if isinstance(value, str) else None

    def _send(self, order: Order) -> Json:
        """
        Send with a token, where there are tokens; with a new one, once per call, if it is refused.

        A refused order was not carried out, so a write may be sent again.
        """
        if self._connector.log_in is None:
            return self._insist(order, self._headers)
        token = self._token(None)
        try:
            return self._insist(order, {**self._headers, **token.headers})
        except RemoteError as error:
            if self._renewed or not self._upstream.is_refused(error):
                raise
        self._renewed = True
        return self._insist(order, {**self._headers, **self._token(token).headers})

    def _token(self, refused: Token | None) -> Token:
        def is_usable(token: Token) -> bool:
            return token is not refused and self._upstream.is_fresh(token, self.now())

        try:
            return self._account.purse.take(is_usable, self._buy)
        except RemoteError as error:
            error.sent = False  # the order itself was not
            raise

    def _buy(self) -> Token:
        def post(path: str, body: JsonObject) -> Json:
            return self._insist(Order(method="POST", path=path, body=body), self._headers)

        assert self._connector.log_in is not None
        return self._connector.log_in(post, self._account.credentials, self.now())

    def _insist(self, order: Order, headers: Mapping[str, str]) -> Json:
        for attempt in range(MAX_ATTEMPTS):
            self._rest()
            self._take_turn(order)
            headers = {**headers, **self._connector.stamp(self._account.credentials, self.now())}
            try:
                return self._once(order, headers)
            except RemoteError as error:
                if not self._may_repeat(order, error, attempt):
                    raise
                if error.wait_s is None:
                    self._upstream.sleep(self._upstream.policy.backoff_s * 2**attempt)
        raise Throttled(math.ceil(self._upstream.waits.left(self._credential)) or 1)

    def _rest(self) -> None:
        """Keep the provider's pause: wait if that is allowed, else refuse. Raises: Throttled."""
        left = self._upstream.waits.left(self._credential)
        if 0 < left <= self._upstream.policy.max_wait_s:
            self._upstream.sleep(left + 0.005)
            left = self._upstream.waits.left(self._credential)
        if left > 0:
            raise Throttled(math.ceil(left))

    def _take_turn(self, order: Order) -> None:
        """
        Count a request against the limits that are kept here, once there is room for it.

        Raises: Throttled if that takes longer than a call may.
        """
        patience, take = self._patience, self._upstream.ledger.take
        while (wait := take(self._credential, self._quotas, order)) > 0:
            if wait > patience:
                raise Throttled(math.ceil(wait), asked=False)
            patience -= wait
            self._upstream.sleep(wait + 0.005)

    def _may_repeat(self, order: Order, error: RemoteError, attempt: int) -> bool:
        if not order.reads and error.sent:
            return False
        if error.kind == "rate_limited":
            return error.wait_s is not None and error.wait_s <= self._upstream.policy.max_wait_s
        return error.kind in RETRYABLE and attempt < self._upstream.policy.get_retries

    def _once(self, order: Order, headers: Mapping[str, str]) -> Json:
        reply = self._transmit(order, headers)
        known = self._upstream.rate_headers(reply.headers, self._upstream.now())
        self.rate_headers = known or self.rate_headers
        verdict = self._connector.refusal(reply) or self._upstream.classify(reply)
        if verdict is not None:
            raise self._failure(reply, *verdict)
        if order.may_be_silent and not reply.body:
            return None
        return self._upstream.decode(reply)

    def _failure(self, reply: Reply, status: int, kind: str) -> RemoteError:
        raw = _lenient(reply)
        message = message_in(raw) or f"{self._account.provider} answered {reply.status}"
        wait_s = self._upstream.retry_after(reply.headers, self._upstream.now())
        if kind == "rate_limited":
            wait_s = wait_s or self._upstream.policy.default_wait_s
            self._upstream.waits.note(self._credential, wait_s)
        headers = {} if wait_s is None else {"Retry-After": str(wait_s)}
        error = RemoteError(status, kind, message, raw=raw, headers=headers)
        error.wait_s = wait_s if kind == "rate_limited" else None
        error.line_status = reply.status
        return error

    def _transmit(self, order: Order, headers: Mapping[str, str]) -> Reply:
        try:
            self.sent += order.reads  # a token bought on the way makes no page shorter
            response = self._carry(order, dict(headers))
        except _NOT_SENT as error:
            raise self._broken(error, sent=False) from error
        except (httpx.HTTPError, OSError) as error:
            raise self._broken(error, sent=True) from error
        known = {name.lower(): value for name, value in response.headers.items()}
        return Reply(status=response.status_code, headers=known, body=response.content)

    def _carry(self, order: Order, headers: dict[str, str]) -> httpx.Response:
        url = (order.elsewhere or self._account.base_url) + order.path
        if order.query:
            url += "?" + urlencode(order.query, doseq=True, errors="replace")
        content = None
        if order.body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(order.body).encode("ascii")
        return self._upstream.way.send(order.method, url, headers, content)

    def _broken(self, error: Exception, *, sent: bool) -> RemoteError:
        name, provider = type(error).__name__, self._account.provider
        if isinstance(error, httpx.TimeoutException):
            return RemoteError(504, "timeout", f"{provider} did not answer: {name}", sent=sent)
        if isinstance(error, httpx.DecodingError):
            return RemoteError(502, "unreadable", f"{provider} sent bytes that do not decode")
        return RemoteError(502, "connection", f"no answer from {provider}: {name}", sent=sent)
