"""
What the reference knows of one provider, as values: how to sign, what there is, how to map it.

A connector is data and functions that the operations call. It never sees the client's request, and
reaches its provider only through the session it is handed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol
from urllib.parse import quote

from ats_contracts.reference.errors import Missing
from ats_contracts.reference.filters import Condition
from ats_contracts.reference.limits import Quota
from ats_contracts.reference.tokens import Token
from ats_contracts.reference.values import (
    File,
    Json,
    JsonObject,
    Position,
    Query,
    Reply,
    Row,
    Step,
    Verb,
)


class Session(Protocol):
    """One account's line to its provider, for the time of one call."""

    def read(self, path: str, query: Query | None = None) -> Json:
        """GET and decode. Raises: RemoteError, Throttled."""

    def write(
        self,
        method: str,
        path: str,
        body: JsonObject | None = None,
        *,
        query: Query | None = None,
        may_be_silent: bool = False,
    ) -> Json:
        """
        Send once, and decode; None for an empty 204, or for any empty success that *may_be_silent*.

        Raises: RemoteError, Throttled.
        """

    def read_open(self, address: str, path: str, query: Mapping[str, str] | None = None) -> Json:
        """GET below another *address*, without credentials. Raises: RemoteError, Throttled."""

    def now(self) -> float:
        """Tell the time, in seconds since the epoch."""

    def keep(self, name: str, value: object, *, weight: int, for_s: float) -> bool:
        """
        Keep something for a later call of this credential; False if it has too many rows for that.

        A name that begins with `unfinished:` is forgotten at the next write.
        """

    def kept(self, name: str) -> Json:
        """Take what was kept under a name; None if it is gone."""

    def public(self, name: str) -> str | None:
        """Give a field of the link that the connector declares public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a walk is for: filters it may use to read less, untouched query, rows wanted at once."""

    conditions: tuple[Condition, ...] = ()
    remote: Mapping[str, str] = field(default_factory=dict)
    want: int = 100

    def only(self, name: str) -> str | None:
        """Give the one value that filter *name* asks for, if there is exactly one."""
        wanted = [c.wanted for c in self.conditions if c.name == name and c.operator == "eq"]
        return str(wanted[0][0]) if len(wanted) == 1 and len(wanted[0]) == 1 else None


Walk = Callable[[Session, Ask, Position | None], Iterator[Step]]
Get = Callable[[Session, str, Ask], JsonObject]
ToUnified = Callable[[JsonObject], JsonObject]
ToFile = Callable[[JsonObject], File]
ToWire = Callable[[JsonObject, Verb], JsonObject]
Create = Callable[[Session, JsonObject], JsonObject]
Update = Callable[[Session, str, JsonObject], JsonObject]
Delete = Callable[[Session, str], None]
Action = Callable[[JsonObject], tuple[str, JsonObject]]
"""A custom method, as the id and the unified fields of the update that it stands for."""


Post = Callable[[str, JsonObject], Json]
"""POST a body without a token, and decode. Raises: RemoteError, Throttled."""
LogIn = Callable[[Post, Mapping[str, Json], float], Token]
"""Buy a token for credentials, now. Raises: RemoteError, Throttled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One unified resource of a provider. A method that is None is not offered."""

    to_unified: ToUnified
    walk: Walk | None = None
    get: Get | None = None
    to_wire: ToWire | None = None
    create: Create | None = None
    update: Update | None = None
    delete: Delete | None = None
    actions: Mapping[str, Action] = field(default_factory=dict)
    to_file: ToFile | None = None
    """The document in what a get reads, for `download`. Raises: Missing, RemoteError."""
    filters: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()
    """Filters that make a get cheaper."""
    to_remote: ToUnified | None = None
    """What is shown as the provider's record, where that is not all that was read."""

    def row(self, raw: JsonObject) -> Row:
        """Map what was read, and say what of it is shown."""
        return Row(self.to_unified(raw), raw if self.to_remote is None else self.to_remote(raw))

    def methods(self) -> list[str]:
        """List what is offered: verbs first, then custom methods."""
        offered = {
            "list": self.walk,
            "get": self.get,
            "create": self.create,
            "update": self.update,
            "delete": self.delete,
        }
        own = [*self.actions] if self.to_file is None else [*self.actions, "download"]
        return [name for name, offer in offered.items() if offer is not None] + own


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """
    What a provider announces: that a record was `created`, or changed somehow (`updated`). *hints*
    are filters that make it cheaper to read.
    """

    kind: Literal["created", "updated"]
    resource: str
    record_id: str
    hints: Mapping[str, str] = field(default_factory=dict)


Holds = Callable[[str, Mapping[str, str], bytes, float], bool]
"""Say whether a webhook is signed: by secret, headers (lower case), raw body, and the time."""
ReadNews = Callable[[JsonObject], tuple[News, ...]]
"""Read the body of a webhook. Raises: BadRequest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """A provider's webhooks: how they are verified, and what they say."""

    holds: Holds
    read: ReadNews


def as_its_status(reply: Reply) -> tuple[int, str] | None:
    """Leave it to the status of a reply whether it is a refusal."""
    return None


def unstamped(credentials: Mapping[str, Json], now: float) -> dict[str, str]:
    """Add nothing that depends on the time."""
    return {}


def as_it_is(raw: Json) -> Json:
    """Leave what a failed provider said as it is."""
    return raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """One provider: how its requests are signed, and what it has."""

    name: str
    sign: Callable[[Mapping[str, Json]], dict[str, str]]
    """Write the headers that carry the credentials."""
    stamp: Callable[[Mapping[str, Json], float], dict[str, str]] = unstamped
    """Write the headers that depend on the time as well, in seconds since the epoch."""
    problem: Callable[[JsonObject], str]
    """Say what is wrong with the credentials, or nothing."""
    resources: Mapping[str, Resource]
    native: Mapping[str, Resource]
    """What `/proxy` passes through, under the provider's own names."""
    refusal: Callable[[Reply], tuple[int, str] | None] = as_its_status
    """Name a failure, as status and kind, that the status of a reply hides; None if it does not."""
    scrub: Callable[[Json], Json] = as_it_is
    """Take out of what a failed provider said what belongs into no error."""
    quotas: tuple[Quota, ...] = ()
    """Limits that the provider does not tell as they run out."""
    log_in: LogIn | None = None
    """Buy a token; its headers go with those of `sign`. None where `sign` is enough."""
    public: frozenset[str] = frozenset()
    """Fields of the credentials that are no secrets, such as an address."""
    hooks: Hooks | None = None
    """None where the provider announces nothing."""


def segment(record_id: str) -> str:
    """
    Write an id as one segment of a path, whatever is in it.

    Raises: Missing for an id that no path can carry: empty, dots only, or longer than 256.
    """
    if not record_id.strip(".") or len(record_id) > 256:
        raise Missing(f"no record {record_id[:64]!r}")
    return quote(record_id, safe="", errors="replace")
