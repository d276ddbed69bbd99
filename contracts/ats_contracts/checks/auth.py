"""
Credentials that fail, and credentials that may less: said so, never an empty success.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.target import Connection
from ats_contracts.walking import expect_ids, ids_of, walk_whole

PER_CALL = 2
"""Provider requests that one call may spend on a refused credential: one, and a token refresh."""
CALLS = 4
READ_ONLY = "read_only_"


def _revoke_all(case: Case) -> None:
    for name in case.credential_names():
        case.account.revoke(name)


@check(
    "auth.revoked.not_empty",
    needs={"candidates.list"},
    family="errors",
    serves=("P-27", "P-28", "P-39"),
    source="unified model, section A4 (401 and 403 of a provider)",
)
def a_revoked_credential_is_an_error(case: Case) -> None:
    """
    With a revoked credential a list is an authentication error, never an empty or a partial
    success.

    A revoked key that looks like an empty account makes a sync delete everything.
    """
    connection = case.connection
    _revoke_all(case)
    case.expect_error(
        "candidates with a revoked credential",
        lambda: connection.list("candidates"),
        kinds=("auth",),
    )


@check(
    "auth.expired.mid_walk",
    needs={"candidates.list", "candidates.get", "paging.limit"},
    family="errors",
    serves=("P-27", "P-39"),
    source="unified model, section A4 (401 and 403 of a provider)",
    account=AccountPlan(size=12),
)
def a_credential_that_expires_on_the_way_is_an_error(case: Case) -> None:
    """
    When the credential expires between two pages, the walk ends with an authentication error, not
    as if the list had ended, and a get is no missing record.
    """
    first = case.connection.page("candidates", limit=4)
    for name in case.credential_names():
        case.account.expire(name)
    case.expect_error(
        "the second page after the credential has expired",
        lambda: case.connection.page("candidates", cursor=first.next_cursor, limit=4),
        kinds=("auth",),
    )
    case.expect_error(
        "a get after the credential has expired",
        lambda: case.connection.get("candidates", ids_of(first.records)[0]),
        kinds=("auth",),
    )


@check(
    "auth.revoked.asked_once",
    needs={"candidates.list"},
    family="witness",
    serves=("P-28",),
    source="unified model, section A4 (401 and 403 of a provider)",
    account=AccountPlan(size=3),
)
def a_refused_credential_is_not_hammered(case: Case) -> None:
    """
    A credential that the provider refuses is not tried again and again: one request for each call,
    or two with a token refresh.

    Hammering with a dead key locks the service user out, and bans the address.
    """
    connection = case.connection
    _revoke_all(case)
    refused = 0
    for number in range(1, CALLS + 1):
        where = f"call {number} with a revoked credential"
        case.expect_error(where, lambda: connection.page("candidates"), kinds=("auth",))
        sent, refused = len(case.witness()) - refused, len(case.witness())
        case.expect_that(
            f"provider requests of {where}",
            (number > 1 or sent > 0) and sent <= PER_CALL,
            expected=f"at most {PER_CALL}, and at first at least one",
            actual=sent,
            kind="storm",
        )


@check(
    "auth.reconnect.recovers",
    needs={"candidates.list", "accounts.reconnect"},
    serves=("P-28",),
    source="unified model, section A4 (401 and 403 of a provider)",
    account=AccountPlan(size=6),
)
def connecting_again_heals(case: Case) -> None:
    """
    An account whose credential failed lists all candidates again once it is connected with a new
    one.
    """
    broken = case.connection
    for name in case.credential_names():
        case.account.rotate(name)
    case.expect_error(
        "candidates with the old credential", lambda: broken.list("candidates"), kinds=("auth",)
    )
    where = "candidates after connecting again"
    done = walk_whole(case, where, case.connect(case.account), "candidates")
    expect_ids(case, where, case.expected("candidates"), done.ids)


@check(
    "auth.refused.account_says_so",
    needs={"candidates.list", "accounts.reconnect", "accounts.status"},
    severity="should",
    serves=("P-28",),
    source="unified model, section A4 (401 and 403 of a provider)",
    account=AccountPlan(size=3),
)
def an_account_says_that_it_was_refused(case: Case) -> None:
    """
    An account whose credential the provider has refused says so in its own state, until it is
    connected with a new one; an account that works does not.

    Somebody has to bring the new key: they are told by the account, or by nobody.
    """
    connection = case.connection
    _expect_state(case, "an account that was never refused", connection, refused=False)
    for name in case.credential_names():
        case.account.rotate(name)
    case.expect_error(
        "candidates with the old credential", lambda: connection.page("candidates"), kinds=("auth",)
    )
    _expect_state(case, "an account that was refused", connection, refused=True)
    again = case.connect(case.account)
    again.page("candidates")
    _expect_state(case, "an account connected again", again, refused=False)


def _expect_state(case: Case, where: str, connection: Connection, *, refused: bool) -> None:
    words = {True: "refused", False: "not refused", None: "no state; see [account] of profiles"}
    said = connection.is_refused()
    case.expect(f"state of {where}", words[refused], words[said], kind="state")


@check(
    "auth.revoked.others_go_on",
    needs={"candidates.list", "accounts.isolation"},
    serves=("P-28", "P-32"),
    source="unified model, section A4 (401 and 403 of a provider)",
    account=AccountPlan(size=6),
)
def one_dead_account_leaves_others_alone(case: Case) -> None:
    """A revoked credential of one account does not disturb another account of the same provider."""
    other = case.fresh_account(seed=case.bench.seed + 1)
    alive, dead = case.connect(other), case.connection
    _revoke_all(case)
    case.expect_error(
        "candidates of the revoked account", lambda: dead.list("candidates"), kinds=("auth",)
    )
    done = walk_whole(case, "candidates of the other", alive, "candidates")
    expect_ids(case, "candidates of the other", case.expected("candidates", other), done.ids)


@check(
    "auth.read_only.write_refused",
    needs={"candidates.list", "candidates.update"},
    family="errors",
    serves=("P-27", "P-28"),
    source="NexivoHR SPEC section 2 (abilities of tokens)",
    account=AccountPlan(size=4),
    providers=frozenset({"nexivohr"}),  # the vendor with credentials that may only read
)
def a_credential_that_may_only_read_cannot_write(case: Case) -> None:
    """
    A write with a credential that may only read is refused as a lack of permission, changes
    nothing, and does not stop the account from reading.
    """
    connection = case.connect(case.account, _lesser(case.account.credentials))
    before = case.account.truth("candidates")
    key = str(before[0]["id"])
    case.expect_error(
        "an update with a read-only credential",
        lambda: connection.write("candidates", "update", {"title": "Not allowed"}, key=key),
        kinds=("permission",),
    )
    case.expect("candidates of the provider", before, case.account.truth("candidates"))
    done = walk_whole(case, "candidates afterwards", connection, "candidates")
    expect_ids(case, "candidates afterwards", case.expected("candidates"), done.ids)


def _lesser(credentials: Mapping[str, Any]) -> dict[str, Any]:
    """Put each credential that may only read in the place of the one that may write."""
    reading = {k.removeprefix(READ_ONLY): v for k, v in credentials.items() if READ_ONLY in k}
    return {**credentials, **reading}


@check(
    "auth.permission.told_apart",
    needs={"candidates.list", "jobs.list"},
    family="errors",
    serves=("P-27", "P-28", "P-39"),
    source="Jobvite SPEC section 2.3 (a missing permission is answered as a wrong key is)",
    account=AccountPlan(size=4),
    providers=frozenset({"jobvite"}),  # the vendor with keys for some of its calls only
)
def a_missing_permission_is_no_dead_key(case: Case) -> None:
    """
    With a key that may read jobs only, candidates are an error, never empty, and jobs go on being
    listed; with a wrong secret both are errors.

    The provider says the same of both keys. Who takes the first for a dead one disconnects a
    customer who is served well.
    """
    known = case.account.credentials
    connection = case.connect(case.account, {**known, **known["limited"]})
    case.expect_error(
        "candidates with a key for jobs",
        partial(connection.list, "candidates"),
        kinds=("permission", "auth"),
    )
    done = walk_whole(case, "jobs afterwards", connection, "jobs")
    expect_ids(case, "jobs afterwards", case.expected("jobs"), done.ids)
    wrong = case.connect(case.account, {**known, "secret": "wrong"})
    for resource in ("candidates", "jobs"):
        case.expect_error(
            f"{resource} with a wrong secret", partial(wrong.list, resource), kinds=("auth",)
        )


@check(
    "auth.plan.not_empty",
    needs={"candidates.list"},
    family="errors",
    serves=("P-27", "P-39"),
    source="NexivoHR SPEC section 2 (no API access on Starter)",
    account=AccountPlan(size=4, plan="starter"),
    providers=frozenset({"nexivohr"}),  # the vendor with a plan that has no access
)
def a_plan_without_access_is_an_error(case: Case) -> None:
    """
    For a customer whose plan has no access to the provider's API, lists are errors of permission,
    never empty.
    """
    supported = [r for r in ("candidates", "jobs") if not case.declines(f"{r}.list")]
    for resource in supported:
        case.expect_error(
            f"{resource} on a plan without access",
            partial(case.connection.list, resource),
            kinds=("permission", "auth"),
        )
