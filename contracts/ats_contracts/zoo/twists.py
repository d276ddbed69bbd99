"""
The places at which members of the zoo change the reference, for all providers at once.

Each function takes `Parts` and gives changed ones. They know no provider and no test, and do
nothing by themselves: what is wrong is the member's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx

from ats_contracts.reference.connector import (
    Ask,
    Connector,
    Holds,
    Hooks,
    News,
    ReadNews,
    Resource,
    Session,
    Walk,
)
from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import Json, JsonObject, Position, Row, Step, Verb
from ats_contracts.zoo.defect import Ran

Credentials = Mapping[str, Json]
Send = Callable[[httpx.Request], httpx.Response]
Twist = Callable[[JsonObject, JsonObject], JsonObject]
"""From a unified record and the provider's, the fields that come out wrong."""


def resources(parts: Parts, change: Callable[[Resource], Resource], *names: str) -> Parts:
    """Change the resources called *names* (default: all) of every provider that has them."""

    def changed(connector: Connector) -> Connector:
        found = {
            name: change(one) if not names or name in names else one
            for name, one in connector.resources.items()
        }
        return replace(connector, resources=found)

    connectors = {name: changed(one) for name, one in parts.connectors.items()}
    return replace(parts, connectors=connectors)


def only_at(provider: str, parts: Parts, changed: Parts) -> Parts:
    """Keep of *changed* what was changed of one provider; all others are as in *parts*."""
    connectors = {**parts.connectors, provider: changed.connectors[provider]}
    return replace(parts, connectors=connectors)


def hooks(parts: Parts, change: Callable[[Hooks], Hooks], *providers: str) -> Parts:
    """Change how webhooks of *providers* (default: all) are verified and read."""

    def changed(connector: Connector) -> Connector:
        meant = not providers or connector.name in providers
        if connector.hooks is None or not meant:
            return connector
        return replace(connector, hooks=change(connector.hooks))

    connectors = {name: changed(one) for name, one in parts.connectors.items()}
    return replace(parts, connectors=connectors)


def verified(parts: Parts, wrap: Callable[[Holds], Holds], *providers: str) -> Parts:
    """Wrap the verification of webhooks of *providers* (default: all)."""
    return hooks(parts, lambda one: replace(one, holds=wrap(one.holds)), *providers)


def news(parts: Parts, wrap: Callable[[ReadNews], ReadNews], *providers: str) -> Parts:
    """Wrap the reading of webhooks of *providers* (default: all)."""
    return hooks(parts, lambda one: replace(one, read=wrap(one.read)), *providers)


def news_kept(parts: Parts, ran: Ran, keeps: Callable[[News], bool], *providers: str) -> Parts:
    """Pass over what is announced and *keeps* does not keep."""

    def wrap(read: ReadNews) -> ReadNews:
        def some(body: JsonObject) -> tuple[News, ...]:
            found = read(body)
            kept = tuple(one for one in found if keeps(one))
            if kept != found:
                ran()
            return kept

        return some

    return news(parts, wrap, *providers)


def lost(parts: Parts, ran: Ran, name: str, keeps: Callable[[JsonObject], bool]) -> Parts:
    """Leave out of the lists of a resource the records that *keeps* does not keep."""

    def changed(resource: Resource) -> Resource:
        walk = resource.walk
        if walk is None:
            return resource

        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            for step in walk(session, ask, position):
                if keeps(resource.to_unified(step.raw)):
                    yield step
                else:
                    ran()

        return replace(resource, walk=walked)

    return resources(parts, changed, name)


def records(parts: Parts, ran: Ran, name: str, twist: Twist) -> Parts:
    """Put what *twist* gives into each unified record of a resource."""

    def changed(resource: Resource) -> Resource:
        def to_unified(raw: JsonObject) -> JsonObject:
            right = resource.to_unified(raw)
            wrong = right | twist(right, raw)
            if wrong != right:
                ran()
            return wrong

        return replace(resource, to_unified=to_unified)

    return resources(parts, changed, name)


def writes(parts: Parts, ran: Ran, name: str, twist: Callable[[JsonObject, Verb], Any]) -> Parts:
    """Send what *twist* makes of a record in the provider's words, where it differs."""

    def changed(resource: Resource) -> Resource:
        to_wire = resource.to_wire
        if to_wire is None:
            return resource

        def written(body: JsonObject, verb: Verb) -> JsonObject:
            right = to_wire(body, verb)
            wrong: JsonObject = twist(right, verb)
            if wrong != right:
                ran()
            return wrong

        return replace(resource, to_wire=written)

    return resources(parts, changed, name)


def walks(parts: Parts, wrap: Callable[[Walk], Walk], *names: str) -> Parts:
    """Wrap the walks over the resources called *names* (default: all)."""

    def changed(resource: Resource) -> Resource:
        return resource if resource.walk is None else replace(resource, walk=wrap(resource.walk))

    return resources(parts, changed, *names)


def gets(parts: Parts, wrap: Callable[[Any, Resource], Any], *names: str) -> Parts:
    """Wrap the gets of the resources called *names* (default: all)."""

    def changed(resource: Resource) -> Resource:
        if resource.get is None:
            return resource
        return replace(resource, get=wrap(resource.get, resource))

    return resources(parts, changed, *names)


def ends(parts: Parts, ran: Ran, where: Callable[[RemoteError, Position | None], bool]) -> Parts:
    """Let a list end, as if it were over, at the errors that *where* picks."""

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            try:
                yield from walk(session, ask, position)
            except RemoteError as error:
                if not where(error, position):
                    raise
                ran()

        return walked

    return walks(parts, wrap)


def rows(parts: Parts, ran: Ran, keeps: Callable[[JsonObject], bool]) -> Parts:
    """Leave out of lists the unified rows that *keeps* does not keep."""

    def fill_page(steps: Any, keep: Any, want: int, spent: Any) -> Any:
        def some(raw: JsonObject) -> Row | None:
            row: Row | None = keep(raw)
            if row is None or keeps(row.unified):
                return row
            ran()
            return None

        return parts.fill_page(steps, some, want, spent)

    return replace(parts, fill_page=fill_page)


def through(parts: Parts, carry: Callable[[httpx.Request, Send], httpx.Response]) -> Parts:
    """Let *carry* carry each request to a provider; it is handed the usual way to send one."""

    def upstream(transport: httpx.BaseTransport) -> httpx.BaseTransport:
        return _Through(parts.upstream(transport), carry)

    return replace(parts, upstream=upstream)


@dataclass(frozen=True, slots=True)
class _Through(httpx.BaseTransport):
    way: httpx.BaseTransport
    carry: Callable[[httpx.Request, Send], httpx.Response]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.carry(request, self.way.handle_request)

    def close(self) -> None:
        self.way.close()


def signed(parts: Parts, sign: Callable[[Connector, Credentials], dict[str, str]]) -> Parts:
    """Let *sign* write the credentials' headers, of all providers."""

    def changed(connector: Connector) -> Connector:
        return replace(connector, sign=lambda credentials: sign(connector, credentials))

    connectors = {name: changed(one) for name, one in parts.connectors.items()}
    return replace(parts, connectors=connectors)
