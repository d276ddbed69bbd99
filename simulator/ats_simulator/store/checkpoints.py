"""
Moving what the write-ahead log holds into the file, beside the work and not within it.

Without this, the commit that fills the log pays for all commits before it, and everybody waits
for its fsync. This module refuses to be needed: a log that grows too long is moved by a commit.
"""

from __future__ import annotations

import sqlite3
import threading

EVERY_S = 0.1
LONGEST_LOG = 8000
"""Pages in the log at which a commit moves the rest itself; by then little is left to move."""


class Checkpoints:
    """A thread that checkpoints the database at *path*, from `start` to `stop`."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, once what is under way is done."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        try:
            while not self._ended.wait(EVERY_S):
                try:
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
                except sqlite3.Error:  # the disk is full, say: the next commit will tell whom
                    continue
        finally:
            connection.close()
