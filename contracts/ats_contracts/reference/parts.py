"""
Everything that makes up the reference's behaviour, in one value.

`create_app(parts=replace(PARTS, …))` changes one behaviour and leaves the rest as it is: that is
how the zoo seeds its defects, and how a team tries out a policy. Nothing here has state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx

from ats_contracts.reference import (
    accounts,
    cursors,
    filters,
    limits,
    paging,
    shaping,
    subscriptions,
    tokens,
    webhooks,
)
from ats_contracts.reference import upstream as line
from ats_contracts.reference.accounts import Account
from ats_contracts.reference.connector import Connector, News
from ats_contracts.reference.connectors import CONNECTORS
from ats_contracts.reference.errors import RemoteError, UnifiedError
from ats_contracts.reference.filters import Condition, Sort
from ats_contracts.reference.limits import Policy
from ats_contracts.reference.operations import Backend
from ats_contracts.reference.query import Params, parse
from ats_contracts.reference.shaping import Shape
from ats_contracts.reference.tokens import Token
from ats_contracts.reference.values import (
    Answer,
    Call,
    Json,
    JsonObject,
    Page,
    Position,
    Reply,
    Row,
    Step,
)

Keep = Callable[[JsonObject], Row | None]
Headers = Mapping[str, str]


def same_transport(transport: httpx.BaseTransport) -> httpx.BaseTransport:
    """Leave the way to the providers as it is."""
    return transport


def same_answer(call: Call, answer: Answer) -> Answer:
    """Leave the answer as it is."""
    return answer


def replay_scope(call: Call, account_id: str) -> str:
    """Say what an Idempotency-Key belongs to. Source: unified model, section A2."""
    return repr((account_id, call.method, call.path, call.idempotency_key))


DEFAULT_POLICY = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The seams, from the provider's side to the client's."""

    # Towards the provider
    upstream: Callable[[httpx.BaseTransport], httpx.BaseTransport] = same_transport
    policy: Policy = DEFAULT_POLICY
    classify: Callable[[Reply], tuple[int, str] | None] = line.classify
    decode: Callable[[Reply], Json] = line.decode
    retry_after: Callable[[Headers, float], int | None] = limits.retry_after
    rate_headers: Callable[[Headers, float], dict[str, str]] = limits.normalized
    connectors: Mapping[str, Connector]
    is_fresh: Callable[[Token, float], bool] = tokens.is_fresh
    is_refused: Callable[[RemoteError], bool] = line.is_refused
    # Accounts
    flag: Callable[[Account, RemoteError], Account] = accounts.flag
    hide: Callable[[RemoteError, frozenset[str]], RemoteError] = shaping.hide
    # Queries and lists
    read_query: Callable[[str], Params] = parse
    default_limit: int = 50
    max_limit: int = 100
    page_budget: int = 20
    """A page that has a row stops after so many further requests, though it is not full."""
    sort_budget: int = 200
    """Sorting a list that takes more requests than this is refused."""
    read_conditions: Callable[[Params, str, Iterable[str]], tuple[Condition, ...]] = (
        filters.read_conditions
    )
    matches: Callable[[str, JsonObject, Iterable[Condition]], bool] = filters.matches
    fill_page: Callable[[Iterator[Step], Keep, int, Callable[[], bool]], Page] = paging.fill_page
    sorted_page: Callable[[Iterator[Step], Keep, Sort, Position | None, int], Page] = (
        paging.sorted_page
    )
    encode_cursor: Callable[[Position, str, str], str] = cursors.encode
    decode_cursor: Callable[[str, str, str], Position] = cursors.decode
    # Webhooks
    news_key: Callable[[str, bytes], str] = webhooks.news_key
    look_up: Callable[[Backend, Account, News], Json] = webhooks.look_up
    insist: subscriptions.Insist = subscriptions.insist
    sign_event: subscriptions.Sign = subscriptions.sign_event
    # Writes
    replay_scope: Callable[[Call, str], str] = replay_scope
    # Towards the client
    shape_row: Callable[[Row, Shape], JsonObject] = shaping.shape_row
    shape_list: Callable[[Page, list[JsonObject], Shape, str | None], JsonObject] = (
        shaping.shape_list
    )
    shape_error: Callable[[UnifiedError], Answer] = shaping.shape_error
    respond: Callable[[Call, Answer], Answer] = same_answer


PARTS = Parts(connectors=CONNECTORS)


def patient(parts: Parts, wait_s: float = 90_000.0) -> Parts:
    """
    Let calls wait for room in limits that are counted here: by default as long as a day.

    For a clock on which waiting costs nothing.
    """
    return replace(parts, policy=replace(parts.policy, own_wait_s=wait_s))


def with_resource(parts: Parts, provider: str, resource: str, **changes: Any) -> Parts:
    """Change fields of one `Resource` of one provider, and nothing else."""
    connector = parts.connectors[provider]
    changed = replace(connector.resources[resource], **changes)
    resources = {**connector.resources, resource: changed}
    connectors = {**parts.connectors, provider: replace(connector, resources=resources)}
    return replace(parts, connectors=connectors)
