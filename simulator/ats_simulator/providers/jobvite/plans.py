"""
Limits: 15 a minute and 850 an hour for each key pair, daily caps, and the answer over a limit.

Deciding and counting are the core's; numbers, headers and words are the vendor's, and none of
them was ever recorded. Source: SPEC section 6 (integrators, our-choice).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from email.utils import formatdate
from functools import lru_cache
from typing import Final

from ats_simulator.clock import Clock
from ats_simulator.limits import Decision, Kind, Meter, Window, retry_after_s
from ats_simulator.provider import Credential, Reply, Request, Tenant
from ats_simulator.providers.jobvite import errors
from ats_simulator.providers.jobvite.operations import operation_of

PACIFIC: Final = "America/Los_Angeles"
"""Where a day of the caps begins: `daily_reset_timezone` (F)."""

_DAY_S: Final = 86_400
SHORT: Final = frozenset({"minute", "hour"})
"""The windows whose kind `rate_window` switches; all others are calendar days."""

PLANS: Final[Mapping[str, tuple[Window, ...]]] = {
    "standard": (
        Window(name="minute", requests=15, seconds=60, kind="sliding"),
        Window(name="hour", requests=850, seconds=3600, kind="sliding"),
        Window(name="candidate_day", requests=20_000, seconds=_DAY_S, zone=PACIFIC),
        Window(name="requisition_day", requests=500, seconds=_DAY_S, zone=PACIFIC),
        Window(name="employee_day", requests=500, seconds=_DAY_S, zone=PACIFIC),
        Window(name="contact_day", requests=500, seconds=_DAY_S, zone=PACIFIC),
    )
}
"""On by default: `rate_limit` (F). Source: SPEC section 6 (integrators)."""
DEFAULT_PLAN: Final = "standard"

WINDOW_SETTINGS: Final = {
    "minute": "rate_per_minute",
    "hour": "rate_per_hour",
    "candidate_day": "daily_cap_candidate",
    "requisition_day": "daily_cap_requisition",
    "employee_day": "daily_cap_employee",
    "contact_day": "daily_cap_contact",
}
"""Window to the setting that holds its number."""

SETTINGS: Final = {
    setting: next(w.requests for w in PLANS[DEFAULT_PLAN] if w.name == name)
    for name, setting in WINDOW_SETTINGS.items()
}
"""The numbers of the windows. Source: SPEC section 6 (integrators)."""

_KINDS: Final[Mapping[str, Kind]] = {
    "sliding": "sliding",
    "fixed": "fixed",
    "token_bucket": "bucket",
}
_LARGEST_BUCKET: Final = 1_000_000
"""Above it a bucket's arithmetic leaves 64 bits, and no client can tell it from a window."""


def meters(request: Request, credential: Credential, tenant: Tenant) -> Sequence[Meter]:
    """
    Name the windows that *request* counts against: the short ones, and the cap of its operation.

    Counted per key pair over all APIs together: `rate_scope`, `rate_families_shared` (F). What is
    refused before or by the limiter costs nothing, what the route refuses does:
    `rate_count_unauthenticated` off, `rate_count_rejected` off, `rate_count_failed` on (F). A path
    that leads nowhere stands for all of them: the tenant's owner asks so.
    """
    operation = operation_of(request.method, request.path)
    caps = tenant.assumptions["daily_caps"] == "on"
    names = None if operation is None else (operation.cap if caps else None,)
    kind = _KINDS[tenant.assumptions["rate_window"]]
    return _meters(credential.name, kind, names, tenant.windows, caps=caps)


@lru_cache(maxsize=1024)
def _meters(
    scope: str,
    kind: Kind,
    names: tuple[str | None] | None,
    windows: tuple[Window, ...],
    *,
    caps: bool,
) -> tuple[Meter, ...]:
    chosen = []
    for window in windows:
        if window.name not in WINDOW_SETTINGS or window.name in SHORT:
            chosen.append(Meter(scope, _of_kind(window, kind)))
        elif (caps and names is None) or (names is not None and window.name in names):
            chosen.append(Meter(scope, window))
    return tuple(chosen)


def _of_kind(window: Window, kind: Kind) -> Window:
    if window.name not in SHORT:
        return window
    too_large = kind == "bucket" and window.requests > _LARGEST_BUCKET
    return replace(window, kind="fixed" if too_large else kind)


def over_limit(tenant: Tenant, decision: Decision, now_ms: int) -> Reply:
    """
    Answer a request over the limit, and say when every exhausted limit has room again.

    The code in the body stays 429: `rate_limited_status`, `rate_limited_body` (F). Nothing else
    tells of limits: `rate_headers` off (F).
    """
    status = int(tenant.assumptions["rate_limited_status"])
    body = errors.envelope(429, ["Too many requests. Please try again later"])
    match tenant.assumptions["retry_after_header"]:
        case "off":
            return errors.reply(status, body)
        case "http_date":
            at_s = _retry_at_s(tenant.clock, decision, now_ms)
            return errors.reply(status, body, ("Retry-After", formatdate(at_s, usegmt=True)))
        case _:
            wait = retry_after_s(decision, tenant.clock, now_ms)
            return errors.reply(status, body, ("Retry-After", str(wait)))


def _retry_at_s(clock: Clock, decision: Decision, now_ms: int) -> int:
    """Give the first whole second, on the client's own clock, at which a request would pass."""
    span_ms = clock.real_span_ms(decision.retry_at_ms - now_ms)
    base_ms = now_ms
    if clock.mode != "manual":
        base_ms = clock.real_ms + math.ceil((now_ms - clock.now_ms) / clock.factor)
    return max(math.ceil((base_ms + span_ms) / 1000), base_ms // 1000 + 1)
