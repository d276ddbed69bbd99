"""
The capabilities a target may decline: `area.verb`, each with a line of prose.

Data only. A capability outside this registry is a usage error wherever it is named; `CORE` ones
may be declined, but then the result is partial.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ats_contracts.model import RESOURCES, VERBS

_PROSE: Final[Mapping[str, str]] = {
    "list": "list all {resource}, page by page",
    "get": "read one of the {resource} by its id",
    "create": "create {resource}",
    "update": "change fields of {resource}",
    "delete": "delete {resource}, in the way the provider deletes",
}
_FILTERS: Final[Mapping[str, str]] = {
    "created_after": "filter lists of {resource} by created_at",
    "updated_after": "filter lists of {resource} by updated_at",
}


def _registry() -> dict[str, str]:
    found: dict[str, str] = {}
    for resource, fields in RESOURCES.items():
        for verb in VERBS:
            found[f"{resource}.{verb}"] = _PROSE[verb].format(resource=resource)
        for name, prose in _FILTERS.items():
            if name.replace("_after", "_at") in fields:
                found[f"{resource}.{name}"] = prose.format(resource=resource)
    return found


CAPABILITIES: Final[Mapping[str, str]] = {
    **_registry(),
    "accounts.isolation": "keep the accounts of several tenants apart",
    "accounts.reconnect": "connect an account again after its credentials failed",
    "accounts.status": "show in the state of an account that its credential was refused",
    "attachments.download": "hand out the bytes of an attachment",
    "errors.kinds": "answer errors that can be told apart by kind",
    "errors.remote_flag": "say whether the provider or the target itself failed",
    "errors.retryable_flag": "say whether it makes sense to try again",
    "paging.cursor": "continue a list from a cursor",
    "paging.limit": "choose the size of a page",
    "query.exclude_fields": "leave fields out of an answer",
    "query.unknown_parameters": "refuse parameters that are not supported",
    "ratelimit.headers": "hand on what the provider says about its limits",
    "ratelimit.retry_after": "respect, or hand on, a provider's Retry-After",
    "raw.remote_data": "include the provider's own record",
    "webhooks.delivery": "sign webhooks of its own, and send them again to a consumer that failed",
    "webhooks.events": "tell a consumer, by webhooks of its own, what a provider has announced",
    "webhooks.receive": "take a provider's webhooks, and believe only those that it signed",
    "writes.idempotency_key": "execute a write once per idempotency key",
}
"""Capability to its line of prose."""

CORE: Final = frozenset({"candidates.list", "candidates.get", "jobs.list", "jobs.get"})
"""Declining one of these makes a result partial."""

CLAIMED: Final = frozenset(name for name in CAPABILITIES if name.startswith("webhooks."))
"""Those that a target has only if its file claims them: the file has to hand over a secret too."""
UNCLAIMED: Final = 'not claimed; if there is, say so: "{name}" = "yes" in [supports]'
