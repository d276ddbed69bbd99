"""
Who is told of changes, and the telling: signed, and again for whoever does not take it.

In memory, per process. Source: unified model, section A5.
"""

from __future__ import annotations

import json
import secrets
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import httpx

from ats_contracts.reference.addresses import is_near, split_address
from ats_contracts.reference.errors import BadRequest, Missing, bad_field
from ats_contracts.reference.signatures import hmac_sha256
from ats_contracts.reference.values import Answer, Json, JsonObject
from ats_contracts.reference.way import Way

EVENTS = ("record:created", "record:updated", "record:deleted")
ATTEMPTS = 4
BACKOFF_S = 1.0
GIVEN_UP_AFTER = 10
"""Events in a row that a subscriber did not take, after which it is switched off."""
MOST_SUBSCRIPTIONS = 100
SIGNATURE = "X-Truto-Signature"
Sign = Callable[[str, bytes], str]
Insist = Callable[[Callable[[], bool], Callable[[float], None]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Who is told what. *missed* counts the events in a row that were not taken."""

    id: str
    target_url: str
    event_types: tuple[str, ...]
    secret: str = field(repr=False)
    is_active: bool = True
    missed: int = 0

    def describe(self) -> JsonObject:
        """Show it without its secret. Shape: {"id", "target_url", "event_types", "is_active"}."""
        return {
            "id": self.id,
            "target_url": self.target_url,
            "event_types": list(self.event_types),
            "is_active": self.is_active,
        }


def sign_event(secret: str, body: bytes) -> str:
    """Sign what is sent. Source: unified model, section A5."""
    return f"format=sha256,v={hmac_sha256(secret, body).hex()}"


def insist(post: Callable[[], bool], sleep: Callable[[float], None]) -> bool:
    """Send until it is taken, with growing pauses; say whether it was."""
    for attempt in range(ATTEMPTS):
        if attempt:
            sleep(BACKOFF_S * 2 ** (attempt - 1))
        if post():
            return True
    return False


class Subscriptions:
    """
    All subscriptions. Safe for threads. *sign* and *insist* are those of the app's parts; *sleep*
    waits, in seconds.
    """

    def __init__(
        self, way: Way, sleep: Callable[[float], None], *, sign: Sign, insist: Insist
    ) -> None:
        self._way = way
        self._sleep = sleep
        self._sign = sign
        self._insist = insist
        self._known: dict[str, Subscription] = {}
        self._lock = threading.Lock()

    def add(self, body: JsonObject) -> Answer:
        """
        Subscribe; the answer is the only place where the secret is told.

        Shape: {"target_url", "event_types"?: [str], "is_active"?: bool} → {"id", …, "secret"}.
        Raises: BadRequest.
        """
        made = Subscription(
            id=str(uuid.uuid4()),
            target_url=_read_target(body.get("target_url")),
            event_types=_read_types(body.get("event_types")),
            is_active=_read_active(body.get("is_active")),
            secret=secrets.token_hex(24),
        )
        with self._lock:
            if len(self._known) >= MOST_SUBSCRIPTIONS:
                raise BadRequest(f"there are {MOST_SUBSCRIPTIONS} webhooks; remove one first")
            self._known[made.id] = made
        return Answer(status=201, body={**made.describe(), "secret": made.secret})

    def all(self) -> Answer:
        """List subscriptions, without secrets."""
        with self._lock:
            found: list[Json] = [one.describe() for one in self._known.values()]
        return Answer(status=200, body={"result": found, "next_cursor": None, "limit": len(found)})

    def remove(self, webhook_id: str) -> Answer:
        """End a subscription. Raises: Missing."""
        with self._lock:
            if self._known.pop(webhook_id, None) is None:
                raise Missing(f"no webhook {webhook_id[:64]!r}")
        return Answer(status=200, body={"id": webhook_id})

    def tell(self, event: JsonObject) -> bool:
        """Tell all who want to know; say whether all have taken it."""
        with self._lock:
            wanted = [s for s in self._known.values() if s.is_active and _wants(s, event["event"])]
        taken = [self._deliver(one, event) for one in wanted]
        return all(taken)

    def _deliver(self, to: Subscription, event: JsonObject) -> bool:
        body = json.dumps({**event, "webhook_id": to.id}, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json",
            SIGNATURE: self._sign(to.secret, body),
        }

        def post() -> bool:
            try:
                response = self._way.send("POST", to.target_url, headers, body)
            except (httpx.HTTPError, OSError):
                return False
            return 200 <= response.status_code < 300

        taken = self._insist(post, self._sleep)
        self._note(to, taken=taken)
        return taken

    def _note(self, to: Subscription, *, taken: bool) -> None:
        with self._lock:
            now = self._known.get(to.id)
            if now is None:
                return
            missed = 0 if taken else now.missed + 1
            active = now.is_active and missed < GIVEN_UP_AFTER
            self._known[to.id] = replace(now, missed=missed, is_active=active)


def _wants(subscription: Subscription, event: str) -> bool:
    return not subscription.event_types or event in subscription.event_types


def _read_target(value: Json) -> str:
    url = split_address(value)
    if url is None or not (url.scheme == "https" or is_near(url)):
        raise bad_field("target_url", "expected an https address, or an http one on this machine")
    return str(value)


def _read_types(value: Json) -> tuple[str, ...]:
    given = [] if value is None else value
    if not isinstance(given, list) or not set(map(str, given)) <= set(EVENTS):
        raise bad_field("event_types", f"expected a list of {', '.join(EVENTS)}")
    return tuple(given)


def _read_active(value: Json) -> bool:
    if value is None:
        return True
    if not isinstance(value, bool):
        raise bad_field("is_active", "expected true or false")
    return value
