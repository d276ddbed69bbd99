"""
Cursors: opaque, reusable, and good for the list they were given for and no other.
"""

from __future__ import annotations

import base64
from functools import partial

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.errors import ContractViolation
from ats_contracts.target import Connection, Page, Query
from ats_contracts.walking import expect_same_rows, ids_of, walk

REFUSED = ("invalid", "not_found", "conflict", "permission")
"""How a cursor that is of no use may be refused."""
SMALL = AccountPlan(size=12)
GARBAGE = (
    "garbage",
    "0",
    "-1",
    "%00",
    "x" * 5000,
    base64.urlsafe_b64encode(b'{"page": 2}').decode(),
)


def _first_page(
    connection: Connection, resource: str, query: Query | None = None, *, limit: int = 3
) -> Page:
    """Read a first page that is followed by another. Raises: ContractViolation if none is."""
    page = connection.page(resource, query, limit=limit)
    if page.next_cursor is None:
        raise ContractViolation(
            f"first page of {resource}",
            kind="absent",
            expected=f"a cursor, as there are more than {limit} records",
            actual=f"{len(page.records)} records and no cursor",
        )
    return page


@check(
    "{resource}.cursor.reusable",
    needs={"{resource}.list", "paging.cursor", "paging.limit"},
    family="relation",
    serves=("P-06",),
    source="unified model, section A2 (next_cursor is opaque)",
    account=AccountPlan(size=30),
    calls_provider=False,  # constant stages need no request
)
def a_cursor_can_be_used_again(case: Case) -> None:
    """
    A cursor of {resource} gives the same page every time, as long as nothing changes, also after
    the walk went on.

    A client that lost the answer has to be able to ask again.
    """
    limit = min(3, len(case.expected()) - 1)
    if limit < 1:
        case.note(f"there are not two {case.resource}, so that no page is followed by another")
        return
    cursor = _first_page(case.connection, case.resource, limit=limit).next_cursor
    page = case.connection.page(case.resource, cursor=cursor, limit=limit)
    walk(case.connection, case.resource, limit=limit, cursor=cursor)
    again = case.expect_answer(
        "the same cursor again",
        lambda: case.connection.page(case.resource, cursor=cursor, limit=limit),
    )
    if again is not None:
        expect_same_rows(case, "the same cursor again", page.records, again.records)


@check(
    "{resource}.cursor.garbage_refused",
    needs={"{resource}.list", "paging.cursor"},
    family="errors",
    serves=("P-06", "P-43"),
    source="unified model, section A2 (next_cursor is opaque)",
    account=AccountPlan(size=5),
    calls_provider=False,  # constant stages need no request
)
def a_made_up_cursor_is_refused(case: Case) -> None:
    """
    A cursor that was never given out is refused as the caller's mistake; it is never taken for the
    first page of {resource}.
    """
    case.connection.page(case.resource)
    for cursor in GARBAGE:
        case.expect_error(
            f"{case.resource} after cursor {cursor[:20]!r}",
            partial(case.connection.page, case.resource, cursor=cursor),
            kinds=REFUSED,
        )


@check(
    "cursors.account.bound",
    needs={"candidates.list", "paging.cursor", "paging.limit", "accounts.isolation"},
    family="errors",
    serves=("P-06", "P-32"),
    source="unified model, section A2 (next_cursor is opaque)",
    account=SMALL,
)
def a_cursor_of_another_account_is_refused(case: Case) -> None:
    """A cursor that one account was given is refused when another account uses it."""
    other = case.connect(case.fresh_account(seed=case.bench.seed + 1))
    for connection, foreign in ((case.connection, other), (other, case.connection)):
        cursor = _first_page(foreign, "candidates").next_cursor
        case.expect_error(
            "candidates after a cursor of another account",
            partial(connection.page, "candidates", cursor=cursor),
            kinds=REFUSED,
        )


@check(
    "cursors.resource.bound",
    needs={"candidates.list", "jobs.list", "paging.cursor", "paging.limit"},
    family="errors",
    serves=("P-06",),
    source="unified model, section A2 (next_cursor is opaque)",
    account=SMALL,
)
def a_cursor_of_another_resource_is_refused(case: Case) -> None:
    """
    A cursor of the list of candidates is refused by the list of jobs, and the other way round.
    """
    for resource, foreign in (("candidates", "jobs"), ("jobs", "candidates")):
        cursor = _first_page(case.connection, foreign).next_cursor
        case.expect_error(
            f"{resource} after a cursor of {foreign}",
            partial(case.connection.page, resource, cursor=cursor),
            kinds=REFUSED,
        )


@check(
    "{resource}.cursor.keeps_the_query",
    over=("candidates", "jobs", "applications"),
    needs={"{resource}.list", "{resource}.updated_after", "paging.cursor", "paging.limit"},
    family="errors",
    serves=("P-06", "P-11"),
    source="unified model, section A2 (next_cursor is opaque)",
    account=SMALL,
)
def a_cursor_stays_with_its_filter(case: Case) -> None:
    """
    A cursor of filtered {resource}, used without the filter, is refused or goes on filtered; it
    never turns into the unfiltered list.
    """
    verb, since, outside = _telling_filter(case)
    page = _first_page(case.connection, case.resource, {"updated_at": {verb: since}})
    rest = walk(case.connection, case.resource, limit=3, cursor=page.next_cursor)
    if rest.error is not None:
        case.expect_that(
            "a cursor without its filter",
            rest.error.kind in REFUSED,
            expected=f"error {' or '.join(REFUSED)}",
            actual=f"error {rest.error.kind}",
            kind="error",
        )
        return
    slipped = sorted(outside & set(ids_of(rest.rows)))
    case.expect("records that the filter leaves out", [], slipped, kind="unfiltered")


def _telling_filter(case: Case) -> tuple[str, str, set[str]]:
    """Choose operator and instant so that the last record is left out, and say which ones are."""
    times = {key: str(record["updated_at"]) for key, record in case.expected().items()}
    last = ids_of(case.connection.list(case.resource))[-1]
    middle = sorted(times.values())[len(times) // 2]
    if times[last] >= middle:
        return "lt", middle, {key for key, time in times.items() if time >= middle}
    return "gte", middle, {key for key, time in times.items() if time < middle}
