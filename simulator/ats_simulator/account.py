"""
An account: one tenant from its owner's side, with the operations of the control plane.

Nothing is remembered but names and credentials; whatever an `Account` answers is read at that
moment. This module refuses to decide anything: it writes the call that the control plane takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from ats_simulator.app import Sandbox
from ats_simulator.control import (
    clock,
    credentials,
    faults,
    journal,
    limits,
    tenants,
    truth,
    webhooks,
)
from ats_simulator.errors import UsageError
from ats_simulator.provider import Record

JsonObject = dict[str, Any]


class Account:
    """
    A tenant, from its owner's side.

    *base_url* and *world* are as they were when the account was made or last described;
    *credentials* follow every change made through this account.
    """

    def __init__(self, sandbox: Sandbox, origin: str, shown: Mapping[str, Any]) -> None:
        self._sandbox = sandbox
        self._origin = origin
        self.id: str = shown["id"]
        self.provider: str = shown["provider"]
        self.base_url: str = shown["base_url"]
        self.credentials: JsonObject = shown["credentials"]
        self.world: JsonObject = shown["world"]

    def __repr__(self) -> str:
        return f"<Account {self.id} at {self.base_url}>"

    def describe(self) -> JsonObject:
        """Show the tenant as `GET /_sim/tenants/{id}` does."""
        return self._seen(tenants.one(self._sandbox, self.id, self._origin))

    def consulted(self) -> list[str]:
        """Name the assumptions that the simulator has consulted for this tenant so far."""
        return tenants.consulted(self._sandbox, self.id)

    def _seen(self, shown: JsonObject) -> JsonObject:
        self.credentials, self.world = shown["credentials"], shown["world"]
        return shown

    def truth(self, resource: str) -> list[Record]:
        """List all truth records of a resource. Raises: NotFound."""
        return truth.every(self._sandbox, self.id, resource)

    def truth_of(self, resource: str, key: str) -> Record:
        """Read one truth record. Raises: NotFound."""
        return truth.one(self._sandbox, self.id, resource, key)

    def numbers(self, resource: str) -> dict[str, int]:
        """
        Number the truth records of a resource, by id: in worlds of one seed and size, what has the
        same number is the same record at every vendor. Raises: NotFound.
        """
        return truth.numbers(self._sandbox, self.id, resource)

    def put_truth(self, resource: str, key: str, record: Mapping[str, Any]) -> Record:
        """Create a record, or change the fields given. Raises: UsageError, NotFound."""
        return truth.put(self._sandbox, self.id, resource, key, _json(record))[0]

    def delete_truth(self, resource: str, key: str) -> int:
        """Remove a record and what belongs to it; give the number gone. Raises: NotFound."""
        removed: int = truth.delete(self._sandbox, self.id, resource, key)["removed"]
        return removed

    def clock(self) -> JsonObject:
        """Show the clock. Shape: {"mode", "now", "factor"}."""
        return clock.show(self._sandbox, self.id)

    def advance(self, seconds: float) -> JsonObject:
        """Move the clock forward. Raises: UsageError."""
        return clock.change(self._sandbox, self.id, {"advance_s": seconds})

    def set_clock(
        self, *, mode: str | None = None, now: str | None = None, factor: float | None = None
    ) -> JsonObject:
        """Stop, start, turn or speed up the clock. Raises: UsageError."""
        body = given({"mode": mode, "now": now, "factor": factor})
        return clock.change(self._sandbox, self.id, body)

    def limits(self) -> JsonObject:
        """Show the limits and what has been counted."""
        return limits.show(self._sandbox, self.id)

    def set_limits(
        self,
        *,
        enabled: bool | None = None,
        windows: Iterable[Mapping[str, Any]] | None = None,
    ) -> JsonObject:
        """Switch the limits, or give other windows. Raises: UsageError."""
        listed = None if windows is None else list(windows)
        return limits.change(self._sandbox, self.id, given({"enabled": enabled, "windows": listed}))

    def exhaust(self, window: str) -> JsonObject:
        """Use up a window for every credential. Raises: UnknownName."""
        return limits.change(self._sandbox, self.id, {"exhaust": window})

    def reset_limits(self) -> JsonObject:
        """Forget what has been counted."""
        return limits.change(self._sandbox, self.id, {"reset": True})

    def add_fault(
        self,
        kind: str,
        *,
        match: Mapping[str, Any] | None = None,
        times: int | None = None,
        probability: float | None = None,
        seed: int | None = None,
        **settings: Any,
    ) -> JsonObject:
        """Set a fault, as `POST …/faults` does. Raises: UsageError, UnknownName."""
        when = {"match": match, "times": times, "probability": probability, "seed": seed}
        return faults.add(self._sandbox, self.id, {"kind": kind, **given(when), **settings})

    def faults(self) -> list[JsonObject]:
        """List the faults with how often each was consumed."""
        return _list(faults.every(self._sandbox, self.id), "faults")

    def clear_faults(self) -> None:
        """Remove all faults."""
        faults.clear(self._sandbox, self.id)

    def journal(self, **filters: str | int) -> list[JsonObject]:
        """List exchanges: all of them, or those that match method, path, status, since, limit."""
        query = {"limit": str(journal.MOST), **{name: str(v) for name, v in filters.items()}}
        return _list(journal.show(self._sandbox, self.id, query), "exchanges")

    def clear_journal(self) -> None:
        """Forget the exchanges."""
        journal.clear(self._sandbox, self.id)

    def add_webhook(
        self, url: str, events: Iterable[str] | None = None, secret: str | None = None
    ) -> JsonObject:
        """Register a webhook on this machine. Raises: UsageError, UnknownName."""
        listed = None if events is None else list(events)
        body = given({"url": url, "events": listed, "secret": secret})
        return webhooks.add(self._sandbox, self.id, body)

    def webhooks(self) -> list[JsonObject]:
        """List the webhooks."""
        return _list(webhooks.every(self._sandbox, self.id), "webhooks")

    def remove_webhook(self, webhook_id: str) -> None:
        """Remove a webhook. Raises: NotFound."""
        webhooks.remove(self._sandbox, self.id, webhook_id)

    def deliveries(self) -> list[JsonObject]:
        """List what was, is being and will be sent to webhooks."""
        return _list(webhooks.deliveries(self._sandbox, self.id), "deliveries")

    def replay(self, delivery_id: str) -> JsonObject:
        """Owe a delivery again. Raises: NotFound."""
        return webhooks.replay(self._sandbox, self.id, delivery_id)

    def revoke(self, name: str) -> JsonObject:
        """Revoke a credential. Raises: NotFound."""
        return self._changed(credentials.revoke(self._sandbox, self.id, name, self._origin))

    def rotate(self, name: str) -> JsonObject:
        """Replace a credential's secret. Raises: NotFound."""
        return self._changed(credentials.rotate(self._sandbox, self.id, name, self._origin))

    def expire(self, name: str) -> JsonObject:
        """Let a credential expire. Raises: NotFound."""
        return self._changed(credentials.expire(self._sandbox, self.id, name, self._origin))

    def _changed(self, answer: JsonObject) -> JsonObject:
        self.credentials = answer["credentials"]
        return answer

    def reset(self) -> JsonObject:
        """Go back to the generated world."""
        return self._seen(tenants.reset(self._sandbox, self.id, self._origin))

    def snapshot(self, name: str) -> JsonObject:
        """Keep the present state under a name. Raises: UsageError."""
        return tenants.snapshot(self._sandbox, self.id, {"name": name})

    def restore(self, name: str) -> JsonObject:
        """Go back to a snapshot. Raises: NotFound."""
        return self._seen(tenants.restore(self._sandbox, self.id, name, self._origin))

    def delete(self) -> None:
        """Remove the tenant and everything that belongs to it."""
        tenants.remove(self._sandbox, self.id)


def given(fields: Mapping[str, Any]) -> JsonObject:
    """Leave out what is null: it was not given."""
    return {name: value for name, value in fields.items() if value is not None}


def _json(record: Mapping[str, Any]) -> JsonObject:
    """Bring what a caller gives into JSON. Raises: UsageError."""
    try:
        written: JsonObject = orjson.loads(orjson.dumps(record))
    except TypeError as error:
        raise UsageError(f"a record must be JSON: {error}") from error
    return written


def _list(answer: JsonObject, name: str) -> list[JsonObject]:
    found: list[JsonObject] = answer[name]
    return found
