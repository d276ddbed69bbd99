"""
Tokens that credentials buy, for providers that take a token and not the credentials themselves.

A token is held with the account it belongs to, in memory: never shared between accounts, never
shown, gone when the account is linked again. It is bought once, used until shortly before it ends,
and bought again if the provider refuses it. Two requests at one time buy one token.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

MARGIN_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """
    What was bought. `headers` are what a request then carries; they hold `secret`.

    Units: `bought_at` seconds since the epoch on the app's clock; `lifetime_s` seconds, None where
    the provider does not say.
    """

    headers: Mapping[str, str] = field(repr=False)
    secret: str = field(repr=False)
    bought_at: float
    lifetime_s: float | None = None


def is_fresh(token: Token, now: float) -> bool:
    """Tell whether a token is still good: a minute, or a tenth of its life, before it ends."""
    if token.lifetime_s is None:
        return True
    left = token.bought_at + token.lifetime_s - now
    return left > min(MARGIN_S, token.lifetime_s / 10)


class Purse:
    """The token that one account holds. Safe for threads: others wait while one is bought."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._secrets: deque[str] = deque(maxlen=2)

    def take(self, is_usable: Callable[[Token], bool], buy: Callable[[], Token]) -> Token:
        """Give the token that is held, if it *is_usable*, else *buy* one. Raises: as *buy*."""
        with self._lock:
            if self._token is None or not is_usable(self._token):
                self._token = None
                self._token = buy()
                self._secrets.append(self._token.secret)
            return self._token

    def secrets(self) -> list[str]:
        """List the token, and the one before: a late error may still repeat it."""
        return list(self._secrets)
