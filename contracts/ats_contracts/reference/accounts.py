"""
Integrated accounts: which provider, at which address, with which credentials, in which state.

Kept in memory, per process. A running sandbox can serve as the directory: then each of its tenants
is an account under its own id, linked at first use. Credentials are never shown again.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from ats_contracts.reference.addresses import split_address
from ats_contracts.reference.errors import Missing, RemoteError, bad_field
from ats_contracts.reference.tokens import Purse
from ats_contracts.reference.values import Json, JsonObject

Status = Literal["active", "needs_reauth"]
_MAX_ID = 200
_MAX_WAIT_S = 86_400
_LEAST_SECRET = 8
_MAX_SECRET = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """
    How an account keeps limits that its provider does not tell as they run out.

    They are *counted* here, unless the provider is known to have none. A call waits up to *wait_s*
    seconds for room in them, before it answers 429; None is what the app's policy says.
    """

    counted: bool = True
    wait_s: float | None = None


_USUAL = Pace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """
    One customer's account at a provider. `version` changes whenever it is linked again.

    `purse` holds what its credentials bought; linking again starts with an empty one.
    `webhook_secret` signs what its provider sends; without it nothing that comes in is believed.
    """

    id: str
    provider: str
    base_url: str
    credentials: Mapping[str, Json] = field(repr=False)
    version: str
    pace: Pace = _USUAL
    webhook_secret: str = field(default="", repr=False)
    status: Status = "active"
    last_error: str | None = None
    last_forbidden_error: str | None = None
    purse: Purse = field(default_factory=Purse, repr=False, compare=False)

    def secrets(self, public: Collection[str] = ()) -> list[str]:
        """List all strings that must never be repeated to a client; *public* fields are none."""
        kept = {name: value for name, value in self.credentials.items() if name not in public}
        return _strings([kept, self.webhook_secret or None]) + self.purse.secrets()

    def describe(self) -> JsonObject:
        """
        Show the account without its credentials.

        Shape: {"id", "provider", "status", "last_error", "last_forbidden_error", "is_blocked"}
        """
        return {
            "id": self.id,
            "provider": self.provider,
            "status": self.status,
            "last_error": self.last_error,
            "last_forbidden_error": self.last_forbidden_error,
            "is_blocked": False,
        }


def _strings(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return []


def read_link(body: JsonObject, problem_of: Mapping[str, Callable[[JsonObject], str]]) -> Account:
    """
    Read a request to link an account.

    *problem_of* says, per provider, what is wrong with credentials, or "".
    Shape: {"provider": str, "base_url": str, "credentials": {…}, "id"?: str,
        "pace"?: {"counted"?: bool, "wait_s"?: number}, "webhook_secret"?: str}
    Raises: BadRequest that names the field.
    """
    provider = body.get("provider")
    if not isinstance(provider, str) or provider not in problem_of:
        raise bad_field("provider", f"expected one of {', '.join(sorted(problem_of))}")
    credentials = body.get("credentials")
    if not isinstance(credentials, dict):
        raise bad_field("credentials", "expected an object")
    if problem := problem_of[provider](credentials):
        raise bad_field("credentials", problem)
    return Account(
        id=_read_id(body.get("id")),
        provider=provider,
        base_url=_read_base_url(body.get("base_url")),
        credentials=credentials,
        version=uuid.uuid4().hex,
        pace=_read_pace(body.get("pace")),
        webhook_secret=_read_secret(body.get("webhook_secret")),
    )


def _read_secret(value: Json) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not _LEAST_SECRET <= len(value) <= _MAX_SECRET:
        raise bad_field("webhook_secret", f"expected {_LEAST_SECRET} to {_MAX_SECRET} characters")
    return value


def _read_pace(value: Json) -> Pace:
    problem = f'expected {{"counted"?: bool, "wait_s"?: 0 to {_MAX_WAIT_S}}}'
    given = {} if value is None else value
    if not isinstance(given, dict) or given.keys() - {"counted", "wait_s"}:
        raise bad_field("pace", problem)
    counted, wait_s = given.get("counted", True), given.get("wait_s")
    is_number = isinstance(wait_s, int | float) and not isinstance(wait_s, bool)
    if not isinstance(counted, bool) or not (wait_s is None or is_number):
        raise bad_field("pace", problem)
    if wait_s is not None and not 0 <= wait_s <= _MAX_WAIT_S:
        raise bad_field("pace", problem)
    return Pace(counted=counted, wait_s=wait_s)


def _read_id(value: Json) -> str:
    if value is None:
        return str(uuid.uuid4())
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_ID or not value.isprintable():
        raise bad_field("id", f"expected 1 to {_MAX_ID} printable characters")
    return value


def _read_base_url(value: Json) -> str:
    url = split_address(value)
    if url is None or url.query or url.fragment:
        problem = "expected an http or https address without user, query or fragment"
        raise bad_field("base_url", problem)
    return str(value).rstrip("/")


def flag(account: Account, error: RemoteError) -> Account:
    """
    Let the account remember a refusal: 401 asks for re-authentication, 403 is only noted.

    Source: unified model, section A4.
    """
    if error.status == 401:
        return replace(account, status="needs_reauth", last_error=error.message)
    if error.status == 403:
        return replace(account, last_forbidden_error=error.message)
    return account


Directory = Callable[[str], JsonObject | None]
"""Ask for the link of an account id; None if there is none."""


class Accounts:
    """All linked accounts. Safe for threads."""

    def __init__(self, read: Callable[[JsonObject], Account], directory: Directory | None) -> None:
        self._read = read
        self._directory = directory
        self._known: dict[str, Account] = {}
        self._removed: set[str] = set()
        self._lock = threading.Lock()

    def link(self, body: JsonObject) -> Account:
        """Link an account, or link it again with what is given now."""
        return self._keep(self._read(body))

    def require(self, account_id: str) -> Account:
        """Find an account, or link it from the directory. Raises: Missing."""
        with self._lock:
            account = self._known.get(account_id)
            removed = account_id in self._removed
        if account is not None:
            return account
        body = None if removed or self._directory is None else self._directory(account_id)
        if body is None:
            raise Missing(f"no integrated account {account_id[:_MAX_ID]!r}; link it first")
        return self._keep(self._read({**body, "id": account_id}))

    def all(self) -> list[Account]:
        """List the accounts linked so far."""
        with self._lock:
            return list(self._known.values())

    def remove(self, account_id: str) -> None:
        """Unlink an account; the directory does not bring it back. Raises: Missing."""
        self.require(account_id)
        with self._lock:
            self._known.pop(account_id, None)
            self._removed.add(account_id)

    def note(self, account: Account, changed: Account) -> None:
        """Keep what a request found out, unless the account was linked again meanwhile."""
        with self._lock:
            now = self._known.get(account.id)
            if now is not None and now.version == account.version:
                self._known[account.id] = changed

    def _keep(self, account: Account) -> Account:
        with self._lock:
            self._known[account.id] = account
            self._removed.discard(account.id)
        return account
