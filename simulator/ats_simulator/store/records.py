"""
Truth records and rendered rows: reading, writing, paging.

Functions over a connection inside a transaction; *world* is the world's number. Truth is
JSON, rows are bytes ready to be joined. A page is found over the narrow `wire_index` and only
then read from `wire`, so that its time does not grow with its place. Look-ups in `truth` name their
index: left to itself, SQLite walks all records of the resource.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ats_simulator.provider import Record, WireRow

PARENTS = ("candidate", "job", "application")


@dataclass(frozen=True, slots=True)
class Where:
    """A condition over the columns of `wire_index`, and its parameters."""

    sql: str = "1"
    params: tuple[Any, ...] = ()

    def and_(self, other: Where) -> Where:
        """Require both conditions."""
        return Where(f"({self.sql}) AND ({other.sql})", self.params + other.params)


EVERYTHING = Where()

BY_NUMBER = "n"
"""The usual order of rows; another one is a list of `wire_index` columns that ends a tie."""


def truth_row(world: int, resource: str, n: int, record: Record) -> tuple[Any, ...]:
    """
    Give the values of one `truth` row.

    What belongs to an application is found by that alone, and by candidate and job through it.
    """
    key, body = record["id"], orjson.dumps(record)
    if application := record.get("application"):
        return (world, resource, n, key, None, None, application["id"], body)
    candidate, job = record.get("candidate"), record.get("job")
    parents = (candidate["id"] if candidate else None, job["id"] if job else None)
    return (world, resource, n, key, *parents, None, body)


def put_truth(con: sqlite3.Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert or replace truth rows made by `truth_row`."""
    con.executemany("INSERT OR REPLACE INTO truth VALUES (?,?,?,?,?,?,?,?)", rows)


def put_wire(con: sqlite3.Connection, world: int, rows: Sequence[WireRow]) -> None:
    """Insert or replace rendered rows."""
    con.executemany(
        "INSERT OR REPLACE INTO wire VALUES (?,?,?,?)",
        [(world, r.kind, r.n, r.body) for r in rows],
    )
    con.executemany(
        "INSERT OR REPLACE INTO wire_index VALUES (?,?,?,?,?,?,?,?,?)",
        [
            (world, r.kind, r.n, r.ref, r.parent, r.facet, r.natural_key, r.updated_ms, r.search)
            for r in rows
        ],
    )


def drop_truth(con: sqlite3.Connection, world: int, resource: str, n: int) -> None:
    """Remove one truth record."""
    con.execute("DELETE FROM truth WHERE world=? AND resource=? AND n=?", (world, resource, n))


def drop_wire(con: sqlite3.Connection, world: int, kind: str, n: int) -> None:
    """Remove one rendered row."""
    con.execute("DELETE FROM wire WHERE world=? AND kind=? AND n=?", (world, kind, n))
    con.execute("DELETE FROM wire_index WHERE world=? AND kind=? AND n=?", (world, kind, n))


def truth_of(
    con: sqlite3.Connection, world: int, resource: str, key: str
) -> tuple[int, Record] | None:
    """Find one truth record by the id that the provider shows: its number and the record."""
    row = con.execute(
        "SELECT n, body FROM truth INDEXED BY truth_by_id WHERE world=? AND resource=? AND id=?",
        (world, resource, key),
    ).fetchone()
    return None if row is None else (row[0], orjson.loads(row[1]))


def truth_at(con: sqlite3.Connection, world: int, resource: str, n: int) -> Record | None:
    """Read one truth record by its number."""
    row = con.execute(
        "SELECT body FROM truth WHERE world=? AND resource=? AND n=?", (world, resource, n)
    ).fetchone()
    return None if row is None else orjson.loads(row[0])


def truth_after(
    con: sqlite3.Connection, world: int, resource: str, after: int, limit: int
) -> list[tuple[int, bytes]]:
    """List truth records with numbers above *after*, in order: number and JSON bytes."""
    return con.execute(
        "SELECT n, body FROM truth WHERE world=? AND resource=? AND n>? ORDER BY n LIMIT ?",
        (world, resource, after, limit),
    ).fetchall()


def related_truth(
    con: sqlite3.Connection, world: int, resource: str, parent: str, key: str
) -> list[tuple[int, Record]]:
    """
    List the records of *resource* that belong to the candidate, job or application *key*.

    Those of a candidate or a job are without those of applications: see `truth_row`.
    """
    if parent not in PARENTS:
        raise ValueError(f"parent must be one of {PARENTS}, got {parent!r}")
    rows = con.execute(
        f"SELECT n, body FROM truth INDEXED BY truth_by_{parent} "
        f"WHERE world=? AND resource=? AND {parent}=? ORDER BY n",
        (world, resource, key),
    )
    return [(n, orjson.loads(body)) for n, body in rows]


def count(con: sqlite3.Connection, world: int, more: Mapping[str, int]) -> None:
    """Add to the counts of truth records, by resource; they are kept, since counting takes long."""
    con.executemany(
        "INSERT INTO counts VALUES (?,?,?) ON CONFLICT DO UPDATE SET count=count+excluded.count",
        [(world, resource, number) for resource, number in more.items()],
    )


def counts(con: sqlite3.Connection, world: int) -> dict[str, int]:
    """Give the number of truth records of each resource."""
    rows = con.execute("SELECT resource, count FROM counts WHERE world=?", (world,))
    return dict(rows.fetchall())


def last_number(con: sqlite3.Connection, world: int, resource: str) -> int:
    """Give the highest number that a record of *resource* has, 0 for none."""
    row = con.execute(
        "SELECT n FROM truth WHERE world=? AND resource=? ORDER BY n DESC LIMIT 1",
        (world, resource),
    ).fetchone()
    return row[0] if row else 0


def wire_of(con: sqlite3.Connection, world: int, kind: str, ref: str) -> bytes | None:
    """Find one rendered row by the id on the wire."""
    row = con.execute(
        "SELECT body FROM wire WHERE world=?1 AND kind=?2 AND n=("
        "SELECT n FROM wire_index WHERE world=?1 AND kind=?2 AND ref=?3)",
        (world, kind, ref),
    ).fetchone()
    return row[0] if row else None


def numbers(
    con: sqlite3.Connection, world: int, kind: str, where: Where, order: str = BY_NUMBER
) -> array[int]:
    """List the numbers of all rows that match, in order."""
    rows = con.execute(
        f"SELECT n FROM wire_index WHERE world=? AND kind=? AND {where.sql} ORDER BY {order}",
        (world, kind, *where.params),
    )
    return array("q", [n for (n,) in rows])


def wire_at(con: sqlite3.Connection, world: int, kind: str, wanted: Sequence[int]) -> list[bytes]:
    """Read the rows with these numbers, in the order given."""
    if not wanted:
        return []
    first, last = min(wanted), max(wanted)
    if last - first + 1 == len(wanted):
        rows = con.execute(
            "SELECT n, body FROM wire WHERE world=? AND kind=? AND n BETWEEN ? AND ?",
            (world, kind, first, last),
        )
    else:
        rows = con.execute(
            "SELECT n, body FROM wire WHERE world=? AND kind=? AND n IN "
            "(SELECT value FROM json_each(?))",
            (world, kind, orjson.dumps(list(wanted)).decode()),
        )
    bodies = dict(rows.fetchall())
    return [bodies[n] for n in wanted]
