"""
How long providers ask us to wait, and the memory of it. Sends nothing and sleeps never.

A wait belongs to a credential, not to an account: two accounts with one key share it. So does what
was used of a provider's limits, where the provider does not tell it and it has to be counted here.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from ats_contracts.reference.values import Order

Headers = Mapping[str, str]
_EPOCH_FROM = 1_000_000_000
_FORWARDED = ("limit", "remaining", "reset")
_MAX_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """
    What the reference does when a provider is slow, fails, or asks for a pause.

    By default a 429 is passed on at once, as the unified model documents, and a failed read is not
    repeated. A write is never repeated, unless the provider provably did not get it.
    """

    max_wait_s: float = 0.0
    """Wait this long for a provider's pause before answering 429."""
    get_retries: int = 0
    """Repeat a failed read this often."""
    backoff_s: float = 0.5
    """Before the first repetition; doubled each time."""
    default_wait_s: int = 10
    """After a 429 that does not say how long."""
    own_wait_s: float = 0.0
    """Wait this long for room in a limit that is counted here, before answering 429."""
    timeout_s: float = 10.0
    """For connecting, and for each read from the provider."""


def retry_after(headers: Headers, now: float) -> int | None:
    """
    Read Retry-After, in seconds or as an HTTP date, as whole seconds ≥ 1; None if it says nothing.

    A date counts from the provider's own Date header where there is one, else from *now*.
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
        return max(1, math.ceil(float(text)))
    until = _http_date(text)
    if until is None:
        return None
    sent = _http_date(headers.get("date", ""))
    return max(1, math.ceil(until - (now if sent is None else sent)))


def _http_date(text: str) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()


def normalized(headers: Headers, now: float) -> dict[str, str]:
    """
    Write what a provider says of its limits as `ratelimit-limit`, `-remaining`, `-reset` (seconds).

    Empty if it says nothing. A reset that looks like an epoch becomes the seconds until then.
    """
    found: dict[str, str] = {}
    for name in _FORWARDED:
        text = headers.get(f"ratelimit-{name}") or headers.get(f"x-ratelimit-{name}") or ""
        if not re.fullmatch(r"[0-9]{1,12}", text):
            continue
        value = int(text)
        if name == "reset" and value >= _EPOCH_FROM:
            value = max(0, math.ceil(value - now))
        found[f"ratelimit-{name}"] = str(value)
    return found


class Waits:
    """Until when each credential has to rest. Safe for threads; bounded."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def note(self, credential: str, wait_s: float) -> None:
        """Remember a pause; a longer one already known stands."""
        until = self._now() + wait_s
        with self._lock:
            self._until[credential] = max(until, self._until.get(credential, until))
            if len(self._until) > _MAX_REMEMBERED:
                self._until.pop(next(iter(self._until)))

    def left(self, credential: str) -> float:
        """Tell how many seconds of a pause are left; 0 if none."""
        with self._lock:
            until = self._until.get(credential)
            if until is None:
                return 0.0
            left = until - self._now()
            if left <= 0:
                del self._until[credential]
            return max(0.0, left)


def every(order: Order) -> bool:
    """Count every request."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """
    At most *requests* in any *seconds*; or in a day of *zone*, if one is named.

    *counts* says which requests it is about.
    """

    requests: int
    seconds: float = 86_400.0
    zone: str = ""
    counts: Callable[[Order], bool] = every

    def room_in(self, taken: Sequence[float], now: float) -> float:
        """Tell in how many seconds there is room for one more; *taken* ascends."""
        if len(taken) - bisect_right(taken, self._since(now)) < self.requests:
            return 0.0
        if self.zone:
            return self._midnight(now, days=1) - now
        return taken[-self.requests] + self.seconds - now

    def _since(self, now: float) -> float:
        return self._midnight(now, days=0) - 0.001 if self.zone else now - self.seconds

    def _midnight(self, now: float, *, days: int) -> float:
        zone = ZoneInfo(self.zone)
        day = dt.datetime.fromtimestamp(now, zone).date() + dt.timedelta(days=days)
        return dt.datetime.combine(day, dt.time(), tzinfo=zone).timestamp()


@dataclass(slots=True)
class Ledger:
    """When each credential sent what, as far as quotas ask. Safe for threads; bounded."""

    now: Callable[[], float]
    _taken: OrderedDict[str, dict[Quota, list[float]]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, credential: str, quotas: Sequence[Quota], order: Order) -> float:
        """Count a request if all *quotas* have room for it; else tell the seconds until then."""
        concerned = [quota for quota in quotas if quota.counts(order)]
        if not concerned:
            return 0.0
        with self._lock:
            now, taken = self.now(), self._of(credential)
            wait = max(quota.room_in(taken.get(quota, []), now) for quota in concerned)
            if wait <= 0:
                for quota in concerned:
                    instants = taken.setdefault(quota, [])
                    instants.append(now)
                    del instants[: -quota.requests]
            return max(0.0, wait)

    def _of(self, credential: str) -> dict[Quota, list[float]]:
        taken = self._taken.setdefault(credential, {})
        self._taken.move_to_end(credential)
        if len(self._taken) > _MAX_REMEMBERED:
            self._taken.popitem(last=False)
        return taken
