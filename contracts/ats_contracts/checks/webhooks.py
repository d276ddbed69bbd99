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
    forgeries,
)
from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.compare import compare
from ats_contracts.errors import TargetError
from ats_contracts.model import RESOURCES
from ats_contracts.target import JsonObject, Told, WebhookRequest
from ats_contracts.writing import body_for

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
    Each change that the provider announces is told to a consumer as an update: of which record, and
    how it is now, if the record is told along; whoever reads it then finds it so.

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


@check(
    "webhooks.creation.told",
    needs=(*NEEDS, "candidates.create", "candidates.get"),
    serves=("P-17", "P-38"),
    source="NexivoHR SPEC section 6 (candidate.created)",
    account=PLAN,
    providers=frozenset({"nexivohr"}),  # the vendor that announces new candidates
)
def what_is_announced_as_new_is_told_so(case: Case) -> None:
    """
    A candidate who is new at the provider is told as created, and as the provider has it.
    """
    wire = Wire(case, case.account)
    made = wire.connection.write("candidates", "create", body_for(case, "candidates"))
    shown = str(made["id"])
    for request in wire.announced():
        wire.hand_over(f"webhook about candidates[{shown}]", request)
    told = _expect_told(case, wire, "candidates", shown)
    case.expect("kinds of the events about it", ["created"], sorted({e.kind for e in told}))
    _expect_now(case, wire, "candidates", shown, told)


def _each_is_told(case: Case, wire: Wire) -> None:
    for resource, key in wire.happenings():
        shown, requests = wire.shown_id(resource, key), wire.announced()
        where = f"{resource}[{shown}]"
        if not requests:
            told = about(wire.told(), resource, shown)
            case.expect(f"events about {where}, unannounced", 0, len(told), kind="invented")
            record = wire.connection.get(resource, shown)
            case.expect(f"{where}: id of the record read", shown, record["id"])
            continue
        taken = [wire.hand_over(f"webhook about {where}", request) for request in requests]
        if all(taken):
            told = _expect_told(case, wire, resource, shown)
            for event in told:
                case.expect(f"event about {where}: kind", "updated", event.kind)
            _expect_now(case, wire, resource, key, told)


def _expect_told(case: Case, wire: Wire, resource: str, shown: str) -> list[Told]:
    """Expect that a consumer is told about a record, sooner or later; give what it is told."""
    told = wire.told_about(resource, shown)
    words = {True: "told", False: "not told"}
    case.expect(f"{resource}[{shown}], announced", "told", words[bool(told)], kind="missing")
    return told


def _expect_now(case: Case, wire: Wire, resource: str, key: str, told: list[Told]) -> None:
    """Expect a record as it is now, in *told* where that has it, and as it is read."""
    shown = wire.shown_id(resource, key)
    for event in told:
        if event.record is not None:
            _expect_record(case, wire, f"event about {resource}", key, (resource, event.record))
    record = wire.connection.get(resource, shown)
    _expect_record(case, wire, f"get {resource}", key, (resource, record))


def _expect_record(
    case: Case, wire: Wire, what: str, key: str, found: tuple[str, JsonObject]
) -> None:
    """Compare a record with the truth, but for what it embeds or may leave out."""
    resource, record = found
    expected = case.oracle(wire.account).one(resource, wire.account.truth_of(resource, key))
    rules, shapes = case.bench.rules, RESOURCES[resource]
    for name, cell in case.resource_lens(resource).fields.items():
        if cell.embeds or cell.optional:
            continue
        where, unordered = f"{what}[{key}]: {name}", f"{resource}.{name}" in rules.unordered
        pair = {"expected": expected[name], "actual": record.get(name)}
        result = compare(where, **pair, shape=shapes[name], rules=rules, unordered=unordered)
        case.expect_that(where, not result.divergences, **pair)


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
    forged = forgeries(request)
    if not case.declines("accounts.isolation"):
        forged["signed for another account"] = _foreign(case, wire)
    for name, forgery in forged.items():
        case.expect_error(
            f"webhook: {name}", partial(wire.connection.receive, forgery), kinds=REFUSALS
        )
    case.expect("events told of what was forged", 0, len(wire.told()), kind="forged")
    shown = wire.shown_id("applications", key)
    if wire.hand_over("the provider's own webhook", request):
        _expect_told(case, wire, "applications", shown)
    _old_is_refused(case, wire, key)


def _foreign(case: Case, wire: Wire) -> WebhookRequest:
    """Have a webhook about another account, whose vendor reads its documents alike, be taken."""
    readings: dict[str, str] = wire.account.describe()["assumptions"]
    other = Wire(case, case.fresh_account(seed=case.bench.seed + 1, assumptions=readings))
    other.move(other.listed("applications")[-1])
    foreign = other.announced()[0]
    other.hand_over("the webhook of another account", foreign)
    return foreign


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
    shown = wire.shown_id("applications", key)
    wire.hand_over("webhook, time 1", request)
    told = _expect_told(case, wire, "applications", shown)
    known = {event.id for event in [*told, *wire.told()]} - {None}
    for n in (2, 3):
        wire.hand_over(f"webhook, time {n}", request)
    further = [e for e in about(wire.told(), "applications", shown) if e.id not in known]
    case.expect(f"further events about applications[{shown}]", 0, len(further), kind="repeated")


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
    When the later of two webhooks about an application comes first, what is told last, and read
    afterwards, is still how the application stands now.
    """
    wire, key, first = _moved(case)
    wire.move(key)
    second = wire.announced()[0]
    wire.hand_over("the later webhook", second)
    wire.hand_over("the earlier webhook", first)
    shown = wire.shown_id("applications", key)
    told = _expect_told(case, wire, "applications", shown)
    told += about(wire.told(), "applications", shown)
    _expect_now(case, wire, "applications", key, told[-1:])


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
    wire.hand_over("webhook in time", request)
    wire.told_about("applications", shown)
    wire.move(key)
    late = wire.announced()[0]
    wire.account.delete_truth("applications", key)
    with suppress(TargetError):  # there is nothing to tell of, and a target may say so
        wire.connection.receive(late)
    told = about(wire.told(), "applications", shown)
    kinds = sorted({event.kind for event in told} - {"deleted"})
    case.expect(f"events about applications[{shown}] as if it were there", [], kinds, kind="alive")
    case.expect_error(
        f"applications[{shown}], deleted",
        partial(wire.connection.get, "applications", shown),
        kinds=("not_found",),
    )


@check(
    "webhooks.consumer.told_again",
    needs=(*NEEDS, "webhooks.delivery"),
    family="witness",
    serves=("P-36", "P-38"),
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
    case.bench.consumer.failing = 1
    try:
        told = _told_in_the_end(case, wire, request, shown)
        failed = 1 - case.bench.consumer.failing
    finally:
        case.bench.consumer.failing = 0
    case.expect("failures of the consumer", 1, failed, kind="unused")
    case.expect(f"applications[{shown}], told again", True, bool(told), kind="missing")
    ids = {event.id for event in about(list(wire.connection.told()), "applications", shown)}
    case.expect("ids under which it was told", 1, len(ids), kind="renamed")


def _told_in_the_end(case: Case, wire: Wire, request: WebhookRequest, shown: str) -> list[Told]:
    """Hand a webhook over until it is taken, and look whether a consumer is told of it."""
    taken = False
    for _ in range(PATIENCE):
        with suppress(TargetError):  # then the provider sends it again
            if not taken:
                wire.connection.receive(request)
                taken = True
        if told := wire.told_about("applications", shown, within_s=PAUSE_S):
            return told
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
    wire, key, request = _moved(case)
    wire.hand_over("webhook", request)
    for event in _expect_told(case, wire, "applications", wire.shown_id("applications", key)):
        case.expect_that(
            f"event about {event.resource}[{event.key}]",
            event.is_signed is True,
            expected="a signature that holds",
            actual={None: "nothing that the profile knows of", False: "none that holds"}.get(
                event.is_signed, "one that holds"
            ),
            kind="signature",
        )
