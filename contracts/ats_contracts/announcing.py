"""
What a vendor announces about an account by webhook, and what a target makes of it.

The vendor's own requests are collected before they reach anybody, so that a check can hand them
over in any order, more than once, or not as they were. This module refuses to judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ats_contracts.target import Connection, Told, WebhookRequest

if TYPE_CHECKING:
    from ats_contracts.case import Case
    from ats_simulator.account import Account

ALTERNATIVE: dict[str, dict[str, str]] = {"jobtrain": {"ext_webhooks": "on"}}
"""The readings under which vendors announce something that otherwise announce nothing."""
CHANGED = {"applications": "current_stage", "candidates": "first_name", "jobs": "name"}
"""What is changed of which resource, to see who hears of it."""
TOLD_WITHIN_S = 5.0
"""How long a target may take to tell, unless it declares a longer `freshness_s`. Unit: seconds."""
LOOK_S = 0.25
QUIET_S = 0.5
"""How often to look whether it has told; how long at least, where it must not. Unit: seconds."""
QUIET_KINDS = frozenset({"applied", "screening", "interview"})
"""Stages to move to that stand for nothing else: no hire, and no rejection."""


def announcing_account(case: Case) -> Account:
    """Create an account whose vendor announces changes, under whichever reading it does so."""
    return case.fresh_account(assumptions=ALTERNATIVE.get(case.provider, {}))


@dataclass(slots=True)
class Wire:
    """
    One account of which the vendor tells the target, through our hands.

    *account* announces to an address that takes all; *connection* is the target's.
    """

    case: Case
    account: Account
    connection: Connection = field(init=False)
    _sent: int = 0
    _told: int = 0
    _took_s: float = 0.0

    def __post_init__(self) -> None:
        self.connection = self.case.connect(self.account)
        bench = self.case.bench
        self.account.add_webhook(bench.consumer.sink, secret=bench.webhook_secret(self.account))

    def announced(self) -> list[WebhookRequest]:
        """Collect what the vendor has announced since the last time, in its order."""
        every = self.case.bench.announced(self.account)
        new, self._sent = every[self._sent :], len(every)
        return [
            WebhookRequest(
                headers=tuple(one["attempts"][-1]["headers"].items()), body=one["body"].encode()
            )
            for one in new
        ]

    def told_about(self, resource: str, key: str, *, within_s: float | None = None) -> list[Told]:
        """
        Read what the target has told about a record since the last time, as soon as it has.

        A target may acknowledge first and tell later: it is waited for, though not for ever.
        """
        if within_s is None:
            within_s = max(TOLD_WITHIN_S, self.case.options.freshness_s)
        waited_s = 0.0
        while not (found := about(self._new(), resource, key)) and waited_s < within_s:
            self.case.clock.sleep(LOOK_S)
            waited_s += LOOK_S
        self._took_s = max(self._took_s, waited_s)
        return found

    def told(self) -> list[Told]:
        """
        Read what the target has told about the account since the last time, after long enough for
        it to have told what it must not: twice as long as it has ever taken.
        """
        self.case.clock.sleep(max(QUIET_S, 2 * self._took_s))
        return self._new()

    def _new(self) -> list[Told]:
        every = self.connection.told()
        new, self._told = every[self._told :], len(every)
        return [event for event in new if event.was_taken]

    def hand_over(self, where: str, request: WebhookRequest) -> bool:
        """Hand over what the vendor announced; say whether it was taken, and expect that."""
        before = self.case.diverged
        self.case.expect_answer(where, partial(self.connection.receive, request))
        return self.case.diverged == before

    # What happens at the vendor

    def shown_id(self, resource: str, key: str) -> str:
        """Give the id under which a target shows a truth record."""
        truth = self.account.truth_of(resource, key)
        return str(self.case.oracle(self.account).field(resource, "id", truth))

    def listed(self, resource: str) -> list[str]:
        """Name the records of a resource that are listed, as the truth does."""
        oracle = self.case.oracle(self.account)
        shown = oracle.listed(resource)
        return [
            str(truth["id"])
            for truth in oracle.truth(resource)
            if str(oracle.field(resource, "id", truth)) in shown
        ]

    def move(self, key: str) -> None:
        """Move an application to another stage, as its owner would."""
        now = self.account.truth_of("applications", key)["current_stage"]["id"]
        every = self.account.truth("job_interview_stages")
        stage = next(s for s in every if s["id"] != now and s["kind"] in QUIET_KINDS)
        self.case.clock.advance(1)
        self.account.put_truth("applications", key, {"current_stage": {"id": stage["id"]}})

    def happenings(self) -> Iterator[tuple[str, str]]:
        """Change records of several resources, one by one: name each when it has changed."""
        for resource, name in CHANGED.items():
            for key in self.listed(resource)[-1:]:
                if resource == "applications":
                    self.move(key)
                else:
                    self.account.put_truth(resource, key, {name: f"Zoë {resource}"})
                yield resource, key


def about(told: list[Told], resource: str, key: str) -> list[Told]:
    """Choose the events about one record."""
    return [one for one in told if (one.resource, one.key) == (resource, key)]


def forgeries(request: WebhookRequest) -> dict[str, WebhookRequest]:
    """Change a request in one place each; empty where it carries no signature at all."""
    signing = [name for name, _ in request.headers if "signature" in name.lower()]
    if not signing:
        return {}
    at = max(n for n, byte in enumerate(request.body) if chr(byte).isalnum())
    return {
        "a blank after the body": replace(request, body=request.body + b" "),
        "one byte of the body changed": replace(request, body=_other(request.body, at)),
        "no signature": _with(request, signing, None),
        "an empty signature": _with(request, signing, lambda value: ""),
        "the end of the signature changed": _with(request, signing, _end_changed),
        "the signature cut off": _with(request, signing, lambda value: value[: len(value) // 2]),
    }


def _other(body: bytes, at: int) -> bytes:
    changed = b"1" if body[at : at + 1] != b"1" else b"2"
    return body[:at] + changed + body[at + 1 :]


def _end_changed(value: str) -> str:
    """Change a character near the end: in base64 the very last ones may carry no bit."""
    at = len(value) - 4
    return value[:at] + ("a" if value[at] != "a" else "b") + value[at + 1 :]


def _with(request: WebhookRequest, names: list[str], change: Any) -> WebhookRequest:
    headers = [
        (name, value if name not in names else change(value))
        for name, value in request.headers
        if change is not None or name not in names
    ]
    return replace(request, headers=tuple(headers))
