"""
Moving what the write-ahead log holds into the file, beside the work and not within it.

Without this, the commit that fills the log pays for all commits before it, and everybody waits
for its fsync. Long pieces of work wait for what is behind (`catch_up`), outside of any transaction.
This module refuses to be needed: a log that grows too long is moved by a commit.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from pathlib import Path

EVERY_S = 0.1
LONGEST_LOG = 8000
"""Pages in the log at which a commit moves the rest itself; by then little is left to move."""

LONG_LOG = 4000
"""Pages in the log at which a long piece of work waits until they are moved."""

PAGE_BYTES = 8192


class Checkpoints:
    """
    A thread that checkpoints the database at *path*, from `start` to `stop`.

    Units: *long_log* in pages.
    """

    def __init__(self, path: str, *, long_log: int = LONG_LOG) -> None:
        self._long_bytes = long_log * PAGE_BYTES
        self._ended = threading.Event()
        self._moving = threading.Lock()
        self._log = Path(f"{path}-wal")
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, once what is under way is done."""
        self._ended.set()
        self._thread.join()
        self._connection.close()

    def catch_up(self) -> None:
        """Have a long log moved before it goes on growing; call it outside of any transaction."""
        with suppress(FileNotFoundError):  # there is none yet, or the file system cannot have one
            if self._log.stat().st_size > self._long_bytes:
                self._move()

    def _run(self) -> None:
        while not self._ended.wait(EVERY_S):
            self._move()

    def _move(self) -> None:
        with self._moving:
            try:
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            except sqlite3.Error:  # the disk is full, say: the next commit will tell whom
                return
