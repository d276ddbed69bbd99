"""
What comes with credentials that buy a token, and with users who see less than others.

The vendor that has both is named where a check is restricted. This module refuses to judge what a
token looks like.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.compare import is_nothing
from ats_contracts.errors import TargetError
from ats_contracts.model import RESOURCES
from ats_contracts.statistics import is_statistic
from ats_contracts.target import Connection, JsonObject
from ats_contracts.walking import expect_ids, ids_of, listed, walk_whole

JOBTRAIN = frozenset({"jobtrain"})
"""The vendor whose credentials buy a token that ends, and whose users have roles."""
LOGIN = "/connect/token"
PLAN = AccountPlan(size=12)
EXPIRED_S = 3601
"""The token of a new tenant lives an hour."""
LESSER = "hiring_manager"
"""The user who is given two jobs, and what belongs to them."""
BLIND = "shortlister"
"""The user who may not see what candidates answered for statistics."""


def _logins(case: Case) -> int:
    return len(case.witness(path=LOGIN))


@check(
    "auth.token.reused",
    needs={"candidates.list", "candidates.get", "paging.limit"},
    family="witness",
    serves=("P-25", "P-28"),
    source="Jobtrain SPEC section 2.4 (use, lifetime) and 6 (ten tokens a minute)",
    account=PLAN,
    providers=JOBTRAIN,
)
def one_token_serves_many_calls(case: Case) -> None:
    """
    A walk over several pages and a get after it buy one token, not one for each call.

    A token for each call is refused after ten calls in a minute.
    """
    done = walk_whole(case, "candidates", case.connection, "candidates", limit=4)
    case.connection.get("candidates", done.ids[0])
    bought = _logins(case)
    case.expect_that("tokens bought", bought == 1, expected="one", actual=bought, kind="storm")


@check(
    "auth.token.renewed",
    needs={"candidates.list", "candidates.get", "paging.limit"},
    serves=("P-28",),
    source="Jobtrain SPEC section 2.4 (use, lifetime)",
    account=PLAN,
    providers=JOBTRAIN,
)
def an_expired_token_is_renewed(case: Case) -> None:
    """
    When the token ends between two pages, a new one is bought, the walk goes on and loses nothing,
    and a get is answered; nobody hears of it.
    """
    first = case.connection.page("candidates", limit=4)
    shown = ids_of(first.records)
    case.clock.advance(EXPIRED_S)
    rest = case.expect_answer(
        "the walk after the token has ended",
        lambda: list(case.connection.pages("candidates", limit=4, cursor=first.next_cursor)),
    )
    shown += [key for page in rest or () for key in ids_of(page.records)]
    expect_ids(case, "candidates", case.expected("candidates"), shown)
    case.clock.advance(EXPIRED_S)
    one = case.expect_answer(
        "a get after the token has ended", lambda: case.connection.get("candidates", shown[0])
    )
    case.expect("the candidate", shown[0], (one or {}).get("id"))


@check(
    "auth.role.hides_and_deletes_not",
    needs={"jobs.list", "jobs.get", "accounts.reconnect"},
    serves=("P-28", "P-39"),
    source="Jobtrain SPEC section 4 (filtered silently; 404 by id)",
    account=PLAN,
    providers=JOBTRAIN,
)
def what_a_role_hides_is_not_deleted(case: Case) -> None:
    """
    With the credentials of a user who is given some jobs, the list holds jobs of these alone, as
    they are; one that the role hides is absent, and never shown as closed or deleted.

    Absence is all that the vendor says. Who takes it for a deletion loses records that are there.
    """
    whole = {str(row["id"]): row for row in case.connection.list("jobs")}
    credentials = {**case.account.credentials, **case.account.credentials["users"][LESSER]}
    less = case.connect(case.account, credentials)
    shown = {str(row["id"]): row for row in less.list("jobs")}
    case.expect_that(
        "jobs that the user sees",
        0 < len(shown) < len(whole),
        expected=f"some of {len(whole)}",
        actual=len(shown),
        kind="unused",
    )
    for key, row in shown.items():
        for name in ("name", "status", "closed_at"):
            where = f"jobs[{key}].{name}, as the user sees it"
            case.expect(where, whole.get(key, {}).get(name), row.get(name))
    for key in list(whole.keys() - shown.keys())[:2]:
        case.expect_error(
            f"jobs[{key}], which the role hides",
            partial(less.get, "jobs", key),
            kinds=("not_found", "permission"),
        )


@check(
    "auth.role.answers_stay_hidden",
    needs={"eeocs.list", "eeocs.get", "applications.list", "accounts.reconnect"},
    family="secrets",
    serves=("P-28", "P-31"),
    source="Jobtrain SPEC section 4 (role may not see equal opportunities data)",
    account=PLAN,
    providers=JOBTRAIN,
)
def answers_that_a_role_hides_stay_hidden(case: Case) -> None:
    """
    With the credentials of a user who may not see answers for statistics, none of the eeocs is
    shown, in a list or by an id that was seen before; applications are listed all the same.

    What one user of a customer was shown must not be remembered for the next.
    """
    seen = ids_of(case.connection.list("eeocs"))
    case.expect_that(
        "eeocs that the first user sees", bool(seen), expected="some", actual="none", kind="unused"
    )
    credentials = {**case.account.credentials, **case.account.credentials["users"][BLIND]}
    less = case.connect(case.account, credentials)
    case.expect("eeocs that the user sees", [], ids_of(_permitted(less, "eeocs")), kind="leak")
    for key in seen[:2]:
        case.expect_error(
            f"eeocs[{key}], which the role hides",
            partial(less.get, "eeocs", key),
            kinds=("not_found", "permission"),
        )
    rows = case.expect_answer("applications", lambda: less.list("applications"))
    case.expect_that(
        "applications that the user sees",
        bool(rows),
        expected="some",
        actual="none",
        kind="missing",
    )


def _permitted(connection: Connection, resource: str) -> list[JsonObject]:
    """List a resource; a refusal for lack of permission lists nothing. Raises: TargetError."""
    try:
        return list(connection.list(resource))
    except TargetError as error:
        if error.kind != "permission":
            raise
        return []


@check(
    "eeocs.answers.kept_apart",
    needs={"eeocs.list", "applications.list"},
    family="secrets",
    serves=("P-33", "P-31"),
    source="Jobtrain SPEC section 4 (equal-opportunities data is subject to role)",
    account=PLAN,
    providers=JOBTRAIN,
)
def answers_for_statistics_stay_apart(case: Case) -> None:
    """
    What candidates answered for statistics, race and gender and the like, is shown among the eeocs
    and in no other list or get, raw data included.

    Who may read applications may not, for that, read what is asked for statistics only.
    """
    for resource in listed(case):
        if resource == "eeocs":
            continue
        rows = case.connection.list(resource)
        one = [case.connection.get(resource, ids_of(rows)[0])] if rows else []
        for row in [*rows, *one]:
            found = sorted(_answers(row))
            case.expect(f"{resource}[{row.get('id')}]: answers", [], found, kind="leak")


def _answers(value: Any) -> Iterator[str]:
    """Name the keys under which there is an answer, however deep."""
    for name, item in value.items() if isinstance(value, dict) else ():
        if not is_nothing(item) and (is_statistic(name) or "equalops" in name.casefold()):
            yield name
        yield from _answers(item)
    for item in value if isinstance(value, list) else ():
        yield from _answers(item)


@check(
    "{resource}.dates.uk",
    over=("jobs", "applications"),
    needs={"{resource}.list"},
    serves=("P-20",),
    source="Jobtrain SPEC section 3.1 (dates) and 9 (date_style)",
    account=AccountPlan(size=30, assumptions={"date_style": "uk"}),
    providers=JOBTRAIN,
)
def day_and_month_are_in_their_places(case: Case) -> None:
    """
    Where the provider writes 03/02/2026, the times of the {resource} are those of the third of
    February, in London, as UTC.
    """
    expected = case.expected()
    names = [n for n in ("applied_at", "created_at", "closed_at") if n in RESOURCES[case.resource]]
    for row in case.connection.list(case.resource):
        key = str(row.get("id"))
        for name in names if key in expected else ():
            where, shape = f"{case.resource}[{key}].{name}", RESOURCES[case.resource][name]
            case.expect(where, expected[key][name], row.get(name), shape=shape)
