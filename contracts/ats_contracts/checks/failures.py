"""
Providers that fail in the middle: an error, or everything; never a part that looks like all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.errors import TargetError
from ats_contracts.walking import expect_ids, walk

PLAN = AccountPlan(size=9)
LIMIT = 4
NOT_THE_CALLER = ("upstream", "rate_limited")
"""A provider that fails is not the caller's mistake, and no proof that a record is gone."""
REFUSED = {"status": {"code": 401, "messages": ["Authentication failed"]}}
"""An error that comes with status 200, as one vendor's is known to."""
JSON = {"Content-Type": "application/json"}
Fault = Mapping[str, Any]


def _expect_all_or_error(case: Case, fault: Fault, where: str) -> None:
    """Break the first request of a walk, and in another walk a later one."""
    settings = {k: v for k, v in fault.items() if k != "kind"}
    expected, connection = case.expected("candidates"), case.connection
    for nth in (1, 2):
        case.fault(fault["kind"], match={"nth": nth}, **settings)
        done = walk(connection, "candidates", limit=LIMIT)
        at = f"candidates, {where} at request {nth}"
        if done.error is None:
            expect_ids(case, at, expected, done.ids)
        else:
            _expect_blame(case, at, done.error)


def _expect_blame(case: Case, where: str, error: TargetError) -> None:
    case.expect_that(
        where,
        error.kind in NOT_THE_CALLER,
        expected=f"all candidates, or error {' or '.join(NOT_THE_CALLER)}",
        actual=f"error {error.kind}",
        kind="error",
    )


@check(
    "failures.status_5xx.all_or_error",
    needs={"candidates.list", "errors.kinds"},
    family="errors",
    serves=("P-26", "P-27", "P-39"),
    source="unified model, section A4 (provider errors pass through) and A10 (hazards)",
    account=PLAN,
)
def a_server_error_is_no_short_list(case: Case) -> None:
    """
    When the provider answers 500, 502, 503 or 504, at the start or later, a list is complete or an
    error.
    """
    for status in (500, 502, 503, 504):
        _expect_all_or_error(case, {"kind": "answer", "status": status}, f"status {status}")


@check(
    "failures.cut_off.all_or_error",
    needs={"candidates.list", "errors.kinds"},
    family="errors",
    serves=("P-26", "P-27"),
    source="unified model, section A4 (provider errors pass through) and A10 (hazards)",
    account=PLAN,
)
def a_cut_off_body_is_no_short_list(case: Case) -> None:
    """
    When the provider's answer is cut off, at the start or later, a list is complete or an error.
    """
    for length in (0, 40, 700):
        _expect_all_or_error(case, {"kind": "truncate", "bytes": length}, f"cut at {length} bytes")


@check(
    "failures.malformed_json.all_or_error",
    needs={"candidates.list", "errors.kinds"},
    family="errors",
    serves=("P-26", "P-27"),
    source="unified model, section A4 (provider errors pass through) and A10 (hazards)",
    account=PLAN,
)
def broken_json_is_no_short_list(case: Case) -> None:
    """When the provider's JSON is broken, at the start or later, a list is complete or an error."""
    _expect_all_or_error(case, {"kind": "malformed_json"}, "broken JSON")
    partly = {"kind": "answer", "status": 200, "headers": JSON, "body": '{"data": [{"id": 1}, '}
    _expect_all_or_error(case, partly, "JSON that stops")


@check(
    "failures.html_page.all_or_error",
    needs={"candidates.list", "errors.kinds"},
    family="errors",
    serves=("P-26", "P-27"),
    source="unified model, section A4 (provider errors pass through) and A10 (hazards)",
    account=PLAN,
)
def an_html_page_is_no_short_list(case: Case) -> None:
    """
    When an HTML page comes from the provider, with status 200 or 502, at the start or later, a list
    is complete or an error.
    """
    for status in (200, 502):
        _expect_all_or_error(case, {"kind": "html_page", "status": status}, f"HTML with {status}")


@check(
    "failures.reset.all_or_error",
    needs={"candidates.list", "errors.kinds"},
    family="errors",
    serves=("P-26", "P-27"),
    source="unified model, section A4 (provider errors pass through) and A10 (hazards)",
    account=PLAN,
)
def a_reset_is_no_short_list(case: Case) -> None:
    """
    When the provider resets the connection, at the start or later, a list is complete or an error.
    """
    _expect_all_or_error(case, {"kind": "reset"}, "reset")


@check(
    "failures.empty_success.all_or_error",
    needs={"candidates.list", "errors.kinds"},
    family="errors",
    serves=("P-27", "P-39"),
    source="unified model, section A4 (provider errors pass through) and A10 (hazards)",
    account=PLAN,
)
def a_success_without_content_is_no_empty_list(case: Case) -> None:
    """
    When the provider answers 200 with nothing, with other content, or with an error in the body, a
    list is complete or an error, never empty.

    A missing collection that is read as an empty one makes a sync delete everything.
    """
    bodies: Mapping[str, Fault] = {
        "an empty body": {"headers": JSON},
        "no content": {"status": 204},
        "plain text": {"body": "OK"},
        "an empty object": {"body": {}},
        "null": {"headers": JSON, "body": "null"},
        "a text": {"headers": JSON, "body": '"ok"'},
        "an error": {"body": {"message": "Server error.", "errors": []}},
        "another error": {"body": {"status": {"code": 500, "messages": ["Down"]}}},
    }
    for name, settings in bodies.items():
        fault = {"kind": "answer", "status": 200, **settings}
        _expect_all_or_error(case, fault, f"200 with {name}")


@check(
    "failures.refusal_as_200.not_empty",
    needs={"candidates.list", "errors.kinds"},
    family="errors",
    serves=("P-27", "P-28", "P-39"),
    source="unified model, section A4 (provider errors pass through) and A10 (hazards)",
    account=PLAN,
)
def a_refusal_with_status_200_is_no_empty_list(case: Case) -> None:
    """
    A refusal that the provider sends with status 200 and an error in the body is an error, never an
    empty list.
    """
    connection = case.connection
    case.fault("answer", status=200, body=REFUSED, times=None, probability=1.0)
    case.expect_error(
        "candidates while the provider refuses with status 200",
        lambda: connection.list("candidates"),
        kinds=("auth", "upstream"),
    )
