"""
Writes whose answer is lost: done once, and the caller hears that the outcome is not known.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.errors import TargetError
from ats_contracts.target import Connection, JsonObject
from ats_contracts.writing import body_for, changeable

OVER = ("candidates", "jobs", "applications")
PLAN = AccountPlan(size=8)
LOST: Mapping[str, Mapping[str, Any]] = {
    "503 after the fact": {"kind": "answer", "status": 503, "after": True},
    "an HTML page after the fact": {"kind": "html_page", "status": 502, "after": True},
    "an answer cut off": {"kind": "truncate", "bytes": 10},
    "broken JSON": {"kind": "malformed_json"},
}
"""Ways to lose the answer to a write that was carried out."""
UPDATING = ("PATCH", "PUT", "POST")
"""How a provider may be told of an update."""
TWICE = 2
"""Requests that an update or a delete may take: it may be repeated once, not for ever."""


def _lose(case: Case, fault: Mapping[str, Any], method: str) -> None:
    settings = {k: v for k, v in fault.items() if k != "kind"}
    case.fault(str(fault["kind"]), match={"method": method}, **settings)


def _create(
    connection: Connection, resource: str, body: Mapping[str, Any], key: str | None = None
) -> JsonObject | TargetError:
    try:
        return connection.write(resource, "create", body, idempotency_key=key)
    except TargetError as error:
        return error


@check(
    "{resource}.create.lost_answer",
    over=OVER,
    needs={"{resource}.create"},
    family="witness",
    serves=("P-29",),
    source="unified model, section A2 (Idempotency-Key) and A7 (clients that send a POST again)",
    account=PLAN,
)
def a_lost_answer_makes_no_second_record(case: Case) -> None:
    """
    When the provider creates one of the {resource} and its answer is lost, exactly one record is
    created, and the caller is given its id or an error that blames the provider.

    A create that is sent again after a 503 is how duplicates are made.
    """
    case.connection.page(case.resource, limit=1)
    for version, (where, fault) in enumerate(LOST.items()):
        _expect_once(case, where, fault, body_for(case, case.resource, version=version))


def _expect_once(case: Case, where: str, fault: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    before, start = _ids(case), case.witness()[-1]["n"]
    _lose(case, fault, "POST")
    answer = _create(case.connection, case.resource, body)
    new = sorted(_ids(case) - before)
    case.expect(f"{case.resource} created, {where}", 1, len(new), kind="duplicate")
    sent = case.witness(method="POST", since=start)
    hit = [entry["path"] for entry in sent if entry["fault"]]
    posts = sum(entry["path"] in hit for entry in sent)
    case.expect(f"creating requests to the provider, {where}", 1, posts, kind="retried")
    if isinstance(answer, TargetError):
        said = f"error {answer.kind}"
        case.expect(f"what the caller hears, {where}", "error upstream", said, kind="error")
    else:
        case.expect(f"id that the caller hears, {where}", new, [answer.get("id")])


def _ids(case: Case) -> set[str]:
    return {str(record["id"]) for record in case.account.truth(case.resource)}


@check(
    "{resource}.update.not_repeated",
    over=OVER,
    needs={"{resource}.update"},
    family="witness",
    serves=("P-25", "P-29"),
    source="unified model, section A2 (Idempotency-Key) and A7 (clients that send a POST again)",
    account=PLAN,
)
def a_failed_update_is_not_hammered(case: Case) -> None:
    """
    When the provider keeps failing with 503, an update of the {resource} reaches it once, or twice
    at most, and ends in an error that blames the provider.
    """
    name, value = next(iter(changeable(case, case.resource).items()))
    key = next(iter(case.expected()))
    case.connection.page(case.resource, limit=1)
    for method in UPDATING:
        case.account.add_fault(
            "answer", match={"method": method}, times=None, probability=1.0, status=503
        )
    case.expect_error(
        f"update of {case.resource}[{key}] while the provider answers 503",
        lambda: case.connection.write(case.resource, "update", {name: value}, key=key),
        kinds=("upstream",),
    )
    sent = len([entry for entry in case.witness() if entry["fault"]])
    case.expect_that(
        "updating requests to the provider",
        1 <= sent <= TWICE,
        expected=f"1 to {TWICE}",
        actual=sent,
        kind="storm",
    )


@check(
    "{resource}.idempotency_key.repeat",
    over=OVER,
    needs={"{resource}.create", "writes.idempotency_key"},
    family="witness",
    serves=("P-29",),
    source="unified model, section A2 (Idempotency-Key) and A7 (clients that send a POST again)",
    account=PLAN,
)
def a_repeated_key_executes_once(case: Case) -> None:
    """
    A create of one of the {resource} that is sent again with the same idempotency key is carried
    out once and answered the same.
    """
    body, key, before = body_for(case, case.resource), str(uuid.uuid4()), _ids(case)
    answers = [_create(case.connection, case.resource, body, key) for _ in range(3)]
    ids = [str(a) if isinstance(a, TargetError) else a.get("id") for a in answers]
    case.expect("records created", 1, len(_ids(case) - before), kind="duplicate")
    case.expect("ids answered", ids[:1] * 3, ids)
    case.expect_that(
        "answer",
        not isinstance(answers[0], TargetError),
        expected="the created record",
        actual=str(answers[0]),
        kind="error",
    )


@check(
    "{resource}.idempotency_key.lost_answer",
    over=("candidates", "jobs"),
    needs={"{resource}.create", "writes.idempotency_key"},
    family="witness",
    serves=("P-29",),
    source="unified model, section A2 (Idempotency-Key) and A7 (clients that send a POST again)",
    account=PLAN,
)
def a_key_protects_a_lost_answer(case: Case) -> None:
    """
    When the answer to a create of one of the {resource} is lost and the caller repeats it with the
    same key, there is one record in the end.
    """
    body, key, before = body_for(case, case.resource), str(uuid.uuid4()), _ids(case)
    _lose(case, LOST["503 after the fact"], "POST")
    for _ in range(3):
        answer = _create(case.connection, case.resource, body, key)
    case.expect("records created", 1, len(_ids(case) - before), kind="duplicate")
    said = str(answer.kind) if isinstance(answer, TargetError) else "a record"
    case.expect_that(
        "what the caller hears in the end",
        said in ("a record", "upstream", "conflict"),
        expected="the record, or that the outcome is not known",
        actual=said,
        kind="error",
    )


@check(
    "{resource}.idempotency_key.other_body",
    over=("candidates", "jobs"),
    needs={"{resource}.create", "writes.idempotency_key"},
    family="errors",
    serves=("P-29",),
    source="unified model, section A2 (Idempotency-Key) and A7 (clients that send a POST again)",
    account=PLAN,
)
def a_key_belongs_to_its_body(case: Case) -> None:
    """
    An idempotency key that comes back with another body is refused, and creates no second one of
    the {resource}.
    """
    key, before = str(uuid.uuid4()), _ids(case)
    case.connection.write(
        case.resource, "create", body_for(case, case.resource), idempotency_key=key
    )
    case.expect_error(
        "the same key with another body",
        lambda: case.connection.write(
            case.resource, "create", body_for(case, case.resource, version=1), idempotency_key=key
        ),
        kinds=("invalid", "conflict"),
    )
    case.expect("records created", 1, len(_ids(case) - before), kind="duplicate")


@check(
    "idempotency_key.account.bound",
    needs={"candidates.create", "writes.idempotency_key", "accounts.isolation"},
    serves=("P-29", "P-32"),
    source="unified model, section A2 (Idempotency-Key) and A7 (clients that send a POST again)",
    account=PLAN,
)
def a_key_belongs_to_its_account(case: Case) -> None:
    """
    The same idempotency key in two accounts creates a candidate in each, and each hears its own id.
    """
    other, key = case.fresh_account(seed=case.bench.seed + 1, size=9), str(uuid.uuid4())
    for account in (case.account, other):
        body = body_for(case, "candidates", account=account)
        before = {r["id"] for r in account.truth("candidates")}
        answer = _create(case.connect(account), "candidates", body, key)
        new = [r for r in account.truth("candidates") if r["id"] not in before]
        heard = [f"error {answer.kind}" if isinstance(answer, TargetError) else answer.get("id")]
        case.expect("ids created, ids answered", [str(r["id"]) for r in new], heard)
        case.expect("records created", 1, len(new), kind="count")
        case.expect("first names", [body["first_name"]], [r["first_name"] for r in new])
