"""
Webhooks: what a provider announces is believed if it is signed, and told on, once and as it is now.

A target shows what it makes of a provider's webhook in what it tells its own consumer.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from ats_contracts.announcing import (
    Wire,
    about,
    announcing_account,
    distinct,
    forgeries,
)
from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.errors import TargetError
from ats_contracts.model import RESOURCES
from ats_contracts.target import Told, WebhookRequest

PLAN = AccountPlan(size=12)
NEEDS = ("webhooks.receive", "webhooks.events", "applications.get")
SOURCE = "unified model, section A5 (webhooks: provider to unified, unified to consumer)"
REFUSALS = ("auth", "permission", "invalid", "not_found")
PAUSE_S = 0.5
PATIENCE = 40
"""How often to look, and how long to wait in between, whether a consumer is told again."""
STALE_S = 601
"""Older than any vendor that signs the time lets a signature be."""


@check(
    "webhooks.change.told",
    needs=(*NEEDS, "candidates.get", "jobs.get"),
    serves=("P-17", "P-38"),
    source=SOURCE,
    account=PLAN,
)
def what_is_announced_is_told(case: Case) -> None:
    """
    Each change that the provider announces is told to a consumer: which record, and how it is now.

    What a provider does not announce is not made up.
    """
    _each_is_told(case, Wire(case, case.account))


@check(
    "webhooks.extension.told",
    needs=(*NEEDS, "candidates.get", "jobs.get"),
    serves=("P-17", "P-38"),
    source="Jobtrain SPEC section 7 (signed events, an extension)",
    account=PLAN,
    providers=frozenset({"jobtrain"}),  # the vendor that announces nothing unless it is asked to
)
def what_is_announced_as_an_extension_is_told(case: Case) -> None:
    """
    Where the provider's events are switched on, each change that it announces is told as well.
    """
    _each_is_told(case, Wire(case, announcing_account(case)))


def _each_is_told(case: Case, wire: Wire) -> None:
    for resource, key in wire.happenings():
        requests = wire.announced()
        where = f"{resource}[{wire.shown_id(resource, key)}]"
        taken = [wire.hand_over(f"webhook about {where}", request) for request in requests]
        told = about(wire.told(), resource, wire.shown_id(resource, key))
        if not requests:
            case.expect(f"events about {where}, unannounced", 0, len(told), kind="invented")
        elif all(taken):
            is_told = bool(told)
            words = {True: "told", False: "not told"}
            case.expect(f"{where}, announced", "told", words[is_told], kind="missing")
        for event in told:
            case.expect(f"event about {where}: kind", "updated", event.kind)
            _shows_the_truth(case, wire, event, key)
        shown = wire.connection.get(resource, wire.shown_id(resource, key))
        case.expect(f"{where}: id of the record read", wire.shown_id(resource, key), shown["id"])


def _shows_the_truth(case: Case, wire: Wire, event: Told, key: str) -> None:
    """Compare what an event tells of a record with the record, if it tells it."""
    if event.record is None:
        return
    truth = wire.account.truth_of(event.resource, key)
    expected = case.oracle(wire.account).one(event.resource, truth)
    for name, cell in case.resource_lens(event.resource).fields.items():
        if cell.embeds or cell.optional:
            continue
        where = f"event about {event.resource}[{event.key}]: {name}"
        shape = RESOURCES[event.resource][name]
        case.expect(where, expected[name], event.record.get(name), shape=shape)


def _moved(case: Case) -> tuple[Wire, str, WebhookRequest]:
    """Move an application of a fresh account, and collect what the provider announces of it."""
    wire = Wire(case, announcing_account(case))
    key = wire.listed("applications")[-1]
    wire.move(key)
    return wire, key, wire.announced()[0]


@check(
    "webhooks.signature.required",
    needs=NEEDS,
    family="secrets",
    serves=("P-35", "P-32"),
    source=SOURCE,
    account=PLAN,
)
def only_what_is_signed_is_believed(case: Case) -> None:
    """
    A webhook that is not signed, not as it was signed, signed for another account, or long ago, is
    refused, and nothing is told of it; the provider's own is taken.

    Whoever knows the address could make up hires otherwise.
    """
    wire, key, request = _moved(case)
    other = Wire(case, case.fresh_account(seed=case.bench.seed + 1, assumptions=_readings(wire)))
    other.move(other.listed("applications")[-1])
    foreign = other.announced()[0]
    other.hand_over("the webhook of another account", foreign)
    forged = {**forgeries(request), "signed for another account": foreign}
    for name, forgery in forged.items():
        case.expect_error(
            f"webhook: {name}", partial(wire.connection.receive, forgery), kinds=REFUSALS
        )
    case.expect("events told of what was forged", 0, len(wire.told()), kind="forged")
    shown = wire.shown_id("applications", key)
    if wire.hand_over("the provider's own webhook", request):
        told = about(wire.told(), "applications", shown)
        case.expect(f"applications[{shown}], announced", 1, distinct(told), kind="missing")
    _old_is_refused(case, wire, key)


def _readings(wire: Wire) -> dict[str, str]:
    """Give the readings of an account's vendor, for another account like it."""
    readings: dict[str, str] = wire.account.describe()["assumptions"]
    return readings


def _old_is_refused(case: Case, wire: Wire, key: str) -> None:
    """Where a signature tells its time, let it grow old before it is handed over."""
    if case.clock.mode == "real":
        case.note("signatures that have grown old were not tried: the target keeps its own time")
        return
    wire.move(key)
    request = wire.announced()[0]
    if not any("signature" in name.lower() and "t=" in value for name, value in request.headers):
        return
    case.clock.advance(STALE_S)
    case.expect_error(
        "webhook: signed long ago", partial(wire.connection.receive, request), kinds=REFUSALS
    )


@check(
    "webhooks.duplicate.once",
    needs=NEEDS,
    family="relation",
    serves=("P-36",),
    source=SOURCE,
    account=PLAN,
)
def what_comes_twice_is_told_once(case: Case) -> None:
    """
    A webhook that comes again, byte for byte, is taken again and told as the same event.

    Providers repeat themselves whenever an answer was slow.
    """
    wire, key, request = _moved(case)
    for n in (1, 2, 3):
        wire.hand_over(f"webhook, time {n}", request)
    shown = wire.shown_id("applications", key)
    told = about(wire.told(), "applications", shown)
    case.expect(f"events about applications[{shown}]", 1, distinct(told), kind="repeated")


@check(
    "webhooks.order.settles",
    needs=NEEDS,
    family="relation",
    serves=("P-37",),
    source=SOURCE,
    account=PLAN,
)
def the_order_of_webhooks_does_not_matter(case: Case) -> None:
    """
    When the later of two webhooks about an application comes first, what is told last is still how
    the application stands now.
    """
    wire, key, first = _moved(case)
    wire.move(key)
    second = wire.announced()[0]
    wire.hand_over("the later webhook", second)
    wire.hand_over("the earlier webhook", first)
    shown = wire.shown_id("applications", key)
    told = about(wire.told(), "applications", shown)
    case.expect(f"applications[{shown}], announced", True, bool(told), kind="missing")
    for event in told:
        _shows_the_truth(case, wire, event, key)
    record = wire.connection.get("applications", shown)
    case.expect("application read", shown, record["id"])


@check(
    "webhooks.deleted.stays_deleted",
    needs=NEEDS,
    serves=("P-37", "P-39"),
    source=SOURCE,
    account=PLAN,
)
def a_late_webhook_brings_nothing_back(case: Case) -> None:
    """
    A webhook about an application that has been deleted meanwhile does not tell of it as if it were
    there.
    """
    wire, key, request = _moved(case)
    shown = wire.shown_id("applications", key)
    wire.account.delete_truth("applications", key)
    with suppress(TargetError):  # there is nothing to tell of, and a target may say so
        wire.connection.receive(request)
    told = about(wire.told(), "applications", shown)
    kinds = sorted({event.kind for event in told} - {"deleted"})
    case.expect(f"events about applications[{shown}] as if it were there", [], kinds, kind="alive")
    records = [event.record for event in told if event.record is not None]
    case.expect("records of it that were told", [], records, kind="alive")
    case.expect_error(
        f"applications[{shown}], deleted",
        partial(wire.connection.get, "applications", shown),
        kinds=("not_found",),
    )


@check(
    "webhooks.consumer.told_again",
    needs=(*NEEDS, "webhooks.delivery"),
    family="witness",
    serves=("P-38",),
    source=SOURCE,
    account=PLAN,
)
def a_consumer_that_failed_is_told_again(case: Case) -> None:
    """
    A consumer that fails once is told again, as the same event: by the target itself, or because it
    lets the provider send again.
    """
    wire, key, request = _moved(case)
    shown = wire.shown_id("applications", key)
    wire.told()
    case.bench.consumer.failing = 1
    try:
        told = _told_in_the_end(case, wire, request, shown)
        failed = 1 - case.bench.consumer.failing
    finally:
        case.bench.consumer.failing = 0
    case.expect("failures of the consumer", 1, failed, kind="unused")
    case.expect(f"events about applications[{shown}]", 1, distinct(told), kind="missing")


def _told_in_the_end(case: Case, wire: Wire, request: WebhookRequest, shown: str) -> list[Told]:
    """Hand a webhook over until it is taken, and look whether a consumer is told of it."""
    taken = False
    for _ in range(PATIENCE):
        with suppress(TargetError):  # then the provider sends it again
            if not taken:
                wire.connection.receive(request)
                taken = True
        if told := about(wire.told(), "applications", shown):
            return told
        case.clock.sleep(PAUSE_S)
    return []


@check(
    "webhooks.events.signed",
    needs=(*NEEDS, "webhooks.delivery"),
    family="secrets",
    serves=("P-35",),
    source=SOURCE,
    account=PLAN,
)
def what_is_told_is_signed(case: Case) -> None:
    """
    What a consumer is told carries a signature that holds over the very bytes that were sent.
    """
    wire, _, request = _moved(case)
    wire.hand_over("webhook", request)
    told = wire.told()
    case.expect("events told", True, bool(told), kind="missing")
    for event in told:
        case.expect_that(
            f"event about {event.resource}[{event.key}]",
            event.is_signed is True,
            expected="a signature that holds",
            actual={None: "nothing that the profile knows of", False: "none that holds"}.get(
                event.is_signed, "one that holds"
            ),
            kind="signature",
        )
