"""
The only seam between the shared parts and a provider.

A provider is a value: data and functions that the shared parts call with everything they may
use. Nothing is inherited and nothing registers itself; `providers/__init__.py` lists them.
The order in which these functions are called is written in `exchange.py` and nowhere else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ats_simulator.assumptions import Assumption, Values
from ats_simulator.clock import Clock
from ats_simulator.lens import Lens
from ats_simulator.limits import Decision, Meter, Window
from ats_simulator.world.generate import generate

if TYPE_CHECKING:
    from flask import Flask

    from ats_simulator.services import Services
    from ats_simulator.world.generate import StageSpec, WorldSpec

Record = dict[str, Any]
Headers = Sequence[tuple[str, str]]
CredentialState = Literal["active", "revoked", "expired"]

SERVICES = "ats_simulator.services"
"""The WSGI environment key under which a route finds its `Services`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    One request as it arrived. *path* is below the provider's mount, percent-decoded as WSGI
    has it; *query* is the raw query string; header names are lower case; *real_ms* is the
    machine's time, which a tenant's clock turns into its own.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    mount: str = ""
    host: str = "localhost"
    scheme: str = "http"
    real_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """
    What goes out. A door carries it out: *delay_s* before the first byte, at most *cut* bytes
    of the body and then the end of the connection, *abort* a reset before any byte.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay_s: float = 0.0
    cut: int | None = None
    abort: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """
    One credential of a tenant. *handle* is the part a request presents and the store finds it
    by; *spec* holds the rest (secret halves, abilities).
    """

    tenant: int
    name: str
    handle: str
    state: CredentialState = "active"
    spec: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """
    One customer's account, as it stands. Replaced, never changed.

    *world* is the number under which its records are kept, *copies* those of the copies that
    are being made of it. *rendered* are the assumptions that its rendering asked for: whoever
    reads a row asks for them too.
    """

    n: int
    id: str
    provider: str
    seed: int
    size: int
    plan: str
    clock: Clock
    assumptions: Values
    settings: Mapping[str, Any]
    limits_on: bool
    windows: tuple[Window, ...]
    world: int
    copies: tuple[int, ...] = ()
    rendered: frozenset[str] = frozenset()

    @property
    def worlds(self) -> tuple[int, ...]:
        """The numbers under which a change is written."""
        return (self.world, *self.copies)


class WireRow(NamedTuple):
    """
    One rendered row. *kind* is the provider's list it belongs to and *n* its place in it;
    *ref* is the id on the wire. *parent*, *facet*, *natural_key* and *search* are what the
    provider's own filters compare (SQL over `wire_index`).
    """

    kind: str
    n: int
    ref: str
    body: bytes
    parent: str | None = None
    facet: str | None = None
    natural_key: str | None = None
    search: str = ""
    updated_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One truth record before and after; null before a creation, null after a removal."""

    resource: str
    n: int
    before: Record | None
    after: Record | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One webhook event: its name and its body but for what the outbox adds.

    Events of one *lane* reach a receiver in order: a later one waits until the earlier one has
    been delivered or given up. Without a lane no order is promised.
    """

    name: str
    data: Any
    lane: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhooks:
    """
    How a provider sends its events.

    *events_of* derives events from a change, whoever made it; *payload* renders the body once
    (event id, event, created ms); *sign* gives the headers of one attempt from the secret, the
    body, the event's name and the attempt's own delivery id. Units: *retry_after_s* and
    *timeout_s* in seconds.
    """

    events: tuple[str, ...]
    events_of: Callable[[Services, Change], Iterable[Event]]
    payload: Callable[[Tenant, str, Event, int], bytes]
    sign: Callable[[Tenant, str, bytes, str, str], Headers]
    retry_after_s: tuple[int, ...]
    timeout_s: float = 10.0


def next_handle(credential: Credential) -> Credential:
    """
    The default of `Provider.rotate`: another handle of the same form, derived from the present.

    What follows the last `_` or `-` of the handle is replaced by as many hexadecimal digits,
    but at least 16.
    """
    head = re.match(r"(.*[_-])?", credential.handle)
    kept = head.group() if head else ""
    length = max(16, len(credential.handle) - len(kept))
    digits = hashlib.shake_128(credential.handle.encode()).hexdigest((length + 1) // 2)
    return replace(credential, handle=kept + digits[:length])


def no_follow_ups(services: Services, change: Change) -> None:
    """The default of `Provider.follow_up`: a change has no further effects."""


def no_headers(tenant: Tenant, decision: Decision | None, now_ms: int) -> Headers:
    """The default of `Provider.headers`: replies carry nothing more."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """
    A simulated vendor.

    Data: *name*; *title*; *resources*, the truth it holds; *assumptions*; *settings* with
    their defaults (numbers); *plans*, each with its windows; *lens*; *webhooks*; *openapi*, the
    document's path; *secrets*, lower-case names of headers, query parameters and JSON keys
    that the journal hides; *public*, fields of what *describe* shows that are no secrets.

    Functions, in the order an exchange calls them:
    *identify* finds whose credential a request presents, valid or not, by handle;
    *admit* refuses, in the vendor's own order, what routing and authentication refuse;
    *meters* names the windows a request counts against, also one that is refused with a status
    of *counted_refusals*;
    *over_limit* is the vendor's 429; *build_app* the routes; *headers* are added to every reply.

    *window_settings* names, by window, the setting that holds its number of requests; *unbounded*
    the settings in which 0 means no limit.

    Functions of the world: *world* generates a tenant's records, by default all the shared ones
    that the provider holds; *ids* names record n of a resource as this provider shows it;
    *stages* are the constant stages; *credentials* seeds a tenant's; *describe* shows them to
    the tenant's owner, *located* names what is a path below the tenant's base URL there;
    *rotate* gives the credential that replaces one; *render* gives the rows
    that show a record; *shows* names the further records to render again when a record changes;
    *follow_up* applies what else a change causes in the vendor's product.
    """

    name: str
    title: str
    resources: frozenset[str]
    assumptions: tuple[Assumption, ...]
    settings: Mapping[str, Any]
    plans: Mapping[str, tuple[Window, ...]]
    default_plan: str
    window_settings: Mapping[str, str] = field(default_factory=dict)
    unbounded: frozenset[str] = frozenset()
    lens: Lens
    openapi: Path
    secrets: frozenset[str]
    public: frozenset[str] = frozenset()

    identify: Callable[[Request, Callable[[str], Credential | None]], Credential | None]
    admit: Callable[[Request, Credential | None, Tenant | None], Reply | None]
    meters: Callable[[Request, Credential, Tenant], Sequence[Meter]]
    over_limit: Callable[[Tenant, Decision, int], Reply]
    counted_refusals: frozenset[int] = frozenset()
    server_error: Callable[[int], Reply]
    build_app: Callable[[], Flask]
    headers: Callable[[Tenant, Decision | None, int], Headers] = no_headers

    world: Callable[[WorldSpec], Iterator[tuple[str, int, Record]]] = generate
    ids: Callable[[Mapping[str, str], int, str, int], str]
    stages: Callable[[Mapping[str, str]], tuple[StageSpec, ...]]
    credentials: Callable[[int, str, int], Iterable[Credential]]
    describe: Callable[[Sequence[Credential]], dict[str, Any]]
    located: frozenset[str] = frozenset()
    rotate: Callable[[Credential], Credential] = next_handle
    render: Callable[[Services, str, int, Record], Iterable[WireRow]]
    shows: Callable[[Services, Change], Iterable[tuple[str, int]]] | None = None
    follow_up: Callable[[Services, Change], None] = no_follow_ups
    webhooks: Webhooks | None = None
    sample_call: Callable[[Mapping[str, Any], str], str]
