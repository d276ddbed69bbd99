"""
Hazards of particular vendors that no other check meets: small windows counted from 1, answers for
statistics beside a person's data, credentials that an address may carry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.leaks import leaks_in, needles
from ats_contracts.statistics import is_statistic
from ats_contracts.walking import expect_ids, ids_of, listed

HIDDEN = "[redacted]"
"""What the simulator's journal writes in the place of a credential that it recognised."""


@check(
    "{resource}.windows.complete",
    over=("candidates", "applications", "jobs"),
    needs={"{resource}.list"},
    serves=("P-02", "P-03"),
    source="Jobvite SPEC section 3.2 (1-based offsets, clamped counts)",
    account=AccountPlan(size=20, settings={"count_max": 7}),
    providers=frozenset({"jobvite"}),  # the vendor whose offsets begin at 1, and clamp below
)
def small_windows_hold_each_record_once(case: Case) -> None:
    """
    Where the provider answers with fewer rows than were asked for, counts rows from 1, and takes 0
    for 1, each of the {resource} is still shown exactly once.

    Who begins at 0 and steps by the size of a page sees one row twice; who steps by the size that
    was asked for skips rows.
    """
    where = f"{case.resource} in windows of 7"
    expect_ids(case, where, case.expected(), ids_of(case.connection.list(case.resource)))


@check(
    "{resource}.statistics.kept_apart",
    over=("candidates", "applications", "jobs", "attachments", "activities", "offers"),
    needs={"{resource}.list"},
    family="secrets",
    serves=("P-33", "P-31", "P-23"),
    source="Jobvite SPEC section 12 (EEO values must not leak into other resources)",
)
def answers_for_statistics_are_kept_apart(case: Case) -> None:
    """
    None of the {resource} shows an answer for statistics, such as race or gender: not in its
    fields, and not in the provider's own record beside them.

    Such answers are given on condition that nobody who decides about a person sees them. A provider
    that files them inside the person's row hands them to whoever passes that row on.
    """
    for n, row in enumerate(case.reading().rows):
        found = sorted(set(_statistics(row.record)))
        case.expect_that(
            f"{case.resource}: row {n}",
            not found,
            expected="no answer for statistics",
            actual=", ".join(found),
            kind="leak",
            exchange=row.exchange,
        )
    if not case.comparisons:
        case.expect("rows", 0, len(case.reading().expected))


def _statistics(value: Any) -> Iterator[str]:
    """Name the keys, however deep, that hold an answer for statistics."""
    if isinstance(value, dict):
        for name, item in value.items():
            if is_statistic(str(name)) and item not in (None, ""):
                yield str(name)
            yield from _statistics(item)
    elif isinstance(value, list):
        for item in value:
            yield from _statistics(item)


@check(
    "secrets.addresses.clean",
    needs={"candidates.list", "candidates.get"},
    family="secrets",
    serves=("P-31",),
    source="unified model, section A10 (credentials in addresses)",
    account=AccountPlan(size=4),
)
def addresses_hold_no_credential(case: Case) -> None:
    """
    No address of a request to the provider holds a credential, in its path or in its query.

    Addresses are written to the logs of every machine on the way, headers are not.
    """
    known = needles(case.bench.secrets_of(case.account))
    for resource in listed(case):
        rows = case.connection.list(resource, limit=None)
        if rows:
            case.connection.get(resource, ids_of(rows)[0])
    for entry in case.witness():
        address = f"{entry['path']}?{entry['query'] or ''}"
        case.expect_that(
            f"request {entry['n']}, {entry['method']} {entry['path']}",
            HIDDEN not in address and not leaks_in(address.encode(), known),
            expected="no credential in the address",
            actual="a credential",
            kind="leak",
        )
