"""
Credentials that fail: said so, never an empty success.
"""

from __future__ import annotations

from ats_contracts.case import Case
from ats_contracts.check import check


@check(
    "auth.revoked.not_empty",
    needs={"candidates.list"},
    family="errors",
    serves=("P-27", "P-28", "P-39"),
)
def a_revoked_credential_is_an_error(case: Case) -> None:
    """
    With a revoked credential a list is an authentication error, never an empty or partial one.

    A revoked key that looks like an empty account makes a sync delete everything.
    """
    connection = case.connection
    for name in case.credential_names():
        case.account.revoke(name)
    case.expect_error(
        "candidates with a revoked credential",
        lambda: connection.list("candidates"),
        kinds=("auth",),
    )
