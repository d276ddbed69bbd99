"""The journals: what tenants saw, and what came to a provider without a known credential."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ats_simulator import __version__
from ats_simulator.app import Sandbox
from ats_simulator.control.fields import Checks, query_integer, read, words
from ats_simulator.control.har import to_har
from ats_simulator.errors import NotFound
from ats_simulator.store import journal

JsonObject = dict[str, Any]
USUAL_LIMIT = 100
MOST = 10_000


def _method(field: str, value: Any) -> str:
    return words(field, value).upper()


QUERY: Checks = {
    "method": _method,
    "path": words,
    "status": query_integer(100, 599),
    "since": query_integer(0),
    "limit": query_integer(1, MOST),
}


def show(sandbox: Sandbox, tenant_id: str, query: Mapping[str, Any]) -> JsonObject:
    """
    List the exchanges a tenant saw, in order, and count all that match.

    Of more than the limit the newest are listed; after a "since" the oldest, to go on from there.

    Shape: *query* "method", "path" (exact, or a prefix that ends in `*`), "status", "since" (an
        exchange number), "limit" → {"exchanges": [`ats_simulator.store.journal.exchanges`],
        "total": int}.
    Raises: UsageError, UnknownName, NotFound.
    """
    filters = read(query, QUERY)
    with sandbox.transaction() as con:
        owner = journal.owner_of(sandbox.tenant_named(con, tenant_id).id, "")
        return _exchanges(sandbox, owner, filters)


def of_provider(sandbox: Sandbox, provider: str, query: Mapping[str, Any]) -> JsonObject:
    """List the exchanges of a provider that presented no known credential. Shape: as `show`."""
    return _exchanges(sandbox, _owner(sandbox, provider), read(query, QUERY))


def _owner(sandbox: Sandbox, provider: str) -> str:
    if provider not in sandbox.providers:
        raise NotFound("provider", provider, sandbox.providers)
    return journal.owner_of(None, provider)


def _exchanges(sandbox: Sandbox, owner: str, filters: JsonObject) -> JsonObject:
    limit = filters.pop("limit", USUAL_LIMIT)
    with sandbox.transaction() as con:
        exchanges, total = journal.exchanges(con, owner, filters, limit)
    return {"exchanges": exchanges, "total": total}


def har(sandbox: Sandbox, tenant_id: str, query: Mapping[str, Any], origin: str) -> JsonObject:
    """Export the exchanges a tenant saw as HTTP Archive 1.2. Shape: {"log": {…}}."""
    shown = show(sandbox, tenant_id, {"limit": str(MOST), **query})
    with sandbox.transaction() as con:
        provider = sandbox.tenant_named(con, tenant_id).provider
    return to_har(shown["exchanges"], f"{origin}/{provider}", __version__)


def clear(sandbox: Sandbox, tenant_id: str) -> JsonObject:
    """Forget the exchanges a tenant saw. Shape: {"removed": int}."""
    with sandbox.transaction() as con:
        return _clear(sandbox, journal.owner_of(sandbox.tenant_named(con, tenant_id).id, ""))


def clear_of_provider(sandbox: Sandbox, provider: str) -> JsonObject:
    """Forget the exchanges of a provider without a known credential. Shape: {"removed": int}."""
    return _clear(sandbox, _owner(sandbox, provider))


def _clear(sandbox: Sandbox, owner: str) -> JsonObject:
    with sandbox.transaction() as con:
        removed = journal.clear(con, owner)
        sandbox.reconfigured(con)  # what is remembered of replies refers to the journal
    return {"removed": removed}
