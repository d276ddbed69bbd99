"""
The values that the reference's modules hand to one another. Holds no behaviour.

**call** one request of a client to the unified API · **answer** what it gets · **order** one
request to a provider · **reply** what came back · **step** one provider record of a walk, with the
position after it · **position** where a walk goes on, as JSON; it travels in a cursor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Json = Any
JsonObject = dict[str, Any]
Position = list[Any]
Query = Mapping[str, str | Sequence[str]]
"""Parameters of a request to a provider; a list is sent as a repeated parameter."""
Verb = Literal["list", "get", "create", "update", "delete"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """
    One request of a client, as far as it is understood before anything is looked up.

    `resource` is empty outside `/unified` and `/proxy`; `verb` is a verb or a custom method.
    """

    method: str
    path: str
    area: Literal["unified", "proxy", "platform"]
    verb: str
    bearer: str
    query: str = ""
    resource: str = ""
    record_id: str | None = None
    body: bytes = b""
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """The bytes of a document, with its name and its media type as the provider tells them."""

    content: bytes
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What a client gets: a status, JSON or a `File`, headers.

    `keep` says whether a replay repeats it.
    """

    status: int
    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)
    keep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """
    One request to a provider; `path` is relative to the account's base URL, already quoted.

    Relative to `elsewhere`, if that is given: such an order carries no credentials. `may_be_silent`
    says that a success without a body is one.
    """

    method: str
    path: str
    query: Query = field(default_factory=dict)
    body: JsonObject | None = None
    elsewhere: str | None = None
    may_be_silent: bool = False

    @property
    def reads(self) -> bool:
        """Tell whether sending it twice changes nothing."""
        return self.method == "GET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a provider answered. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Step(NamedTuple):
    """One provider record; `after` is None where nothing is known to follow."""

    raw: JsonObject
    after: Position | None


class Row(NamedTuple):
    """A provider record and what it means."""

    unified: JsonObject
    raw: JsonObject


class Page(NamedTuple):
    """Some rows and where the next page begins; None at the end."""

    rows: list[Row]
    after: Position | None
