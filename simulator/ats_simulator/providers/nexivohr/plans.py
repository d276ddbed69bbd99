"""
The three plans, what a request counts against, and the 429.

Deciding and counting are the core's; the numbers, the headers and the words are the vendor's.
Source: SPEC section 5.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from email.utils import formatdate
from functools import lru_cache
from typing import Final, Literal

from ats_simulator.clock import Clock
from ats_simulator.limits import Decision, Meter, Standing, Window, retry_after_s
from ats_simulator.provider import Credential, Reply, Request, Tenant
from ats_simulator.providers.nexivohr import errors


def _windows(per_minute: int, per_day: int) -> tuple[Window, ...]:
    return (
        Window(name="minute", requests=per_minute, seconds=60),
        Window(name="day", requests=per_day, seconds=86_400),
    )


PLANS: Final[Mapping[str, tuple[Window, ...]]] = {
    "starter": (),
    "professional": _windows(60, 10_000),
    "enterprise": _windows(600, 1_000_000),
}
DEFAULT_PLAN: Final = "professional"
WITHOUT_ACCESS: Final = frozenset({"starter"})


def meters(request: Request, credential: Credential, tenant: Tenant) -> Sequence[Meter]:
    """Name the windows that *request* counts against: its token's, or the whole tenant's."""
    per_token = tenant.assumptions["rate_scope"] == "token"
    scope = credential.name if per_token else "tenant"
    sliding = tenant.assumptions["rate_window"] == "sliding"
    return _meters(scope, "sliding" if sliding else None, tenant.windows)


@lru_cache(maxsize=1024)
def _meters(
    scope: str, kind: Literal["sliding"] | None, windows: tuple[Window, ...]
) -> tuple[Meter, ...]:
    """Meter *windows* for *scope*; *kind* overrides theirs."""
    return tuple(Meter(scope, replace(w, kind=kind) if kind else w) for w in windows)


def over_limit(tenant: Tenant, decision: Decision, now_ms: int) -> Reply:
    """Answer a request over the limit, and say when the next one would pass every window."""
    if tenant.assumptions["retry_after_style"] == "http_date":
        value = formatdate(_retry_at_s(tenant.clock, decision, now_ms), usegmt=True)
    else:
        value = str(retry_after_s(decision, tenant.clock, now_ms))
    return errors.too_many(("Retry-After", value))


def _retry_at_s(clock: Clock, decision: Decision, now_ms: int) -> int:
    """Give the first whole second, on the client's own clock, at which a request would pass."""
    span_ms = clock.real_span_ms(decision.retry_at_ms - now_ms)
    base_ms = now_ms
    if clock.mode != "manual":
        base_ms = clock.real_ms + math.ceil((now_ms - clock.now_ms) / clock.factor)
    return max(math.ceil((base_ms + span_ms) / 1000), base_ms // 1000 + 1)


def headers(tenant: Tenant, decision: Decision | None, now_ms: int) -> Sequence[tuple[str, str]]:
    """
    Add the standing of the limiter, where the assumption wants it and the limiter was asked.

    Units: `X-RateLimit-Reset` is Unix time in whole seconds on the tenant's clock.
    """
    if tenant.assumptions["rate_headers"] == "none" or decision is None:
        return ()
    standing = _tightest(decision)
    if standing is None:
        return ()
    return (
        ("X-RateLimit-Limit", str(standing.meter.window.requests)),
        ("X-RateLimit-Remaining", str(standing.remaining)),
        ("X-RateLimit-Reset", str(-(-standing.reset_ms // 1000))),
    )


def _tightest(decision: Decision) -> Standing | None:
    """Choose the window that blocks, or else the one with the least room."""
    if not decision.allowed:
        return decision.blocking
    return min(decision.standings, key=lambda s: s.remaining, default=None)
