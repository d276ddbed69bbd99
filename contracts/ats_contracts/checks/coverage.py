"""
What is not supported is refused; what is claimed is done; and neither costs more than it may.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.errors import TargetError
from ats_contracts.model import VERBS
from ats_contracts.walking import ids_of, walk
from ats_contracts.writing import body_for

REFUSED = ("unsupported",)
PER_PAGE = 2
"""Provider requests that a page may take where the provider has a call for the list."""
SLACK = 2


@check(
    "{resource}.unsupported.refused",
    feeding="unfed",
    family="errors",
    serves=("P-42",),
    source="unified model, section A1 (capabilities) and the provider's lens",
    account=AccountPlan(size=1),
    calls_provider=False,
)
def what_the_provider_lacks_is_refused(case: Case) -> None:
    """
    Lists, gets and creates of {resource}, which the provider does not have, are refused as
    unsupported or not found: never an empty list, never a success.

    An empty list says that there are none; the truth is that nobody knows.
    """
    calls: Mapping[str, Any] = {
        "list": lambda: case.connection.list(case.resource),
        "get": lambda: case.connection.get(case.resource, "1"),
        "create": lambda: case.connection.write(case.resource, "create", {"name": "No"}),
    }
    for verb, call in calls.items():
        case.expect_error(f"{verb} of {case.resource}", call, kinds=(*REFUSED, "not_found"))


@check(
    "{resource}.unsupported.verbs",
    over=("job_interview_stages", "applications", "departments", "users"),
    family="errors",
    serves=("P-42",),
    source="unified model, section A1 (capabilities) and the provider's lens",
    account=AccountPlan(size=3),
    calls_provider=False,
)
def a_verb_the_provider_lacks_is_refused(case: Case) -> None:
    """
    A create, update or delete of {resource} for which the provider has no call is refused as
    unsupported, and changes nothing.
    """
    key = next(iter(case.expected()))
    before = case.account.truth(case.resource)
    lacking = [v for v in VERBS if v not in case.resource_lens().methods]
    for verb in lacking:
        named = None if verb == "create" else key
        case.expect_error(
            f"{verb} of {case.resource}",
            partial(
                case.connection.write,
                case.resource,
                verb,
                {"name": "No"} if verb != "delete" else None,
                key=named,
            ),
            kinds=REFUSED,
        )
    case.expect(f"{case.resource} of the provider", before, case.account.truth(case.resource))


@check(
    "capabilities.claims.honest",
    serves=("P-42",),
    source="unified model, section A1 (capabilities) and the provider's lens",
    family="errors",
    account=AccountPlan(size=6),
)
def claims_are_honest(case: Case) -> None:
    """
    What the target's file claims of a resource is done, and what it declines is refused as
    unsupported, not answered with an empty list.
    """
    from ats_simulator.lens import fed

    for resource, lens in fed(case.lens).items():
        tried = {"list", "get", "create"} if case.expected(resource) else {"list", "create"}
        for verb in sorted(lens.methods & tried):
            declined = case.declines(f"{resource}.{verb}")
            said = _said(case, resource, verb)
            case.expect(f"{resource}.{verb}", "refused" if declined else "done", said, kind="claim")


def _said(case: Case, resource: str, verb: str) -> str:
    try:
        if verb == "list":
            case.connection.page(resource)
        elif verb == "get":
            case.connection.get(resource, next(iter(case.expected(resource))))
        else:
            case.connection.write(resource, "create", body_for(case, resource))
    except TargetError as error:
        return "refused" if error.kind in REFUSED else f"error {error.kind}"
    return "done"


@check(
    "{resource}.cost.bounded",
    over=("candidates", "jobs", "applications"),
    needs={"{resource}.list", "{resource}.get", "paging.limit"},
    family="witness",
    severity="should",
    serves=("P-40", "P-25"),
    source="unified model, section A10 (limits of fifteen requests a minute)",
)
def reading_costs_what_it_must(case: Case) -> None:
    """
    A walk over the {resource} takes at most two provider requests a page and two to begin with, and
    where the provider only has them by parent, two for each parent; a get takes what such a walk of
    one page does. Where a list lacks what a further call tells, such calls come on top, as many as
    the lens counts.

    One request for each record empties a quota of fifteen a minute in a minute.
    """
    connection = case.connection
    done = walk(connection, case.resource, limit=25)
    if done.error is not None:
        raise done.error
    sent = len(case.witness())
    parents = len(case.account.truth("jobs")) if case.resource_lens().walked else 0
    costs, oracle = case.resource_lens().costs, case.oracle()
    further = sum(n * len(oracle.every(name)) for name, n in costs.items())
    bound = PER_PAGE * (len(done.pages) + parents) + SLACK + further
    _expect_at_most(case, f"walk over {len(done.rows)} {case.resource}", bound, sent)
    connection.get(case.resource, ids_of(done.rows)[-1])
    embedded = {name: len(done.rows[-1].get(name) or [case.resource]) for name in costs}
    further = sum(n * embedded[name] for name, n in costs.items())
    most = PER_PAGE * (1 + parents) + SLACK + further
    _expect_at_most(case, f"get of one of the {case.resource}", most, len(case.witness()) - sent)


def _expect_at_most(case: Case, where: str, bound: int, sent: int) -> None:
    case.expect_that(
        f"provider requests of a {where}",
        1 <= sent <= bound,
        expected=f"1 to {bound}",
        actual=sent,
        kind="cost",
    )
