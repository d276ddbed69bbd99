"""
The errors a client of the unified API can meet. Each knows its facts; `shaping` writes the JSON.

    UnifiedError                 root: status, message, insight, headers
    ├── BadRequest               400  the request cannot be understood or is not supported as asked
    ├── Unauthenticated          401  no bearer token, or a wrong one
    ├── Forged               401  what came in as a provider's webhook is not signed as its own
    ├── NeedsReauth              401  the account's credentials were refused earlier; link it again
    ├── Missing                  404  no such account, resource name, path, or record
    ├── Unsupported              405  the provider has no such resource or method
    ├── ListMoved                409  a cursor's place in the list is gone; start the walk again
    ├── KeyReused                422  one Idempotency-Key, two different requests
    ├── NotTaken             503  a provider's webhook could not be passed on, and has to come again
    ├── Throttled                429  the provider's wait is not over, or its limit used up
    └── RemoteError              the provider refused, failed, or answered what cannot be read
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ats_contracts.reference.values import Json

Insight = Mapping[str, Mapping[str, Json]]


def insight(name: str, description: str, value: Json) -> dict[str, dict[str, Json]]:
    """Write one entry of `truto_error_insight`. Shape: {name: {description: str, value: any}}."""
    return {name: {"description": description, "value": value}}


class UnifiedError(Exception):
    """Root: whatever a client can be told instead of data."""

    status = 500

    def __init__(
        self,
        message: str,
        *,
        insight: Insight | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.insight = insight or {}
        self.headers = headers or {}


class BadRequest(UnifiedError):
    """The request cannot be understood, or asks for something that is not done."""

    status = 400


def bad_field(name: str, problem: str) -> BadRequest:
    """Say that a field of a body cannot be used, and why."""
    return BadRequest(f"{name}: {problem}", insight=insight("invalid_body_fields", problem, [name]))


class Unauthenticated(UnifiedError):
    """The caller gave no API token, or a wrong one."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "missing or invalid API token; send `Authorization: Bearer <token>`",
            headers={"WWW-Authenticate": "Bearer"},
        )


class NeedsReauth(UnifiedError):
    """The provider refused the account's credentials earlier; it is not asked again."""

    status = 401

    def __init__(self, account_id: str) -> None:
        super().__init__(
            f"account {account_id!r} needs re-authentication; link it again with "
            "POST /integrated-account and the same id",
            insight=insight("needs_reauth", "the provider refused this credential", account_id),
        )


class Forged(UnifiedError):
    """What came in as a provider's webhook does not carry its signature."""

    status = 401

    def __init__(self) -> None:
        super().__init__("the signature is missing, wrong or too old, or the account has no secret")


class NotTaken(UnifiedError):
    """A provider's webhook could not be passed on. Nothing is kept of it: it has to come again."""

    status = 503


class Missing(UnifiedError):
    """There is no such thing."""

    status = 404


class Unsupported(UnifiedError):
    """The provider has no such resource, or not this method on it."""

    status = 405

    def __init__(
        self, provider: str, resource: str, verb: str, known: Sequence[str], allow: str
    ) -> None:
        offer = ", ".join(known) if known else "nothing: the provider has no such data"
        super().__init__(
            f"{provider} does not support {verb} on {resource}; supported: {offer}",
            insight=insight(
                "unsupported",
                "the integration does not offer this resource or method",
                {"resource": resource, "method": verb, "supported": list(known)},
            ),
            headers={"Allow": allow},
        )


class ListMoved(UnifiedError):
    """The records around a cursor's place are gone, so going on could lose rows."""

    status = 409

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} changed so much that this cursor has lost its place; start the walk again",
            insight=insight("cursor_lost", "go back to the first page", what),
        )


class KeyReused(UnifiedError):
    """An Idempotency-Key came back with another request."""

    status = 422

    def __init__(self) -> None:
        super().__init__("this Idempotency-Key was used with another body or query; take a new key")


class Throttled(UnifiedError):
    """
    The provider asked to wait, and the wait is not over.

    Or it was not *asked* yet: its limit is known, and used up.
    """

    status = 429

    def __init__(self, wait_s: int, *, asked: bool = True) -> None:
        super().__init__(
            f"the provider asked for a pause; {wait_s} s of it are left and nothing was sent"
            if asked
            else f"the provider's limit is used up for another {wait_s} s; nothing was sent",
            insight=insight("rate_limit_error", "wait before the next request", wait_s),
            headers={"Retry-After": str(wait_s)},
        )
        self.wait_s = wait_s


class RemoteError(UnifiedError):
    """
    The provider refused, failed, or gave an answer that cannot be read.

    `kind` names the class: auth, forbidden, not_found, conflict, invalid, rate_limited,
    server_error, timeout, connection, unreadable. `sent` is False if the provider provably never
    got the order; `unknown_outcome` is True if a write may or may not have happened. `line_status`
    is the one in the status line, where there was an answer.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        *,
        raw: Json = None,
        headers: Mapping[str, str] | None = None,
        sent: bool = True,
    ) -> None:
        super().__init__(message, headers=headers)
        self.status = status
        self.kind = kind
        self.raw = raw
        self.sent = sent
        self.unknown_outcome = False
        self.wait_s: int | None = None
        self.line_status: int | None = None
