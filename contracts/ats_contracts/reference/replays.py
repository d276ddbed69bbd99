"""
Idempotency keys: the same request under the same key is carried out once. In memory, bounded.

Keeps an answer if something was, or may have been, done. A definite refusal is not kept: nothing
happened, so the key stays usable. Concurrent requests under one key wait for the first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from ats_contracts.reference.errors import KeyReused
from ats_contracts.reference.values import Answer

MAX_KEYS = 10_000


@dataclass(slots=True)
class Entry:
    """What happened under one key. `answer` is None until there is one to repeat."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    digest: str = ""
    answer: Answer | None = None


class Replays:
    """Answers by scope (account, path and key)."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def run(self, scope: str, digest: str, execute: Callable[[], Answer]) -> Answer:
        """
        Repeat the answer under *scope*, or *execute* and keep it.

        *digest* stands for the request. Raises: KeyReused if the key was used for another one.
        """
        entry = self._entry(scope)
        with entry.lock:
            if entry.answer is None:
                answer = execute()
                if answer.keep:
                    entry.digest, entry.answer = digest, answer
                return answer
            if entry.digest != digest:
                raise KeyReused
            return entry.answer

    def _entry(self, scope: str) -> Entry:
        with self._lock:
            entry = self._entries.setdefault(scope, Entry())
            self._entries.move_to_end(scope)
            if len(self._entries) > MAX_KEYS:
                self._drop_oldest()
            return entry

    def _drop_oldest(self) -> None:
        for scope, entry in self._entries.items():
            if not entry.lock.locked():
                del self._entries[scope]
                return
