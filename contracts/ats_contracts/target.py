"""
The target: the unified implementation under test, as the kit sees it.

A target connects an account and gives an `Adapter`, four methods that carry requests. Checks never
hold an adapter: they hold a `Connection`, which bounds every walk and keeps what was exchanged as
evidence. Records are plain JSON; this module refuses to know a target's own models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Protocol

from ats_contracts.errors import AdapterBroke, Endless

JsonObject = dict[str, Any]
Verb = Literal["create", "update", "delete"]
Query = Mapping[str, Any]
"""Unified filters by unified name: `{"updated_at": {"gt": "2026-01-01T00:00:00Z"}}`."""
PAGE_BOUND = 2000
"""Pages after which a walk is called endless, whatever its cursors."""


class Support(StrEnum):
    """The answers to "can you do this?"; the third is stated by our lens, never by a target."""

    YES = "yes"
    NO = "no"
    PROVIDER_LACKS = "provider-lacks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a target says about one capability."""

    capability: str
    support: Support
    reason: str = ""

    def __post_init__(self) -> None:
        if self.support is Support.NO and not self.reason:
            raise ValueError(f"{self.capability}: saying no needs a reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantInfo:
    """
    One account at a simulated provider, as its owner would tell it to a target.

    *base_url* replaces scheme and host of the vendor's own address. *clock*: `virtual` or `real`.
    *webhook_secret* is the one with which the vendor signs what it sends about the account.
    """

    id: str
    provider: str
    base_url: str
    credentials: Mapping[str, Any]
    clock: Literal["virtual", "real"] = "real"
    webhook_secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRequest:
    """What a vendor posts about an account: the headers it sets, and the raw body."""

    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """
    One event as a target told its consumer. *id* is what the target says makes it the same event
    as another one; *record* is null where it tells none; *is_signed* says whether its signature
    held, null where nobody looked; *was_taken* whether the consumer answered with a success.
    """

    id: str | None
    kind: str
    resource: str
    key: str
    record: JsonObject | None = None
    is_signed: bool | None = None
    was_taken: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """
    One request to the target and its answer, whole and unredacted: reports redact.

    Header names are lower case. Units: *elapsed_ms* milliseconds of real time.
    """

    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...] = ()
    request_body: bytes = b""
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    elapsed_ms: float = 0.0

    def header(self, name: str) -> str | None:
        """Give the first response header of that name."""
        return next((v for k, v in self.headers if k == name.lower()), None)

    def json(self) -> Any:
        """
        Read the response body as JSON.

        Raises: AdapterBroke if it is none.
        """
        import orjson

        try:
            return orjson.loads(self.body)
        except ValueError:
            raise AdapterBroke(
                f"{self.method} {self.url} answered {self.status} with a body that is not JSON: "
                f"{self.body[:80]!r}"
            ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """
    One page of a list. *next_cursor* is null at the end; *partial* says that the target declares
    its rows to be a subset of the fields; *count* is what it says the page or list holds.
    """

    records: tuple[JsonObject, ...]
    next_cursor: str | None = None
    prev_cursor: str | None = None
    count: int | None = None
    partial: bool = False
    exchange: Exchange | None = None


class Adapter(Protocol):
    """One connected account. Every method raises TargetError for an error of the target."""

    account_id: str

    def page(self, resource: str, query: Query, *, cursor: str | None, limit: int | None) -> Page:
        """Read one page."""

    def get(self, resource: str, key: str) -> JsonObject:
        """Read one record."""

    def write(
        self,
        resource: str,
        verb: str,
        key: str | None,
        body: Mapping[str, Any] | None,
        *,
        idempotency_key: str | None,
    ) -> JsonObject:
        """Create, update or delete; any other *verb* is a method of the target's own."""

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
        """Send any request as this account, and classify nothing."""

    def take_exchanges(self) -> list[Exchange]:
        """Give the exchanges since the last call; empty if the target is not spoken to by HTTP."""


class Target(Protocol):
    """Anything that can be connected to a simulated provider."""

    def connect(self, tenant: TenantInfo) -> Adapter:
        """Connect one account."""

    def close(self) -> None:
        """Let go of processes, servers and connections."""


@dataclass(slots=True)
class Connection:
    """
    One connected account, as a check uses it.

    *exchanges* are all requests to the target so far, in order, readable after an error too.
    """

    adapter: Adapter
    tenant: TenantInfo
    page_bound: int = PAGE_BOUND
    _exchanges: list[Exchange] = field(default_factory=list)

    @property
    def account_id(self) -> str:
        """The target's own name for the account."""
        return self.adapter.account_id

    @property
    def exchanges(self) -> list[Exchange]:
        """Every exchange with the target so far."""
        self._exchanges += self.adapter.take_exchanges()
        return self._exchanges

    def page(
        self,
        resource: str,
        query: Query | None = None,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page:
        """Read one page; *cursor* is one that this account was given. Raises: TargetError."""
        return self.adapter.page(resource, query or {}, cursor=cursor, limit=limit)

    def pages(
        self,
        resource: str,
        query: Query | None = None,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        bound: int | None = None,
    ) -> Iterator[Page]:
        """
        Walk the pages of a list, lazily.

        Raises: TargetError; Endless, a contract violation, when a cursor comes back or *bound*
            pages (default: the connection's) did not suffice.
        """
        bound = bound or self.page_bound
        seen = {cursor}
        for number in range(1, bound + 1):
            page = self.page(resource, query, cursor=cursor, limit=limit)
            yield page
            cursor = page.next_cursor
            if cursor is None:
                return
            if cursor in seen:
                raise Endless(resource, pages=number, reason=f"page {number} repeats a cursor")
            seen.add(cursor)
        raise Endless(resource, pages=bound, reason=f"still more after {bound} pages")

    def list(
        self, resource: str, query: Query | None = None, *, limit: int | None = None
    ) -> list[JsonObject]:
        """Read all records of a list. Raises: as `pages`."""
        return [row for page in self.pages(resource, query, limit=limit) for row in page.records]

    def get(self, resource: str, key: str) -> JsonObject:
        """Read one record. Raises: TargetError."""
        return self.adapter.get(resource, key)

    def write(
        self,
        resource: str,
        verb: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str | None = None,
        idempotency_key: str | None = None,
    ) -> JsonObject:
        """
        Create, update or delete a record; *key* names it. Any other *verb* is called as a method
        of the target's own (`move-stage`). Raises: TargetError.
        """
        return self.adapter.write(resource, verb, key, body, idempotency_key=idempotency_key)

    def is_refused(self) -> bool | None:
        """
        Ask the account whether its credentials were refused; null if it has no such state.

        Raises: TargetError.
        """
        ask: Callable[[], bool | None] | None = getattr(self.adapter, "is_refused", None)
        return ask() if ask is not None else None

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | str | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        content: bytes | None = None,
    ) -> Exchange:
        """
        Send any request as this account and give the exchange, whatever the status.

        *path* is below the target's base URL. The profile's credentials are added, and its tenant
        selector unless *params* is a raw query string.
        """
        return self.adapter.send(
            method, path, params=params, headers=headers, json=json, content=content
        )

    def receive(self, request: WebhookRequest) -> None:
        """
        Hand over what the vendor posts, at the place where the account takes it.

        Raises: TargetError if it is refused; AdapterBroke if the adapter has no `receive`.
        """
        self._hook("receive")(request)

    def told(self) -> tuple[Told, ...]:
        """
        Give the events about this account that the target has told its consumer so far, each time
        that it did.

        Raises: AdapterBroke if the adapter has no `told`.
        """
        return tuple(self._hook("told")())

    def _hook(self, name: str) -> Callable[..., Any]:
        hook: Callable[..., Any] | None = getattr(self.adapter, name, None)
        if hook is None:
            raise AdapterBroke(
                f"the adapter has no {name}(), which webhooks need; "
                'say "webhooks.*" = { no = "…" } in [supports] if there are none'
            )
        return hook

    def sync(self) -> None:
        """Ask a target that stores to catch up; a target that reads live has nothing to do."""
        sync = getattr(self.adapter, "sync", None)
        if sync is not None:
            sync()
