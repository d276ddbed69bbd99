"""
The kinds of errors: which failure arrives as which, whose it is, and whether to try again.
"""

from __future__ import annotations

from collections.abc import Mapping

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.errors import TargetError

KINDS: Mapping[int, tuple[str, ...]] = {
    400: ("invalid",),
    401: ("auth",),
    403: ("permission",),
    404: ("not_found",),
    409: ("conflict",),
    422: ("invalid",),
    429: ("rate_limited",),
    500: ("upstream",),
    502: ("upstream",),
    503: ("upstream",),
    504: ("upstream",),
}
"""A provider's status to the kinds as which it may arrive."""
NEVER_AGAIN = frozenset({400, 401, 403, 404, 409, 422})
LATER_AGAIN = frozenset({429, 502, 504})


def _failing_get(case: Case, status: int) -> TargetError | None:
    """Read a candidate while the provider answers *status* to everything."""
    account = case.fresh_account(size=2)
    connection = case.connect(account)
    key = next(iter(case.expected("candidates", account)))
    case.fault("answer", account=account, times=None, probability=1.0, status=status)
    return case.expect_error(
        f"a get while the provider answers {status}",
        lambda: connection.get("candidates", key),
        kinds=KINDS[status],
    )


@check(
    "errors.kinds.classified",
    needs={"candidates.get", "errors.kinds"},
    family="errors",
    serves=("P-27",),
    source="unified model, section A4 (errors, remote flag, retry rule)",
)
def each_failure_has_its_kind(case: Case) -> None:
    """
    What a provider answers to a get, from 400 to 504, arrives as an error of its own kind, never as
    a record and never all alike.
    """
    for status in KINDS:
        _failing_get(case, status)


@check(
    "errors.remote_flag.true",
    needs={"candidates.get", "errors.remote_flag", "query.unknown_parameters"},
    family="errors",
    serves=("P-27",),
    source="unified model, section A4 (errors, remote flag, retry rule)",
    account=AccountPlan(size=2),
)
def the_provider_is_blamed_for_its_own(case: Case) -> None:
    """
    An error says that it is the provider's exactly where the provider failed, and not where the
    caller asked for nonsense.
    """
    for status in (400, 403, 500, 503):
        error = _failing_get(case, status)
        if error is not None:
            case.expect_that(
                f"remote flag of a provider's {status}",
                error.remote is True,
                expected="remote",
                actual=error.remote,
                kind="flag",
            )
    own = case.expect_error(
        "a cursor that was never given out",
        lambda: case.connection.page("candidates", cursor="garbage"),
        kinds=("invalid", "not_found"),
    )
    if own is not None:
        case.expect_that(
            "remote flag of the caller's mistake",
            own.remote is not True,
            expected="not remote",
            actual=own.remote,
            kind="flag",
        )


@check(
    "errors.retryable_flag.true",
    needs={"candidates.get", "errors.retryable_flag"},
    family="errors",
    serves=("P-27",),
    source="unified model, section A4 (errors, remote flag, retry rule)",
)
def only_what_may_pass_is_retryable(case: Case) -> None:
    """
    An error is called retryable if it may pass (429, 502, 504), and never if it will come again
    (400 to 422).
    """
    for status in sorted(NEVER_AGAIN | LATER_AGAIN):
        error = _failing_get(case, status)
        if error is not None:
            case.expect(
                f"retryability of a provider's {status}",
                status in LATER_AGAIN,
                error.retryable,
                kind="flag",
            )
