"""
How long providers ask us to wait, and the memory of it. Sends nothing and sleeps never.

A wait belongs to a credential, not to an account: two accounts with one key share it.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

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
