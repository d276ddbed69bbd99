"""
Rate limits in the middle of things: what is lost, what is passed on, who else suffers.
"""

from __future__ import annotations

import email.utils
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.checks.ratelimit import TOLERANCE_S
from ats_contracts.compare import parse_instant
from ats_contracts.errors import TargetError
from ats_contracts.target import Connection
from ats_contracts.walking import expect_ids, ids_of, walk_whole

PATIENCE = 40
"""How often the check comes back after a 429, as a polite client of the target."""
PLAN = AccountPlan(size=20, limits="on")


def _limit(case: Case, requests: int) -> str:
    """
    Allow so many requests in a minute, or in a second where waiting takes real time; give the name
    of the window, the vendor's own shortest.

    The second slides, so that it cannot be over by accident before the check has asked.
    """
    shortest = min(case.account.limits()["windows"], key=lambda w: float(w["seconds"]))
    window: dict[str, Any] = {"name": shortest["name"], "requests": requests, "seconds": 60}
    if case.clock.mode == "real":
        window |= {"seconds": 1, "kind": "sliding"}
    case.account.set_limits(windows=[window])
    return str(shortest["name"])


def _walk_politely(case: Case, connection: Connection, resource: str, limit: int) -> list[str]:
    """Walk a list; after a 429 wait as long as the target says. Raises: TargetError."""
    shown: list[str] = []
    cursor: str | None = None
    for _ in range(PATIENCE):
        try:
            page = connection.page(resource, cursor=cursor, limit=limit)
        except TargetError as error:
            if error.kind != "rate_limited":
                raise
            if not _expect_wait(case, error):
                return shown
            case.clock.sleep(error.retry_after_s or 0.0)
            continue
        shown += ids_of(page.records)
        cursor = page.next_cursor
        if cursor is None:
            return shown
    return shown


def _expect_wait(case: Case, error: TargetError) -> bool:
    """Expect a wait of at least what is left of the provider's own."""
    left = _until(e for e in case.witness() if e["limited"]) - case.clock.now()
    told = error.retry_after_s
    return case.expect_that(
        "Retry-After of the target's 429",
        told is not None and told > 0 and told >= left - TOLERANCE_S,
        expected=f"at least {max(left, 0):.1f} s, what is left of the provider's wait",
        actual=told,
        kind="wait",
    )


def _until(limited: Iterable[Mapping[str, Any]]) -> float:
    """Say until when the provider asked to wait, in Unix seconds; 0 if it did not."""
    return max((_end(entry) for entry in limited), default=0.0)


def _end(entry: Mapping[str, Any]) -> float:
    value = {k.lower(): v for k, v in entry["response_headers"]}.get("retry-after", "0")
    at = parse_instant(entry["at"]).timestamp()
    if value.isdigit():
        return at + float(value)
    return email.utils.parsedate_to_datetime(value).timestamp()


def _expect_patience(case: Case) -> None:
    """Expect that no request came inside a wait that the provider had asked for."""
    until: dict[Any, float] = {}
    for entry in case.witness():
        at, who = parse_instant(entry["at"]).timestamp(), entry["credential"]
        if who in until:
            case.expect_that(
                f"request {entry['n']}, after a 429",
                at >= until[who] - TOLERANCE_S,
                expected="no request before Retry-After is over",
                actual=f"{until[who] - at:.1f} s too early",
                kind="early",
            )
        if entry["limited"]:
            until[who] = max(until.get(who, 0.0), _end(entry))
    case.expect_that(
        "refusals of the provider",
        bool(until),
        expected="at least one, for its limit",
        actual="none",
        kind="unused",
    )


@check(
    "{resource}.limit_mid_walk.nothing_lost",
    over=("candidates", "applications"),
    needs={"{resource}.list", "paging.limit", "ratelimit.retry_after"},
    family="witness",
    serves=("P-24", "P-26"),
    source="unified model, section A4 (429 of a provider, Retry-After)",
    account=PLAN,
    slow=True,  # where waiting takes real time
)
def a_limit_in_the_middle_loses_nothing(case: Case) -> None:
    """
    When limits hit in the middle of a walk, again and again, the provider sees no request before
    Retry-After is over, and each of the {resource} is shown exactly once.
    """
    lens = case.resource_lens()
    _limit(case, 60 if lens.costs else 25 if lens.walked else 2)
    shown = _walk_politely(case, case.connection, case.resource, 4)
    _expect_patience(case)
    expect_ids(case, case.resource, case.expected(), shown)


@check(
    "ratelimit.http_date.honoured",
    needs={"candidates.list", "paging.limit", "ratelimit.retry_after"},
    family="witness",
    serves=("P-24",),
    source="NexivoHR SPEC section 9 (retry_after_style)",
    account=AccountPlan(size=12, limits="on", assumptions={"retry_after_style": "http_date"}),
    providers=frozenset({"nexivohr"}),  # the vendor that may write Retry-After as a date
    slow=True,  # where waiting takes real time
)
def a_wait_given_as_a_date_is_honoured(case: Case) -> None:
    """
    A Retry-After that is an HTTP date is kept like one in seconds, passed on as one that a client
    can read, and loses nothing.
    """
    _limit(case, 2)
    shown = _walk_politely(case, case.connection, "candidates", 4)
    _expect_patience(case)
    expect_ids(case, "candidates", case.expected("candidates"), shown)


@check(
    "ratelimit.silent_429.no_storm",
    needs={"candidates.list"},
    family="witness",
    serves=("P-25", "P-27"),
    source="unified model, section A4 (429 of a provider, Retry-After)",
    account=AccountPlan(size=4),
)
def a_429_without_a_wait_is_no_invitation(case: Case) -> None:
    """
    When a provider keeps answering 429 without Retry-After, one call makes a handful of requests,
    not faster and faster, and ends in a rate limit error.
    """
    connection = case.connection
    case.fault("answer", times=None, probability=1.0, status=429)
    case.expect_error(
        "a list while the provider answers 429",
        lambda: connection.page("candidates"),
        kinds=("rate_limited",),
    )
    times = [parse_instant(entry["at"]).timestamp() for entry in case.witness()]
    case.expect_that(
        "provider requests of one call",
        1 <= len(times) <= case.options.max_attempts + 1,
        expected=f"1 to {case.options.max_attempts + 1}",
        actual=len(times),
        kind="storm",
    )
    waits = [later - earlier for earlier, later in pairwise(times)]
    case.expect_that(
        "pauses between attempts",
        all(wait > 0 for wait in waits) and all(b >= a - TOLERANCE_S for a, b in pairwise(waits)),
        expected="pauses that do not shrink",
        actual=[round(wait, 2) for wait in waits],
        kind="storm",
    )


@check(
    "ratelimit.limited.others_go_on",
    needs={"candidates.list", "accounts.isolation", "ratelimit.retry_after"},
    serves=("P-24", "P-32"),
    source="unified model, section A4 (429 of a provider, Retry-After)",
    account=PLAN,
)
def one_limited_account_leaves_others_alone(case: Case) -> None:
    """
    While one account is over its limit, another account of the same provider is served at once.
    """
    other = case.fresh_account(seed=case.bench.seed + 1)
    alive, limited = case.connect(other), case.connection
    case.account.exhaust(_limit(case, 1))
    slept = len(case.clock.slept)
    try:
        limited.page("candidates")
    except TargetError as error:
        case.expect("the limited account", "rate_limited", str(error.kind))
    waited = sum(case.clock.slept[slept:])
    before = case.clock.now()
    done = walk_whole(case, "candidates of the other", alive, "candidates")
    expect_ids(case, "candidates of the other", case.expected("candidates", other), done.ids)
    case.expect_that(
        "wait of the other account",
        case.clock.mode == "real" or case.clock.now() - before < 1,
        expected="none",
        actual=f"{case.clock.now() - before:.0f} s (the limited one waited {waited:.0f} s)",
        kind="shared limit",
    )


@check(
    "ratelimit.headers.passed_on",
    needs={"candidates.list", "ratelimit.headers"},
    severity="should",
    family="witness",
    serves=("P-24",),
    source="unified model, section A4 (ratelimit headers)",
    account=AccountPlan(size=4, limits="on", assumptions={"rate_headers": "x_ratelimit"}),
    providers=frozenset({"nexivohr"}),  # the vendor that may tell how much is left
)
def what_is_left_of_a_limit_is_passed_on(case: Case) -> None:
    """
    What the provider says about its limit arrives as ratelimit-limit, -remaining and -reset in
    seconds.
    """
    _expect_told(case)


@check(
    "ratelimit.headers.not_invented",
    needs={"candidates.list", "ratelimit.headers"},
    severity="should",
    family="witness",
    serves=("P-24", "P-18"),
    source="unified model, section A4 (ratelimit headers)",
    account=AccountPlan(size=4, limits="on"),
)
def what_nobody_said_of_a_limit_is_not_made_up(case: Case) -> None:
    """
    Where the provider says nothing about its limit, no ratelimit-limit, -remaining or -reset
    arrives; where it does, they are its own.
    """
    _expect_told(case)


def _expect_told(case: Case) -> None:
    page = case.connection.page("candidates")
    asked = case.witness()
    if page.exchange is None or not asked:  # nobody said anything
        return
    last = asked[-1]
    said = {k.lower(): v for k, v in last["response_headers"]}
    for name in ("limit", "remaining"):
        shown = page.exchange.header(f"ratelimit-{name}")
        where, told = f"ratelimit-{name}", said.get(f"x-ratelimit-{name}")
        case.expect(where, told, None if shown is None else shown.split(";")[0])
    reset, told = page.exchange.header("ratelimit-reset"), said.get("x-ratelimit-reset")
    if told is None:
        case.expect("ratelimit-reset", None, reset)
        return
    left = float(told) - parse_instant(last["at"]).timestamp()
    case.expect_that(
        "ratelimit-reset",
        reset is not None and reset.isdigit() and abs(float(reset) - left) <= 1,
        expected=f"about {left:.0f} seconds",
        actual=reset,
        kind="wait",
    )
