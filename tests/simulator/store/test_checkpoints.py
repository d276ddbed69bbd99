"""A long log is moved into the file by whoever made it long, outside of any transaction."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ats_simulator.store.checkpoints import Checkpoints


@pytest.mark.parametrize(("long_log", "moved"), [(1, True), (1000, False)])
def test_only_a_long_log_is_moved(tmp_path: Path, *, long_log: int, moved: bool) -> None:
    path = tmp_path / "state.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as con:
        con.execute("PRAGMA journal_mode = WAL")
        con.execute("CREATE TABLE things (body BLOB)")
        con.execute("INSERT INTO things VALUES (zeroblob(100000))")
        before = path.stat().st_size
        beside = Checkpoints(str(path), long_log=long_log)
        beside.catch_up()
        assert (path.stat().st_size > before) is moved
        beside.start()
        beside.stop()


def test_where_there_is_no_log_there_is_nothing_to_do(tmp_path: Path) -> None:
    beside = Checkpoints(str(tmp_path / "state.db"))
    beside.catch_up()
    beside.start()
    beside.stop()
