"""The one database: transactions, and files that cannot be used."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ats_simulator import Simulator
from ats_simulator.errors import StateSchema, StateUnreadable
from ats_simulator.store.database import MOST_ROWS, Database, remove_files
from ats_simulator.store.schema import SCHEMA_VERSION


def versioned(path: Path, version: int) -> str:
    Database(str(path)).close()
    with sqlite3.connect(path) as con:
        con.execute(f"PRAGMA user_version = {version}")
    con.close()
    return str(path)


@pytest.mark.parametrize(("step", "age"), [(-1, "an older"), (1, "a newer")])
def test_a_file_of_another_schema_is_refused(tmp_path: Path, step: int, age: str) -> None:
    path = versioned(tmp_path / "state.db", SCHEMA_VERSION + step)
    with pytest.raises(StateSchema, match=f"written by {age} version") as refused:
        Database(path)
    assert (refused.value.found, refused.value.needed) == (SCHEMA_VERSION + step, SCHEMA_VERSION)
    assert "remove the file to start afresh" in str(refused.value)


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE precious (x)")
    con.close()
    before = path.read_bytes()
    with pytest.raises(StateUnreadable, match="it is a database of another program"):
        Database(str(path))
    assert path.read_bytes() == before


@pytest.mark.parametrize("where", ["folder", "folder/missing/state.db", "text.db"])
def test_what_cannot_be_a_state_file_is_refused_with_its_path(tmp_path: Path, where: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.db").write_text("Dear diary, this is no database. " * 100)
    path = str(tmp_path / where)
    with pytest.raises(StateUnreadable, match="cannot use state file") as refused:
        Database(path)
    assert refused.value.path == path
    assert "give --state another path" in str(refused.value)


def test_the_simulator_says_the_same(tmp_path: Path) -> None:
    with pytest.raises(StateUnreadable):
        Simulator(state=str(tmp_path), providers=[])


def break_after(database: Database, key: str, *, nested: bool) -> None:
    with database.transaction() as outer:
        if nested:
            with database.transaction() as inner:
                assert inner is outer
                inner.execute("INSERT INTO meta VALUES (?, 1)", (key,))
        else:
            outer.execute("INSERT INTO meta VALUES (?, 1)", (key,))
        raise RuntimeError


@pytest.mark.parametrize("nested", [False, True])
def test_a_block_that_raises_leaves_nothing(*, nested: bool) -> None:
    database = Database()
    with pytest.raises(RuntimeError):
        break_after(database, "half", nested=nested)
    with database.transaction() as con:
        assert con.execute("SELECT count(*) FROM meta WHERE key='half'").fetchone() == (0,)
    database.close()


def count_up(database: Database, times: int) -> None:
    for _ in range(times):
        with database.transaction() as con:
            (n,) = con.execute("SELECT value FROM meta WHERE key='n'").fetchone()
            con.execute("UPDATE meta SET value=? WHERE key='n'", (n + 1,))


@pytest.mark.parametrize("shared", [False, True])
def test_no_count_is_lost_between_threads_and_connections(tmp_path: Path, *, shared: bool) -> None:
    path = str(tmp_path / "state.db")
    first = Database(path, shared=shared)
    opened = [first, Database(path, shared=True)] if shared else [first]
    with first.transaction() as con:
        con.execute("INSERT INTO meta VALUES ('n', 0)")
    threads = [threading.Thread(target=count_up, args=(d, 25)) for d in opened for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with first.transaction() as con:
        assert con.execute("SELECT value FROM meta WHERE key='n'").fetchone() == (
            25 * len(threads),
        )
    for database in opened:
        database.close()


class Turns(Database):
    """A database that counts the transactions of a long piece of work."""

    turns = 0

    def give_way(self) -> None:
        self.turns += 1
        super().give_way()


def steps_of(database: Database, rows: int, *, times: int) -> Iterator[None]:
    for step in range(times):
        with database.transaction() as con:
            con.executemany(
                "INSERT INTO meta VALUES (?, ?)", [(f"{step}-{n}", n) for n in range(rows)]
            )
        yield


@pytest.mark.parametrize(("shared", "turns"), [(False, 2), (True, 9)])
def test_a_long_piece_of_work_is_cut_where_others_cannot_be_seen(
    tmp_path: Path, *, shared: bool, turns: int
) -> None:
    database = Turns(str(tmp_path / "state.db"), shared=shared)
    database.in_turns(steps_of(database, MOST_ROWS // 8, times=8))
    with database.transaction() as con:
        assert con.execute("SELECT count(*) FROM meta WHERE key LIKE '%-%'").fetchone() == (
            MOST_ROWS,
        )
    assert database.turns == turns
    database.close()


def test_who_begins_to_wait_is_let_in_before_a_long_piece_of_work_ends() -> None:
    database, been = Database(), threading.Event()

    def other() -> None:
        with database.transaction():
            been.set()

    def work() -> Iterator[None]:
        thread.start()
        until = time.monotonic() + 10
        while not been.is_set() and time.monotonic() < until:
            yield
        thread.join(10)

    thread = threading.Thread(target=other)
    database.in_turns(work())
    assert been.is_set()
    assert not database.is_awaited()
    database.close()


def test_what_was_kept_is_there_for_who_opens_the_file_next(tmp_path: Path) -> None:
    path = str(tmp_path / "state.db")
    database = Database(path)
    with database.transaction() as con:
        con.execute("INSERT INTO meta VALUES ('kept', 7)")
    second = Database(path)  # the first one has not been closed: a crash looks like this
    with second.transaction() as con:
        assert con.execute("SELECT value FROM meta WHERE key='kept'").fetchone() == (7,)
    second.close()
    database.close()


def test_all_files_of_a_state_can_be_removed(tmp_path: Path) -> None:
    path = str(tmp_path / "state.db")
    Database(path, shared=True).close()
    remove_files(path)
    remove_files(path)
    assert list(tmp_path.iterdir()) == []
