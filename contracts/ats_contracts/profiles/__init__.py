"""
Profiles: the wire dialect of a unified API, as data.

A profile says where records, cursors and errors are; it refuses to say what a record means. To
add one, write a TOML file beside `truto.toml`, or name your own by path in the target file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ats_contracts.errors import ErrorKind, TargetFileError, UsageError, nearest

SUFFIX = ".toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """
    One dialect. Paths may hold {resource}, {id}, {method}; headers {token}; `$.…` are places in
    a JSON body. *tenant_in* is `query`, `header` or `none`. *filters*: `brackets` writes
    `updated_at[gt]=…`, `plain` writes `updated_at=…`. *account_path* shows the account {id}, whose
    status is *account_refused* once a provider has refused its credentials; "" where it has none.
    *hook_path* is where the provider's webhooks about account {id} go. Who posts *subscribe_body*,
    with the {consumer_url}, to *subscribe_path* is told of changes, until *unsubscribe_path* of the
    {id} is deleted; the *event_…* paths read what is told, and *event_kinds* and *event_resources*
    translate what they find.
    """

    name: str
    list_path: str
    item_path: str
    method_path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    tenant_in: str = "query"
    tenant_name: str = ""
    cursor: str = "cursor"
    limit: str = "limit"
    items: str = "$.data"
    next: str = "$.next"
    prev: str = "$.prev"
    count: str = "$.count"
    partial: str = "$.partial"
    filters: str = "brackets"
    verbs: Mapping[str, str] = field(default_factory=dict)
    idempotency_header: str = "Idempotency-Key"
    message: str = "$.message"
    remote: str = "$.remote"
    retry_after: str = "Retry-After"
    retryable: frozenset[int] = frozenset()
    kinds: Mapping[int, ErrorKind] = field(default_factory=dict)
    account_path: str = ""
    account_status: str = "$.status"
    account_refused: str = ""
    hook_path: str = ""
    subscribe_path: str = ""
    subscribe_body: Mapping[str, Any] = field(default_factory=dict)
    subscribe_secret: str = "$.secret"
    subscribe_id: str = "$.id"
    unsubscribe_path: str = ""
    event_account: str = "$.payload.integrated_account_id"
    event_id: str = "$.id"
    event_kind: str = "$.event"
    event_kinds: Mapping[str, str] = field(default_factory=dict)
    event_resource: str = "$.payload.resource"
    event_resources: Mapping[str, str] = field(default_factory=dict)
    event_key: str = "$.payload.resource_id"
    event_record: str = "$.payload.record"
    signature_header: str = ""
    signature: str = "{hmac_sha256_hex}"

    def kind_of(self, status: int) -> ErrorKind:
        """Classify an error status."""
        fallback = ErrorKind.UPSTREAM if status >= 500 else ErrorKind.INVALID
        return self.kinds.get(status, fallback)


_SHAPE: Mapping[str, Mapping[str, str]] = {
    "tenant": {"in": "tenant_in", "name": "tenant_name"},
    "page": {"cursor": "cursor", "limit": "limit"},
    "list": {k: k for k in ("items", "next", "prev", "count", "partial")},
    "filters": {"style": "filters"},
    "write": {"idempotency_header": "idempotency_header"},
    "account": {
        "path": "account_path",
        "status": "account_status",
        "refused": "account_refused",
    },
    "error": {"message": "message", "remote": "remote", "retry_after": "retry_after"},
    "webhooks": {
        "receive": "hook_path",
        "subscribe": "subscribe_path",
        "body": "subscribe_body",
        "secret": "subscribe_secret",
        "id": "subscribe_id",
        "unsubscribe": "unsubscribe_path",
        "signature_header": "signature_header",
        "signature": "signature",
    },
    "events": {
        "account": "event_account",
        "id": "event_id",
        "kind": "event_kind",
        "kinds": "event_kinds",
        "resource": "event_resource",
        "resources": "event_resources",
        "key": "event_key",
        "record": "event_record",
    },
}
_VERBS = ("create", "update", "delete")


def builtins() -> list[str]:
    """Name the profiles that ship with the kit."""
    return sorted(p.stem for p in Path(__file__).parent.glob(f"*{SUFFIX}"))


@lru_cache(maxsize=32)
def load(name: str) -> Profile:
    """
    Load a profile by name, or by path if it ends in `.toml`.

    Raises: UsageError if there is none; TargetFileError for mistakes in it.
    """
    path = Path(name) if name.endswith(SUFFIX) else Path(__file__).parent / f"{name}{SUFFIX}"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"profile {name}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TargetFileError(file=name, line=None, key="", problem=f"not TOML: {error}") from None
    return parse(data, name)


def parse(data: Mapping[str, Any], file: str) -> Profile:
    """Make a profile of parsed TOML. Raises: TargetFileError."""
    known = {"name", "list_path", "item_path", "method_path", "headers", *_SHAPE}
    for key in data:
        if key not in known:
            raise _mistake(file, key, f"is not a key of a profile; {nearest(key, known)}")
    for key in ("name", "list_path", "item_path"):
        if not isinstance(data.get(key), str):
            raise _mistake(file, key, "is missing; expected a text")
    facts: dict[str, Any] = {k: data[k] for k in ("name", "list_path", "item_path")}
    facts["method_path"] = data.get("method_path", data["item_path"].replace("{id}", "{method}"))
    facts["headers"] = data.get("headers", {})
    for table, names in _SHAPE.items():
        facts |= _facts(data.get(table, {}), table, names, file)
    return Profile(**facts)


def _facts(
    table: Mapping[str, Any], name: str, names: Mapping[str, str], file: str
) -> dict[str, Any]:
    facts = {names[key]: table[key] for key in table if key in names}
    extra = {"write": set(_VERBS), "error": {"retryable", "kinds"}}.get(name, set())
    for key in table:
        if key not in names and key not in extra:
            raise _mistake(file, f"{name}.{key}", f"is not a key; {nearest(key, {*names, *extra})}")
    if name == "write":
        facts["verbs"] = {verb: table[verb] for verb in _VERBS if verb in table}
    if name == "error":
        facts["retryable"] = frozenset(table.get("retryable", ()))
        facts["kinds"] = _kinds(table.get("kinds", {}), file)
    return facts


def _kinds(table: Mapping[str, Any], file: str) -> dict[int, ErrorKind]:
    kinds: dict[int, ErrorKind] = {}
    for status, kind in table.items():
        if not status.isdigit() or kind not in set(ErrorKind):
            known = ", ".join(ErrorKind)
            raise _mistake(file, f"error.kinds.{status}", f"expected status = one of {known}")
        kinds[int(status)] = ErrorKind(kind)
    return kinds


def _mistake(file: str, key: str, problem: str) -> TargetFileError:
    return TargetFileError(file=file, line=None, key=key, problem=problem)
