"""
The one database: opening it, its transactions, and knowing when another process changed it.

SQLite, in memory or in a file (WAL). A transaction holds the process's lock and, when several
workers share the file, an advisory file lock, so that a waiting worker is woken at once
instead of polling. Refuses files of another program or another schema.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ats_simulator.errors import StateSchema, StateUnreadable
from ats_simulator.store.checkpoints import LONG_LOG, LONGEST_LOG, PAGE_BYTES, Checkpoints
from ats_simulator.store.schema import APPLICATION_ID, SCHEMA_VERSION, TABLES

GIVE_WAY_S = 0.0005
"""How long a long piece of work waits for those who wait for it: enough for a thread to wake."""

MOST_ROWS, MOST_ROWS_SHARED = 8000, 200
"""Rows it writes in one transaction while nobody waits; other processes cannot be seen waiting."""


class Database:
    """
    One connection. *shared* says that other processes write to the same file.

    Raises: StateUnreadable, StateSchema.
    """

    def __init__(self, path: str | None = None, *, shared: bool = False) -> None:
        self.path = path
        self.shared = shared
        self._lock = threading.RLock()
        self._waiting: deque[None] = deque()
        self._depth = 0
        self._lock_file: int | None = None
        self.connection = self._open()
        self._checkpoints = Checkpoints(path) if path is not None else None
        if self._checkpoints is not None:
            self._checkpoints.start()

    def _open(self) -> sqlite3.Connection:
        where = self.path or ":memory:"
        try:
            connection = sqlite3.connect(where, isolation_level=None, check_same_thread=False)
            _refuse_foreign(connection, where)
            connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA cache_size = -65536")
            connection.execute("PRAGMA busy_timeout = 10000")
            connection.execute(f"PRAGMA wal_autocheckpoint = {LONGEST_LOG}")
            connection.execute(f"PRAGMA journal_size_limit = {LONG_LOG // 2 * PAGE_BYTES}")
            self._prepare(connection, where)
            if self.shared:
                self._lock_file = os.open(f"{where}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except (sqlite3.Error, OSError) as error:
            raise StateUnreadable(where, str(error)) from error
        return connection

    def _prepare(self, connection: sqlite3.Connection, where: str) -> None:
        """Create the schema in an empty file; refuse another schema."""
        connection.execute("BEGIN IMMEDIATE")
        empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if empty:
            for statement in TABLES.split(";\n"):
                if statement.strip():
                    connection.execute(statement)
            connection.execute("INSERT INTO meta VALUES ('config_version', 0)")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute("COMMIT")
        if found != SCHEMA_VERSION:
            connection.close()
            raise StateSchema(where, found, SCHEMA_VERSION)

    @contextmanager
    def _mine(self) -> Iterator[None]:
        """Hold the process's lock; while it has to be waited for, that can be seen."""
        if not self._lock.acquire(blocking=False):
            self._waiting.append(None)
            self._lock.acquire()
            self._waiting.pop()
        try:
            yield
        finally:
            self._lock.release()

    def is_awaited(self) -> bool:
        """Say whether another thread waits for the lock."""
        return bool(self._waiting)

    def give_way(self) -> None:
        """Let those in who are waiting, between two transactions of a long piece of work."""
        if self.is_awaited() or self.shared:
            time.sleep(GIVE_WAY_S)
        if self._checkpoints is not None:
            self._checkpoints.catch_up()

    def in_turns(self, steps: Iterator[object]) -> None:
        """
        Do a long piece of work, each of its *steps* as it is asked for, in turn with others.

        A transaction ends after a step in which somebody waits, else after many rows: a commit
        writes whole pages, and the entries that a step adds to indexes are on ever so many.
        """
        most = MOST_ROWS_SHARED if self.shared else MOST_ROWS
        unfinished = True
        while unfinished:
            self.give_way()
            with self.transaction() as con:
                end = con.total_changes + most
                unfinished = any(self.is_awaited() or con.total_changes >= end for _ in steps)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block as one transaction; a block inside a block joins the outer one."""
        with self._mine():
            if self._depth:
                yield self.connection
                return
            self._depth = 1
            if self._lock_file is not None:
                fcntl.flock(self._lock_file, fcntl.LOCK_EX)
            try:
                yield from self._run()
            finally:
                if self._lock_file is not None:
                    fcntl.flock(self._lock_file, fcntl.LOCK_UN)
                self._depth = 0

    def _run(self) -> Iterator[sqlite3.Connection]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def close(self) -> None:
        """Close the connection; the file keeps everything."""
        if self._checkpoints is not None:
            self._checkpoints.stop()
        self.connection.close()
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None


def _refuse_foreign(connection: sqlite3.Connection, where: str) -> None:
    """Refuse a database of another program before anything is written to it."""
    used = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if used and connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        connection.close()
        raise StateUnreadable(where, "it is a database of another program")


def remove_files(path: str) -> None:
    """Remove a state file and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", ".lock"):
        Path(path + suffix).unlink(missing_ok=True)
