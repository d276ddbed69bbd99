"""
Rate limits: what a target does when a provider says "not now". The journal is the witness.
"""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.compare import parse_instant
from ats_contracts.errors import ErrorKind, TargetError

TOLERANCE_S = 0.2
MID_MINUTE_S = 20
"""How far into a minute the limit is met: a window of the clock ends before the last minute is."""
PATIENCE = 20
"""How often the check itself comes back after a 429, as a client of the target would."""


@check(
    "ratelimit.retry_after.honoured",
    needs={"candidates.list", "ratelimit.retry_after"},
    family="witness",
    serves=("P-24", "P-26"),
    source="unified model, section A4 (429 of a provider, Retry-After)",
    account=AccountPlan(size=60, limits="on"),
)
def retry_after_is_honoured(case: Case) -> None:
    """
    After a 429 the provider sees no request before Retry-After is over, and no candidate is lost.

    A target may wait itself, or answer 429 with a wait of its own; a client of it then waits that
    long. Coming back early earns bans, giving up half-way loses rows.
    """
    connection = case.connection
    if case.clock.mode == "virtual":
        case.clock.advance(MID_MINUTE_S)
    else:
        second = {"name": "second", "requests": 60, "seconds": 1, "kind": "sliding"}
        case.account.set_limits(windows=[second])
    case.account.exhaust(_windows(case)[0])
    shown: set[str] = set()
    cursor: str | None = None
    for _ in range(PATIENCE):
        try:
            page = connection.page("candidates", cursor=cursor, limit=25)
        except TargetError as error:
            if error.kind is not ErrorKind.RATE_LIMITED:
                raise
            if not _waited(case, error):
                break
            continue
        shown |= {str(row.get("id")) for row in page.records}
        cursor = page.next_cursor
        if cursor is None:
            break
    _no_request_came_early(case)
    missing = sorted(set(case.expected("candidates")) - shown)
    case.expect("candidates lost to the limit", [], missing, kind="missing")


def _windows(case: Case) -> list[str]:
    """Name the windows of the account, the shortest first."""
    windows = case.account.limits()["windows"]
    return [str(w["name"]) for w in sorted(windows, key=lambda w: float(w["seconds"]))]


def _waited(case: Case, error: TargetError) -> bool:
    """Do as a polite client does: wait as long as the target says. It has to say so."""
    told = error.retry_after_s
    said = case.expect_that(
        "429 of the target",
        told is not None and told > 0,
        expected="a Retry-After above 0",
        actual=told,
        kind="absent",
    )
    if said and told is not None:
        case.clock.sleep(told)
    return said


def _no_request_came_early(case: Case) -> None:
    """
    Walk the journal: after each refusal the next request of the credential is late enough.

    Asks whether the limit refused it, not which status says so: that may be another one than 429.
    """
    until: dict[str | None, float] = {}
    limited = 0
    for entry in case.witness():
        at = parse_instant(entry["at"]).timestamp()
        credential = entry["credential"]
        if credential in until:
            wait = until.pop(credential)
            case.expect_that(
                f"request {entry['n']} after a 429",
                at >= wait - TOLERANCE_S,
                expected="no request before Retry-After is over",
                actual=f"{wait - at:.1f} s too early",
                kind="early",
            )
        if entry["limited"]:
            limited += 1
            until[credential] = at + _retry_after_s(entry, at)
    case.expect_that(
        "429 of the provider", limited > 0, expected="at least one", actual=limited, kind="unused"
    )


def _retry_after_s(entry: Mapping[str, Any], at: float) -> float:
    """Read the Retry-After of a journalled 429: seconds or an HTTP date. Absent counts as 0."""
    headers = {name.lower(): value for name, value in entry["response_headers"]}
    value = headers.get("retry-after", "0")
    if value.isdigit():
        return float(value)
    return email.utils.parsedate_to_datetime(value).timestamp() - at
