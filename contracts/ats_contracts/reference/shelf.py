"""
What outlives a call: lists that a limit interrupted, and lists that later pages of a walk go over.

In memory, per process, for a while: whoever finds nothing here reads again. It all belongs to a
credential, so that nobody is shown what another one read. Sends nothing and knows no provider.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MOST_ROWS = 100_000
"""Over all credentials; what was not used for longest goes first."""


class Kept(NamedTuple):
    """Something on the shelf: how many rows it counts as, and until when it is good."""

    value: Any
    weight: int
    until: float


@dataclass(slots=True)
class Shelf:
    """A bounded memory. Safe for threads. *now* is in seconds since the epoch."""

    now: Callable[[], float]
    most: int = MOST_ROWS
    _kept: OrderedDict[tuple[str, str], Kept] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, owner: str, name: str, value: Any, *, weight: int, for_s: float) -> bool:
        """Keep a value, unless it is too heavy; others make room for it. Say whether it is kept."""
        if weight > self.most:
            return False
        with self._lock:
            self._kept[owner, name] = Kept(value, weight, self.now() + for_s)
            self._kept.move_to_end((owner, name))
            left = sum(kept.weight for kept in self._kept.values())
            while left > self.most:
                left -= self._kept.popitem(last=False)[1].weight
        return True

    def take(self, owner: str, name: str) -> Any:
        """Give a value and keep it no longer; None if there is none, or it is too old."""
        with self._lock:
            kept = self._kept.pop((owner, name), None)
            return None if kept is None or kept.until < self.now() else kept.value

    def forget(self, owner: str, prefix: str) -> None:
        """Keep no longer what a credential has under names that begin so."""
        with self._lock:
            for key in [k for k in self._kept if k[0] == owner and k[1].startswith(prefix)]:
                del self._kept[key]
