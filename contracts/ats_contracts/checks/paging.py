"""
Paging: whatever the page size, the same records, each once, and an end.
"""

from __future__ import annotations

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.walking import expect_ids, expect_same_rows, walk, walk_whole

SMALL = AccountPlan(size=10)
"""Ten candidates and ten jobs: every relation between N and a page size, in few requests."""
OVER = 100_000
"""A limit above what anybody's maximum can be."""


def _limits(n: int) -> list[int | None]:
    """Choose page sizes p so that N is p − 1, p, p + 1, 2p and 3p + 1; also 1 and none given."""
    sizes = {n + 1, n, n - 1, n // 2, (n - 1) // 3, 1}
    return [None, *sorted(size for size in sizes if size > 0)]


@check(
    "{resource}.paging.any_size",
    needs={"{resource}.list", "paging.limit"},
    serves=("P-01", "P-02", "P-03", "P-09"),
    source="unified model, section A3 (envelopes) and A2 (limit, next_cursor)",
    account=SMALL,
    calls_provider=False,  # constant stages need no request
)
def every_page_size_gives_the_same_records(case: Case) -> None:
    """
    The list of {resource} holds every record exactly once, whatever the page size, also where the
    last page is just full.

    A list that ends at an exact multiple of the page size, or advances by what was asked for and
    not by what came, loses records at some sizes only.
    """
    expected = case.expected()
    for limit in _limits(len(expected)):
        where = f"{case.resource} with {'no limit' if limit is None else f'limit {limit}'}"
        done = walk_whole(case, where, case.connection, case.resource, limit=limit)
        expect_ids(case, where, expected, done.ids)


@check(
    "{resource}.paging.limit_respected",
    needs={"{resource}.list", "paging.limit"},
    family="relation",
    serves=("P-09", "P-10"),
    source="unified model, section A3 (envelopes) and A2 (limit, next_cursor)",
    account=SMALL,
    calls_provider=False,  # constant stages need no request
)
def no_page_is_longer_than_asked(case: Case) -> None:
    """
    No page of {resource} holds more records than its limit, and a count that comes with it is true.
    A page of no chosen size is as long as the target declares.
    """
    for limit in (1, 3):
        where = f"{case.resource} with limit {limit}"
        done = walk_whole(case, where, case.connection, case.resource, limit=limit)
        total = len(done.rows)
        for number, page in enumerate(done.pages, start=1):
            where = f"page {number} of {case.resource} with limit {limit}"
            rows = len(page.records)
            case.expect_that(
                where,
                rows <= limit,
                expected=f"at most {limit} records",
                actual=f"{rows} records",
                kind="limit",
                exchange=page.exchange,
            )
            if page.count is not None:
                case.expect_that(
                    f"{where}: count",
                    page.count in (rows, total),
                    expected=f"{rows}, as on the page, or {total}, as in the list",
                    actual=page.count,
                    kind="count",
                    exchange=page.exchange,
                )
    if (usual := case.options.default_limit) is not None:
        rows = len(case.connection.page(case.resource).records)
        where = f"records on a page of {case.resource} without limit"
        case.expect(where, min(usual, total), rows, kind="limit")


@check(
    "{resource}.paging.no_empty_page",
    needs={"{resource}.list", "paging.limit"},
    family="relation",
    serves=("P-04",),
    source="unified model, section A3 (envelopes) and A2 (limit, next_cursor)",
    account=SMALL,
    calls_provider=False,  # constant stages need no request
)
def no_page_before_the_end_is_empty(case: Case) -> None:
    """
    No page of {resource} is empty while a cursor says that there is more.

    Common clients stop at an empty page, cursor or not, and lose what follows. A target may
    declare `empty_page_allowed`; then every record has to arrive all the same.
    """
    expected = case.expected()
    done = walk_whole(case, case.resource, case.connection, case.resource, limit=2)
    for number, page in enumerate(done.pages, start=1):
        case.expect_that(
            f"page {number} of {case.resource}",
            bool(page.records) or page.next_cursor is None or case.options.empty_page_allowed,
            expected="records, or no cursor",
            actual="no record, and a cursor",
            kind="empty page",
            exchange=page.exchange,
        )
    expect_ids(case, case.resource, expected, done.ids)


@check(
    "{resource}.paging.tiny_lists",
    over=("candidates", "jobs", "applications"),
    needs={"{resource}.list"},
    serves=("P-01", "P-03"),
    source="unified model, section A3 (envelopes) and A2 (limit, next_cursor)",
    account=AccountPlan(size=0),
)
def a_list_may_be_empty_or_hold_one(case: Case) -> None:
    """
    A list of {resource} with no record is empty and ends, and one with a single record holds it.
    """
    for account in (case.account, case.fresh_account(size=1)):
        expected = case.expected(account=account)
        where = f"{len(expected)} {case.resource}"
        done = walk_whole(case, where, case.connect(account), case.resource)
        expect_ids(case, where, expected, done.ids)
        case.expect_that(
            f"pages of {len(expected)} {case.resource}",
            len(done.pages) == 1,
            expected="one page",
            actual=f"{len(done.pages)} pages",
            kind="pages",
        )


@check(
    "{resource}.paging.over_maximum",
    over=("candidates", "jobs"),
    needs={"{resource}.list", "paging.limit"},
    serves=("P-01", "P-43"),
    source="unified model, section A3 (envelopes) and A2 (limit, next_cursor)",
    account=AccountPlan(size=130),
)
def a_limit_above_the_maximum_loses_nothing(case: Case) -> None:
    """
    A limit above the maximum is cut down or refused, as declared, and never loses one of the
    {resource}.
    """
    if case.options.over_max_limit == "reject":
        case.expect_error(
            f"{case.resource} with limit {OVER}",
            lambda: case.connection.page(case.resource, limit=OVER),
            kinds=("invalid",),
        )
        return
    where = f"{case.resource} with limit {OVER}"
    done = walk_whole(case, where, case.connection, case.resource, limit=OVER)
    expect_ids(case, where, case.expected(), done.ids)
    longest = max((len(page.records) for page in done.pages), default=0)
    bound = case.options.max_limit or OVER
    case.expect_that(
        "longest page",
        longest <= bound,
        expected=f"at most {bound} records, the declared maximum",
        actual=f"{longest} records",
        kind="limit",
    )


@check(
    "{resource}.paging.deterministic",
    needs={"{resource}.list"},
    family="relation",
    serves=("P-07",),
    source="unified model, section A3 (envelopes) and A2 (limit, next_cursor)",
)
def reading_twice_gives_the_same(case: Case) -> None:
    """
    Two walks over unchanged {resource} show the same records with the same values in every field.
    """
    reading = case.reading()
    where, first = f"{case.resource} read again", [row.record for row in reading.rows]
    again = walk_whole(case, where, reading.connection, case.resource)
    expect_same_rows(case, where, first, again.rows)


@check(
    "{resource}.paging.moving_list",
    over=("candidates", "applications"),
    needs={"{resource}.list", "paging.limit"},
    serves=("P-05",),
    source="unified model, section A3 (envelopes) and A2 (limit, next_cursor)",
    account=AccountPlan(size=14),
)
def changes_during_a_walk_move_nothing_out_of_sight(case: Case) -> None:
    """
    Of the {resource} that are there from before a walk until after it, each is listed exactly once,
    though others are deleted and changed meanwhile.

    Offsets shift when a record before them goes: the next page then skips one that was never seen.
    A target may refuse to go on; it may not lose records quietly.
    """
    before = list(case.expected())
    connection, resource = case.connection, case.resource
    first = connection.page(resource, limit=4)
    seen = [str(row.get("id")) for row in first.records]
    gone = {before[0], before[1], before[-1]}
    for key in gone:
        case.account.delete_truth(resource, key)
    if resource == "candidates":
        case.account.put_truth(resource, before[2], {"title": "Changed meanwhile"})
    lasting = set(before) & set(case.expected())
    if first.next_cursor is not None:
        rest = walk(connection, resource, limit=4, cursor=first.next_cursor)
        if rest.error is not None:
            case.expect_that(
                "the walk after a change",
                rest.error.kind in ("conflict", "invalid"),
                expected="the rest of the list, or a refusal to go on",
                actual=f"error {rest.error.kind}",
                kind="error",
            )
            return
        seen += rest.ids
    shown = [key for key in seen if key in lasting]
    expect_ids(case, f"{resource} that were there all the time", lasting, shown)
