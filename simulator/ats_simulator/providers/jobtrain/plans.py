"""
The limits, which are ours: no public source mentions any. What counts against which, and the 429.

Deciding and counting are the core's. Source: SPEC section 6 (our-choice); row 10 (`rate_limit`)
is the tenant's own switch; rows 11 and 12 are settings; row 14 (`rate_limit_key`): the client id.
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
from ats_simulator.providers.jobtrain import errors
from ats_simulator.providers.jobtrain.operations import TOKEN, route_of
from ats_simulator.world.instants import to_instant

PLANS: Final[Mapping[str, tuple[Window, ...]]] = {
    "standard": (
        Window(name="minute", requests=100, seconds=60),
        Window(name="token_minute", requests=10, seconds=60),
    )
}
DEFAULT_PLAN: Final = "standard"
SETTINGS: Final = {"rate_limit_api_per_min": 100, "rate_limit_token_per_min": 10}
WINDOW_SETTINGS: Final = {
    "minute": "rate_limit_api_per_min",
    "token_minute": "rate_limit_token_per_min",
}
TOKEN_WINDOW: Final = "token"
"""Windows whose names begin so count logins, all others the API."""

COUNTED_REFUSALS: Final = frozenset({401})
"""
A token that is out of time tells whose it is: it counts, and over the limit it gets 429.

Source: SPEC section 6 (our-choice: decided before authentication, after the client is known).
"""

_PERIODS: Final = {1: "1s", 60: "1m", 3600: "1h", 86_400: "1d"}


def meters(request: Request, credential: Credential, tenant: Tenant) -> Sequence[Meter]:
    """
    Name the windows that *request* counts against: those of logins, or those of the API.

    The candidate site has none. A request that is none of these names them all.
    """
    route = route_of(request.path)
    if route is not None and route.site:
        return ()
    sliding = tenant.assumptions["rate_limit_window"] == "sliding"
    is_login = None if route is None else TOKEN in route.methods.values()
    return _meters(is_login, "sliding" if sliding else None, tenant.windows)


@lru_cache(maxsize=1024)
def _meters(
    is_login: bool | None,  # noqa: FBT001 - cached by position
    kind: Literal["sliding"] | None,
    windows: tuple[Window, ...],
) -> tuple[Meter, ...]:
    return tuple(
        Meter("client", replace(w, kind=kind) if kind else w)
        for w in windows
        if is_login is None or w.name.startswith(TOKEN_WINDOW) == is_login
    )


def over_limit(tenant: Tenant, decision: Decision, now_ms: int) -> Reply:
    """
    Answer a request over the limit, and name the limit that was hit.

    Row 16 (`rate_limit_body`): the envelope, whatever `error_style` says.
    """
    standing = decision.blocking
    window = standing.meter.window if standing else PLANS[DEFAULT_PLAN][0]
    most = f"maximum admitted {window.requests} per {period(window)}."
    body = errors.envelope(429, f"API calls quota exceeded! {most}")
    return errors.reply(429, body, *_retry_after(tenant, decision, now_ms))


def period(window: Window) -> str:
    """Write how long a window is."""
    return _PERIODS.get(window.seconds, f"{window.seconds}s")


def _retry_after(tenant: Tenant, decision: Decision, now_ms: int) -> Sequence[tuple[str, str]]:
    match tenant.assumptions["retry_after_header"]:
        case "off":
            return ()
        case "http_date":
            at_s = _retry_at_s(tenant.clock, decision, now_ms)
            return (("Retry-After", formatdate(at_s, usegmt=True)),)
        case _:
            return (("Retry-After", str(retry_after_s(decision, tenant.clock, now_ms))),)


def _retry_at_s(clock: Clock, decision: Decision, now_ms: int) -> int:
    """Give the first whole second, on the client's own clock, at which a request would pass."""
    span_ms = clock.real_span_ms(decision.retry_at_ms - now_ms)
    base_ms = now_ms
    if clock.mode != "manual":
        base_ms = clock.real_ms + math.ceil((now_ms - clock.now_ms) / clock.factor)
    return max(math.ceil((base_ms + span_ms) / 1000), base_ms // 1000 + 1)


def headers(tenant: Tenant, decision: Decision | None, now_ms: int) -> Sequence[tuple[str, str]]:
    """
    Add the standing of the limiter to every reply that it was asked about.

    Row 15 (`rate_limit_headers`): on. Units: the reset is an instant in UTC.
    """
    standing = _tightest(decision) if decision is not None else None
    if standing is None:
        return ()
    reset = to_instant(standing.reset_ms).removesuffix("Z")
    return (
        ("X-Rate-Limit-Limit", period(standing.meter.window)),
        ("X-Rate-Limit-Remaining", str(standing.remaining)),
        ("X-Rate-Limit-Reset", f"{reset}0000Z"),
    )


def _tightest(decision: Decision) -> Standing | None:
    """Choose the window that blocks, or else the one with the least room."""
    if not decision.allowed:
        return decision.blocking
    return min(decision.standings, key=lambda s: s.remaining, default=None)
