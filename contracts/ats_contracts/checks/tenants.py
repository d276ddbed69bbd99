"""
Tenants: two customers with the same ids at one provider never see or touch each other's records.
"""

from __future__ import annotations

from functools import partial
from itertools import zip_longest
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.errors import TargetError
from ats_contracts.model import RESOURCES
from ats_contracts.target import Connection, JsonObject
from ats_contracts.walking import expect_ids, ids_of
from ats_contracts.writing import changeable
from ats_simulator.account import Account

PLAN = AccountPlan(size=10)
OVER = ("candidates", "jobs", "applications")


def _second(case: Case, **plan: Any) -> Account:
    """Make a second customer: another world, numbered alike."""
    return case.fresh_account(seed=case.bench.seed + 1, **plan)


@check(
    "{resource}.tenants.reads_apart",
    over=OVER,
    needs={"{resource}.list", "paging.limit", "accounts.isolation"},
    serves=("P-32", "P-40"),
    source="unified model, section A1 (tenant selector)",
    account=PLAN,
)
def interleaved_reads_do_not_mix(case: Case) -> None:
    """
    When the {resource} of two customers with the same ids are read page by page in turn, each sees
    its own records, with its own values, and all of them.
    """
    accounts = (case.account, _second(case))
    connections = [case.connect(account) for account in accounts]
    rows: tuple[list[JsonObject], list[JsonObject]] = ([], [])
    try:
        for turn in zip_longest(*(c.pages(case.resource, limit=3) for c in connections)):
            for kept, page in zip(rows, turn, strict=True):
                kept.extend(page.records if page is not None else ())
    except TargetError as error:
        said = f"error {error.kind}"
        case.expect(f"{case.resource} in turn", "both lists", said, kind="error")
    for number, (account, shown) in enumerate(zip(accounts, rows, strict=True), start=1):
        expected = case.expected(account=account)
        expect_ids(case, f"{case.resource} of customer {number}", expected, ids_of(shown))
        for row in shown:
            _expect_own(case, f"customer {number}", expected.get(str(row.get("id")), {}), row)


def _expect_own(case: Case, whose: str, expected: Any, row: JsonObject) -> None:
    for name in ("name", "created_at", "updated_at", "candidate", "job"):
        if expected.get(name) is not None:
            where = f"{whose}: {case.resource}[{row.get('id')}].{name}"
            shape = RESOURCES[case.resource][name]
            case.expect(where, expected[name], row.get(name), shape=shape, kind="mixed")


@check(
    "{resource}.tenants.gets_apart",
    over=OVER,
    needs={"{resource}.get", "accounts.isolation"},
    serves=("P-32",),
    source="unified model, section A1 (tenant selector)",
    account=AccountPlan(size=4),
)
def an_id_of_another_customer_is_not_found(case: Case) -> None:
    """
    A get of the {resource} by an id that two customers share gives each its own record, and one
    that only the other has is not found.
    """
    other = _second(case, size=12)
    mine, theirs = case.expected(), case.expected(account=other)
    connections = ((case.connection, mine), (case.connect(other), theirs))
    for key in sorted(mine.keys() & theirs.keys())[:2]:
        for connection, expected in connections:
            row = connection.get(case.resource, key)
            _expect_own(case, connection.tenant.id, expected[key], row)
    hidden = case.oracle(case.account).every(case.resource).keys()
    only_theirs = sorted(theirs.keys() - mine.keys() - hidden)[:2]
    for key in only_theirs:
        connections[1][0].get(case.resource, key)
        case.expect_error(
            f"{case.resource}[{key}], which only the other customer has",
            partial(case.connection.get, case.resource, key),
            kinds=("not_found",),
        )


@check(
    "{resource}.tenants.writes_apart",
    over=OVER,
    needs={"{resource}.update", "accounts.isolation"},
    family="witness",
    serves=("P-32",),
    source="unified model, section A1 (tenant selector)",
    account=AccountPlan(size=6),
)
def writes_stay_with_their_customer(case: Case) -> None:
    """
    An update of the {resource} of one customer, by an id that another customer has too, changes
    nothing at the other and sends it no request.
    """
    other = case.fresh_account()  # the same world: every id is shared
    mine, theirs = case.connection, case.connect(other)
    untouched = {name: other.truth(name) for name in OVER}
    key = next(iter(case.expected()))
    theirs.get(case.resource, key)
    start = len(case.witness(other))
    before = case.account.truth_of(case.resource, key)
    _update(case, mine, key)
    for name, records in untouched.items():
        case.expect(f"{name} of the other customer", records, other.truth(name), kind="mixed")
    case.expect("requests as the other customer", start, len(case.witness(other)), kind="mixed")
    after = case.account.truth_of(case.resource, key)
    case.expect_that(
        f"{case.resource}[{key}] of the customer who wrote",
        before != after,
        expected="changed",
        actual="as before",
    )


def _update(case: Case, connection: Connection, key: str) -> None:
    """Write each changeable field, until the record differs."""
    change = changeable(case, case.resource)
    try:
        connection.write(case.resource, "update", change, key=key)
    except TargetError as error:
        case.expect("an update", "the record", f"error {error.kind}", kind="error")
