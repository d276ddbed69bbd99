"""
A unified API behind an httpx client: over the network, or through WSGI.

The profile says how it speaks. An answer that cannot be understood is `AdapterBroke`, except in
`send`, which classifies nothing.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import orjson

from ats_contracts.consumer import Consumer
from ats_contracts.errors import AdapterBroke, NoAnswer, TargetError
from ats_contracts.profiles import Profile
from ats_contracts.target import (
    Adapter,
    Exchange,
    JsonObject,
    Page,
    Query,
    TenantInfo,
    Told,
    WebhookRequest,
)
from ats_contracts.targets.file import Connect
from ats_contracts.targets.subscribed import Subscribed
from ats_contracts.targets.template import fill, placeholders_in, read_path

JSON_BODY = {"content-type": "application/json"}


def open_client(
    base_url: str, *, timeout_s: float, transport: httpx.BaseTransport | None = None
) -> httpx.Client:
    """
    Make the one client of a target: it follows no redirects, trusts no environment, and loads no
    certificates unless it needs them.
    """
    return httpx.Client(
        base_url=base_url,
        timeout=timeout_s,
        transport=transport,
        verify=base_url.startswith("https"),
        trust_env=False,
        follow_redirects=False,
    )


@dataclass(slots=True, kw_only=True)
class HttpTarget:
    """
    A target spoken to by HTTP. *last_words* tell, where that is known, what it wrote last: they go
    with the news that it did not answer.
    """

    client: httpx.Client
    profile: Profile
    connection: Connect
    token: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    consumer: Consumer = field(default_factory=Consumer)
    last_words: Callable[[], str] = str
    _subscribed: Subscribed | None = None
    _unsubscribe: Callable[[], None] | None = None

    def connect(self, tenant: TenantInfo) -> Adapter:
        """Connect an account with the call that the target file gives. Raises: TargetError."""
        words = {
            "provider": tenant.provider,
            "base_url": tenant.base_url,
            "credentials": dict(tenant.credentials),
            "tenant": {"id": tenant.id},
            "token": self.token,
            "webhook_secret": tenant.webhook_secret,
        }
        adapter = HttpAdapter(
            client=self.client,
            profile=self.profile,
            headers={**self._usual_headers(words), **fill(self.headers, words)},
            last_words=self.last_words,
            subscribe=self._subscribe,
        )
        adapter.account_id = self._account_id(adapter, words)
        return adapter

    def _subscribe(self, adapter: HttpAdapter) -> Subscribed:
        """Subscribe to what the target tells, once, whatever the account. Raises: TargetError."""
        if self._subscribed is None:
            profile, inbox = self.profile, self.consumer.open()
            body = fill(profile.subscribe_body, {"consumer_url": inbox.url})
            answer = adapter.post_unseen(profile.subscribe_path, body)
            self._subscribed = Subscribed(
                inbox=inbox,
                profile=profile,
                secret=str(read_path(answer, profile.subscribe_secret) or ""),
            )
            self._unsubscribe = partial(
                adapter.delete, profile.unsubscribe_path, read_path(answer, profile.subscribe_id)
            )
        return self._subscribed

    def _usual_headers(self, words: Mapping[str, Any]) -> dict[str, str]:
        """Give the profile's headers; those that carry a token only if there is one."""
        usual = self.profile.headers.items()
        return {
            name: str(fill(text, words))
            for name, text in usual
            if self.token or "token" not in placeholders_in(text)
        }

    def _account_id(self, adapter: HttpAdapter, words: Mapping[str, Any]) -> str:
        how = self.connection
        if how.mode != "call":
            return str(fill(how.account_id, words))
        exchange = adapter.send(
            how.method,
            str(fill(how.path, words)),
            params="",
            headers=fill(how.headers, words),
            json=fill(how.json, words),
            content=None,
        )
        adapter.refuse_error(exchange)
        if not how.account_id.startswith("$"):
            return str(fill(how.account_id, words))
        found = read_path(exchange.json(), how.account_id)
        if not isinstance(found, str | int):
            raise AdapterBroke(
                f"connecting an account: the answer has no {how.account_id}: "
                f"{exchange.body[:200].decode('utf-8', 'replace')}"
            )
        return str(found)

    def close(self) -> None:
        """Take back the subscription, as the consumer goes away, and close the client."""
        if self._unsubscribe is not None:
            with suppress(TargetError, AdapterBroke):  # nobody is left to hear of it
                self._unsubscribe()
        self.client.close()


@dataclass(slots=True, kw_only=True)
class HttpAdapter:
    """One account of an `HttpTarget`."""

    client: httpx.Client
    profile: Profile
    headers: Mapping[str, str]
    account_id: str = ""
    last_words: Callable[[], str] = str
    subscribe: Callable[[HttpAdapter], Subscribed]
    _taken: list[Exchange] = field(default_factory=list)

    def page(self, resource: str, query: Query, *, cursor: str | None, limit: int | None) -> Page:
        """Read one page of a list."""
        p = self.profile
        params: dict[str, Any] = dict(query)
        if limit is not None:
            params[p.limit] = limit
        if cursor is not None:
            params[p.cursor] = cursor
        path = p.list_path.format(resource=resource)
        exchange = self._request("GET", path, params=params)
        return self._page(exchange, resource)

    def _page(self, exchange: Exchange, resource: str) -> Page:
        p, body = self.profile, exchange.json()
        records = read_path(body, p.items)
        if not isinstance(records, list) or not all(isinstance(r, dict) for r in records):
            raise AdapterBroke(
                f"list {resource}: expected a list of objects at {p.items}, "
                f"got {exchange.body[:200]!r}"
            )
        count = read_path(body, p.count)
        return Page(
            records=tuple(records),
            next_cursor=_cursor(read_path(body, p.next)),
            prev_cursor=_cursor(read_path(body, p.prev)),
            count=count if isinstance(count, int) and not isinstance(count, bool) else None,
            partial=read_path(body, p.partial) is True,
            exchange=exchange,
        )

    def get(self, resource: str, key: str) -> JsonObject:
        """Read one record."""
        return self._object(self._request("GET", self._item(resource, key)))

    def write(
        self,
        resource: str,
        verb: str,
        key: str | None,
        body: Mapping[str, Any] | None,
        *,
        idempotency_key: str | None,
    ) -> JsonObject:
        """Create, update or delete a record, or call a method."""
        p = self.profile
        if verb not in p.verbs:
            path = p.method_path.format(resource=resource, method=verb, id=key)
        elif key is None:
            path = p.list_path.format(resource=resource)
        else:
            path = self._item(resource, key)
        headers = {p.idempotency_header: idempotency_key} if idempotency_key else None
        method = p.verbs.get(verb, "POST")
        return self._object(self._request(method, path, headers=headers, json=body))

    def is_refused(self) -> bool | None:
        """Ask the account whether its credentials were refused; null if it has no state."""
        p = self.profile
        if not p.account_path:
            return None
        path = p.account_path.format(id=quote(self.account_id, safe=""))
        said = read_path(self._request("GET", path).json(), p.account_status)
        return bool(said == p.account_refused)

    def post_unseen(self, path: str, body: Any) -> Any:
        """
        Post a body to a path of the target's own; give the JSON of the answer, which holds a secret
        and is kept out of the exchanges that reports show. Raises: TargetError, AdapterBroke.
        """
        exchange = self._request("POST", self._place(path), json=body)
        self._taken.remove(exchange)
        return _body(exchange)

    def delete(self, path: str, key: Any) -> None:
        """Delete what a path of the target's own has, if it has. Raises: TargetError, NoAnswer."""
        if path and key is not None:
            self._request("DELETE", path.format(id=quote(str(key), safe="")))

    def _place(self, path: str) -> str:
        if not path:
            raise AdapterBroke(f"profile {self.profile.name}: [webhooks] does not say where")
        return path

    def receive(self, request: WebhookRequest) -> None:
        """Post what a provider posts, without any credential of ours. Raises: TargetError."""
        self.subscribe(self)
        path = self._place(self.profile.hook_path).format(id=quote(self.account_id, safe=""))
        headers = {"content-type": "application/json", **dict(request.headers)}
        self.refuse_error(self._exchange("POST", path, headers=headers, body=request.body))

    def told(self) -> list[Told]:
        """Read what the target has told about this account. Raises: TargetError, AdapterBroke."""
        return self.subscribe(self).told(self.account_id)

    def _item(self, resource: str, key: str) -> str:
        return self.profile.item_path.format(resource=resource, id=quote(key, safe=""))

    def _object(self, exchange: Exchange) -> JsonObject:
        if exchange.status == 204 or not exchange.body:
            return {}
        body = exchange.json()
        if not isinstance(body, dict):
            raise AdapterBroke(
                f"{exchange.method} {exchange.url}: expected an object, got {exchange.body[:200]!r}"
            )
        return body

    def _request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
    ) -> Exchange:
        exchange = self.send(
            method, path, params=params or {}, headers=headers, json=json, content=None
        )
        self.refuse_error(exchange)
        return exchange

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | str | None,
        headers: Mapping[str, str] | None,
        json: Any,
        content: bytes | None,
    ) -> Exchange:
        """Send any request as this account. Raises: NoAnswer."""
        body = content if content is not None else b"" if json is None else orjson.dumps(json)
        sent = {**self.headers, **(JSON_BODY if json is not None else {}), **(headers or {})}
        query = params if isinstance(params, str) else urlencode(self._query(params or {}))
        if self.profile.tenant_in == "header" and self.account_id:
            sent.setdefault(self.profile.tenant_name, self.account_id)
        return self._exchange(method, f"{path}?{query}" if query else path, headers=sent, body=body)

    def _exchange(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes
    ) -> Exchange:
        request = self.client.build_request(method, url, headers=headers, content=body or None)
        started = time.perf_counter()
        try:
            response = self.client.send(request)
        except httpx.HTTPError as error:
            kind = type(error).__name__
            why = f"{kind}: {error}".rstrip(".: ") + self.last_words()
            raise NoAnswer(f"{method} {request.url}: no answer: {why}") from None
        exchange = _exchange(request, response, body, (time.perf_counter() - started) * 1000)
        self._taken.append(exchange)
        return exchange

    def _query(self, params: Mapping[str, Any]) -> list[tuple[str, str]]:
        p = self.profile
        pairs: list[tuple[str, str]] = []
        if p.tenant_in == "query" and self.account_id and p.tenant_name not in params:
            pairs.append((p.tenant_name, self.account_id))
        for name, value in params.items():
            pairs += _pairs(name, value)
        return pairs

    def refuse_error(self, exchange: Exchange) -> None:
        """Raise the TargetError that an answer stands for, if it is none of success."""
        status = exchange.status
        if 200 <= status < 300:
            return
        p, body = self.profile, _body(exchange)
        remote = read_path(body, p.remote)
        raise TargetError(
            p.kind_of(status),
            retryable=status in p.retryable,
            detail=str(
                read_path(body, p.message) or exchange.body[:120].decode("utf-8", "replace")
            ),
            remote=remote if isinstance(remote, bool) else None,
            retry_after_s=seconds_in(exchange.header(p.retry_after)),
            status=status,
        )

    def take_exchanges(self) -> list[Exchange]:
        """Give the exchanges since the last call."""
        taken, self._taken = self._taken, []
        return taken


def _cursor(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _pairs(name: str, value: Any) -> list[tuple[str, str]]:
    """Write one parameter as the bracket dialect does."""
    if isinstance(value, Mapping):
        return [pair for k, v in value.items() for pair in _pairs(f"{name}[{k}]", v)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [(f"{name}[]", _text(v)) for v in value]
    return [(name, _text(value))]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _body(exchange: Exchange) -> Any:
    try:
        return orjson.loads(exchange.body)
    except ValueError:
        return None


def _exchange(
    request: httpx.Request, response: httpx.Response, body: bytes, elapsed_ms: float
) -> Exchange:
    return Exchange(
        method=request.method,
        url=request.url.raw_path.decode("ascii"),
        request_headers=tuple(request.headers.items()),
        request_body=body,
        status=response.status_code,
        headers=tuple((k.lower(), v) for k, v in response.headers.items()),
        body=response.content,
        elapsed_ms=elapsed_ms,
    )


def seconds_in(value: str | None) -> float | None:
    """Read a Retry-After: seconds, or an HTTP date as seconds from now; null if it is neither."""
    if value is None:
        return None
    try:
        return float(value)
    except ValueError:
        pass
    try:
        return email.utils.parsedate_to_datetime(value).timestamp() - time.time()
    except ValueError:
        return None
