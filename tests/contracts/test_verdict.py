"""Verdicts and the one exit code."""

from __future__ import annotations

import pytest

from ats_contracts.verdict import ExitCode, Verdict, count, exit_code, headline, worst


@pytest.mark.parametrize(
    ("verdicts", "stale", "comparisons", "code"),
    [
        (["pass"], 0, 1, ExitCode.OK),
        (["pass", "gap", "unsupported"], 0, 5, ExitCode.OK),
        (["gap"], 0, 5, ExitCode.OK),
        ([], 0, 0, ExitCode.NOTHING),
        (["unsupported"], 0, 0, ExitCode.NOTHING),
        (["pass"], 0, 0, ExitCode.NOTHING),
        (["pass", "error"], 0, 5, ExitCode.INCONCLUSIVE),
        (["unsupported", "unverified"], 0, 0, ExitCode.INCONCLUSIVE),
        (["pass", "error", "fail"], 0, 5, ExitCode.VIOLATED),
        (["pass"], 1, 5, ExitCode.VIOLATED),
    ],
)
def test_one_exit_code_wins(
    verdicts: list[str], stale: int, comparisons: int, code: ExitCode
) -> None:
    assert exit_code(count(verdicts), stale=stale, comparisons=comparisons) is code


def test_verdicts_merge_by_worst() -> None:
    order = ["pass", "unsupported", "gap", "unverified", "error", "fail"]
    for n in range(1, len(order) + 1):
        assert worst(count(order[:n])) == Verdict(order[n - 1])
    assert worst(count([])) is None


def test_the_headline_has_all_six_counts_also_when_zero() -> None:
    assert headline(count(["pass"]), 1234) == (
        "1 pass · 0 unsupported · 0 gap · 0 unverified · 0 error · 0 fail · 1,234 comparisons"
    )
