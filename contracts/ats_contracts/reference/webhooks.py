"""
What providers announce: verified, read anew, and told to subscribers.

An event that comes in says which record to look at, and is believed in nothing else: what is told
is the record as the provider has it now, so that neither order nor repetition matters. The same
bytes are the same event. If a subscriber cannot be told, the provider is, so that it sends again.
What came in lately is remembered in memory, per process. Source: unified model, section A5.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlencode

from ats_contracts.reference import operations, strictjson
from ats_contracts.reference.accounts import Account
from ats_contracts.reference.connector import Hooks, News
from ats_contracts.reference.errors import (
    BadRequest,
    Forged,
    Missing,
    NotTaken,
    RemoteError,
    UnifiedError,
    Unsupported,
)
from ats_contracts.reference.operations import Backend
from ats_contracts.reference.subscriptions import Subscriptions
from ats_contracts.reference.values import Answer, Call, Json

MOST_SEEN = 50_000
TURNS = 64
TURN_S = 30.0
"""How many records can be told of at a time; how long one is waited for. Unit: seconds."""


class Seen:
    """The events that were taken in lately. Safe for threads."""

    def __init__(self, most: int = MOST_SEEN) -> None:
        self._most = most
        self._keys: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def is_new(self, key: str) -> bool:
        """Take note of an event, and say whether it is the first time."""
        with self._lock:
            if key in self._keys:
                return False
            self._keys[key] = None
            if len(self._keys) > self._most:
                self._keys.popitem(last=False)
            return True

    def forget(self, key: str) -> None:
        """Let an event be new again: nothing came of it."""
        with self._lock:
            self._keys.pop(key, None)


def news_key(account_id: str, body: bytes) -> str:
    """Say what makes an event the same as another one: providers repeat it byte for byte."""
    return f"{account_id}:{hashlib.sha256(body).hexdigest()}"


def look_up(backend: Backend, account: Account, news: News) -> Json:
    """
    Read the record that an event is about, as it is now; None if there is none.

    Raises: UnifiedError if the provider cannot say.
    """
    query = {"integrated_account_id": account.id, "truto_ignore_remote_data": "true", **news.hints}
    call = Call(
        method="GET",
        path="",
        area="unified",
        verb="get",
        bearer="",
        query=urlencode(query),
        resource=news.resource,
        record_id=news.record_id,
    )
    try:
        return operations.perform(operations.open_scene(backend, call)).body
    except Missing:
        return None
    except RemoteError as error:
        if error.kind != "not_found":
            raise
        return None


class Webhooks:
    """The way from what a provider announces to the subscribers. Safe for threads."""

    def __init__(self, backend: Backend, subscriptions: Subscriptions) -> None:
        self._backend = backend
        self._subscriptions = subscriptions
        self._seen = Seen()
        self._turns = [threading.Lock() for _ in range(TURNS)]

    def receive(self, account_id: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """
        Take in what a provider announces. Shape of the answer: {"received": true, "told": int}.

        Raises: Missing, Unsupported; Forged; BadRequest; NotTaken if it has to come again.
        """
        account = self._backend.accounts.require(account_id)
        hooks = self._backend.parts.connectors[account.provider].hooks
        if hooks is None:
            raise Unsupported(account.provider, "webhooks", "receive", (), "")
        now = self._backend.upstream.now()
        if not account.webhook_secret or not hooks.holds(
            account.webhook_secret, headers, body, now
        ):
            raise Forged
        news = _read(hooks, body)
        with self._alone(account, news):
            told = self._take(account, self._backend.parts.news_key(account.id, body), news)
        return Answer(status=200, body={"received": True, "told": told})

    @contextmanager
    def _alone(self, account: Account, news: Iterable[News]) -> Iterator[None]:
        """
        Let nobody else tell of the same records meanwhile: an older state would be told last, and a
        repetition be taken for told before it is. Raises: NotTaken if that takes too long.
        """
        about = {hash((account.id, one.resource, one.record_id)) % len(self._turns) for one in news}
        with ExitStack() as held:
            for turn in (self._turns[n] for n in sorted(about)):
                if not turn.acquire(timeout=TURN_S):
                    raise NotTaken("another webhook about the same record is under way")
                held.callback(turn.release)
            yield

    def _take(self, account: Account, key: str, news: Iterable[News]) -> int:
        if not self._seen.is_new(key):
            return 0
        try:
            return self._pass_on(account, key, news)
        except BaseException:
            self._seen.forget(key)
            raise

    def _pass_on(self, account: Account, key: str, news: Iterable[News]) -> int:
        told = 0
        for n, one in enumerate(news):
            try:
                record = self._backend.parts.look_up(self._backend, account, one)
            except UnifiedError as error:
                raise NotTaken(f"the record cannot be read: {error.message}") from error
            if not self._subscriptions.tell(self._event(account, f"{key}:{n}", one, record)):
                raise NotTaken("a subscriber did not take it")
            told += 1
        return told

    def _event(self, account: Account, key: str, news: News, record: Json) -> dict[str, Any]:
        """
        Write an event; its id follows from what it tells of.

        Shape: {"id", "event": "record:updated", "payload": {"integrated_account_id", "model",
            "resource", "resource_id", "record": {…} | null}, "environment_id", "created_at"}.
        """
        kind = "deleted" if record is None else news.kind
        at = dt.datetime.fromtimestamp(self._backend.upstream.now(), dt.UTC)
        payload: dict[str, Any] = {
            "integrated_account_id": account.id,
            "model": "ats",
            "resource": news.resource,
            "resource_id": news.record_id,
            "record": record,
        }
        return {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, key)),
            "event": f"record:{kind}",
            "payload": payload,
            "environment_id": "reference",
            "created_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }


def _read(hooks: Hooks, body: bytes) -> tuple[News, ...]:
    try:
        found = strictjson.loads(body)
    except ValueError:
        raise BadRequest("the body is not valid JSON") from None
    if not isinstance(found, dict):
        raise BadRequest("the body has to be a JSON object")
    return hooks.read(found)
