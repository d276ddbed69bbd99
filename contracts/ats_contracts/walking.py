"""
Walking a list to its end or to the error that ended it, and saying what the walk came to.

Used by checks that set the limit, break something on the way, or change the list meanwhile. This
module refuses to know what a record should hold: it compares ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ats_contracts.case import Case
from ats_contracts.errors import TargetError
from ats_contracts.target import Connection, JsonObject, Page, Query

SHOWN = 5
"""How many ids a divergence names."""


@dataclass(slots=True)
class Walk:
    """The pages that arrived, and the error that ended the walk, if one did."""

    pages: list[Page] = field(default_factory=list)
    error: TargetError | None = None

    @property
    def rows(self) -> list[JsonObject]:
        """Give the rows of all pages."""
        return [row for page in self.pages for row in page.records]

    @property
    def ids(self) -> list[str]:
        """Give the ids of all rows, repeated ones too."""
        return ids_of(self.rows)


def ids_of(rows: Iterable[JsonObject]) -> list[str]:
    """Give the ids of rows."""
    return [str(row.get("id")) for row in rows]


def walk(
    connection: Connection,
    resource: str,
    query: Query | None = None,
    *,
    limit: int | None = None,
    cursor: str | None = None,
) -> Walk:
    """Walk a list as far as it goes. Raises: Endless."""
    done = Walk()
    try:
        for page in connection.pages(resource, query, limit=limit, cursor=cursor):
            done.pages.append(page)
    except TargetError as error:
        done.error = error
    return done


def walk_whole(
    case: Case,
    where: str,
    connection: Connection,
    resource: str,
    query: Query | None = None,
    *,
    limit: int | None = None,
) -> Walk:
    """Walk a list that has to come to its end: an error is a divergence. Raises: Endless."""
    done = walk(connection, resource, query, limit=limit)
    if done.error is not None:
        said = f"error {done.error.kind} after {len(done.pages)} pages"
        case.expect_that(where, holds=False, expected="the whole list", actual=said, kind="error")
    return done


def listed(case: Case) -> Iterator[str]:
    """Name the resources that the provider feeds with a list and the target does not decline."""
    from ats_simulator.lens import fed

    for name, lens in fed(case.lens).items():
        if "list" in lens.methods and not case.declines(f"{name}.list"):
            yield name


def expect_ids(case: Case, where: str, expected: Iterable[str], shown: Iterable[str]) -> bool:
    """Expect each id exactly once and no other; a divergence names the ids, not the whole list."""
    wanted, counted = set(expected), Counter(shown)
    found = {
        "missing": sorted(wanted - counted.keys()),
        "unexpected": sorted(counted.keys() - wanted),
        "duplicate": sorted(key for key, times in counted.items() if times > 1),
    }
    agrees = True
    for kind, keys in found.items():
        agrees &= case.expect_that(
            where,
            not keys,
            expected=f"{len(wanted)} records, each once",
            actual=f"{kind}: {', '.join(keys[:SHOWN])}" + (" …" if len(keys) > SHOWN else ""),
            kind=kind,
        )
    return agrees


def expect_same_rows(
    case: Case, where: str, expected: Iterable[JsonObject], shown: Iterable[JsonObject]
) -> bool:
    """Expect the same rows, in whatever order, equal in every field of the model."""
    from ats_contracts.model import RESOURCES

    left = {str(row.get("id")): row for row in expected}
    right = {str(row.get("id")): row for row in shown}
    agrees = case.expect(f"{where}: ids", sorted(left), sorted(right))
    for key in left.keys() & right.keys():
        for name, shape in RESOURCES[case.resource].items():
            one, other = left[key].get(name), right[key].get(name)
            agrees &= case.expect(f"{where}: [{key}].{name}", one, other, shape=shape)
    return agrees
