"""
Writes: what was written is stored, shown, and nothing else changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.compare import is_nothing
from ats_contracts.errors import TargetError
from ats_contracts.model import RESOURCES
from ats_contracts.oracle import Record
from ats_contracts.walking import ids_of
from ats_contracts.writing import NotWritable, body_for, changeable, required_body
from ats_simulator.lens import Refer, ResourceLens, rule_of

OVER = ("candidates", "jobs", "applications")
PLAN = AccountPlan(size=8)
FOLLOWS: Mapping[str, frozenset[str]] = {
    "status": frozenset({"closed_at", "opened_at"}),
    "current_stage": frozenset({"rejected_at", "reject_reason"}),
}
"""Field to those that move with it in any system."""


def _by_key(records: Iterable[Record]) -> dict[str, Record]:
    return {str(record["id"]): record for record in records}


def _stored(case: Case, key: str) -> Record:
    """Project the provider's record *key* as a get should show it; empty if there is none."""
    return case.oracle(case.account).every(case.resource).get(key, {})


def _expect_written(case: Case, where: str, body: Mapping[str, Any], record: Record) -> None:
    """Expect each field of *body* in a record, as far as it was given."""
    for name, given in body.items():
        value, shown = _as_shown(case, name, given), _looked_up(case, name, record.get(name))
        case.expect(
            f"{where}.{name}", value, _like(value, shown), shape=RESOURCES[case.resource][name]
        )


def _as_shown(case: Case, name: str, value: Any) -> Any:
    """Give a stage that is written by its id as it is shown, where the provider shows no id."""
    cell = case.resource_lens().fields.get(name)
    rule = None if cell is None else rule_of(cell, case.oracle(case.account).values)
    if name != "current_stage" or not isinstance(rule, Refer) or "id" in rule.keys:
        return value
    stage = case.expected("job_interview_stages")[value["id"]]
    return {key: stage[key] for key in rule.keys}


def _looked_up(case: Case, name: str, shown: Any) -> Any:
    """Give embedded records as they stand in their own resource: they may be shown by id alone."""
    cell = case.resource_lens().fields.get(name)
    if cell is None or not cell.embeds or not isinstance(shown, list):
        return shown
    known = case.oracle(case.account).every(cell.embeds)
    return [known.get(str((item or {}).get("id")), item) for item in shown]


def _like(value: Any, shown: Any) -> Any:
    """Cut what is shown down to the keys that were written."""
    if isinstance(value, dict) and isinstance(shown, dict):
        return {key: shown.get(key) for key in value}
    if isinstance(value, list) and isinstance(shown, list) and len(value) == len(shown):
        return [_like(v, s) for v, s in zip(value, shown, strict=True)]
    return shown


def _written(
    case: Case,
    where: str,
    verb: str,
    body: Mapping[str, Any] | None = None,
    *,
    key: str | None = None,
) -> Record | None:
    """Write, and give the answer; null if it is refused, so that nothing more is to be asked."""
    connection = case.connection
    answer: Record | None = case.expect_answer(
        where, lambda: connection.write(case.resource, verb, body, key=key) or {}
    )
    return answer


def _created(case: Case, body: Mapping[str, Any]) -> str | None:
    """Create a record, expect one new one in the truth, and give its id; null if refused."""
    before = _by_key(case.account.truth(case.resource))
    answer = _written(case, f"create among the {case.resource}", "create", body)
    if answer is None:
        return None
    new = [key for key in _by_key(case.account.truth(case.resource)) if key not in before]
    case.expect(f"new {case.resource} of the provider", 1, len(new), kind="count")
    told = answer.get("id")
    case.expect(f"id of the created one of the {case.resource}", new[:1], [told])
    return new[0] if new else str(told)


@check(
    "{resource}.create.round_trip",
    over=OVER,
    needs={"{resource}.create", "{resource}.get", "{resource}.list"},
    serves=("P-30",),
    source="unified model, section A1 (create, update, delete)",
    account=PLAN,
)
def what_is_created_is_stored_and_shown(case: Case) -> None:
    """
    A record created among the {resource} with every field that the provider can store is stored
    with them, answered with its id and the status that the target declares, and shown by get and
    list at once.
    """
    body = body_for(case, case.resource)
    key = _created(case, body)
    if key is None:
        return
    answered = case.last_exchange()
    if case.options.create_status is not None and answered is not None:
        case.expect("status of a create", case.options.create_status, answered.status)
    _expect_written(case, f"stored {case.resource}[{key}]", body, _stored(case, key))
    case.clock.sleep(case.options.freshness_s)
    _expect_written(
        case, f"get {case.resource}[{key}]", body, case.connection.get(case.resource, key)
    )
    rows = _by_key(case.connection.list(case.resource))
    _expect_written(case, f"list {case.resource}[{key}]", body, rows.get(key, {}))


@check(
    "{resource}.create.invents_nothing",
    over=OVER,
    needs={"{resource}.create"},
    serves=("P-30", "P-18"),
    source="unified model, section A1 (create, update, delete)",
    account=PLAN,
)
def what_is_not_given_is_not_invented(case: Case) -> None:
    """
    A record created among the {resource} with nothing but what has to be given holds that, and no
    value that nobody gave: no "Unknown", no today's title.

    What the provider itself is known to fill in, such as a number, is not asked about.
    """
    body = required_body(case, case.resource)
    key = _created(case, body)
    if key is None:
        return
    stored = _stored(case, key)
    _expect_written(case, f"stored {case.resource}[{key}]", body, stored)
    lens = case.resource_lens()
    optional = [n for n in lens.writable if n not in body and n not in lens.given]
    for name in optional:
        cell = case.resource_lens().fields[name]
        if cell.nullable or cell.kind == "list":
            case.expect(f"stored {case.resource}[{key}].{name}", None, _or_none(stored.get(name)))


def _or_none(value: Any) -> Any:
    return None if is_nothing(value) else value


@check(
    "{resource}.update.only_what_was_sent",
    over=OVER,
    needs={"{resource}.update", "{resource}.get"},
    serves=("P-30",),
    source="unified model, section A1 (create, update, delete)",
    account=PLAN,
)
def an_update_changes_only_what_was_sent(case: Case) -> None:
    """
    An update of one field of the {resource} changes that field of that record, and nothing else
    anywhere.

    An update that sends nulls for what was not given wipes records clean.
    """
    for name, value in changeable(case, case.resource).items():
        before = _by_key(case.account.truth(case.resource))
        key = _differing(case, name, value)
        where = f"{case.resource}[{key}] after an update of {name}"
        if _written(case, where, "update", {name: value}, key=key) is None:
            continue
        _expect_written(case, where, {name: value}, _stored(case, key))
        _expect_written(
            case, f"get of {where}", {name: value}, case.connection.get(case.resource, key)
        )
        allowed = {name, "updated_at", *FOLLOWS.get(name, ())}
        after = _by_key(case.account.truth(case.resource))
        for other in before:
            changed = _changed(before[other], after.get(other, {}))
            surplus = sorted(changed - (allowed if other == key else frozenset()))
            case.expect(f"{where}: changed in [{other}]", [], surplus, kind="changed")


def _differing(case: Case, name: str, value: Any) -> str:
    """Choose a listed record, with much to lose, that may take the value and does not hold it."""
    wanted = _as_shown(case, name, value)
    other = {k: r for k, r in case.expected().items() if _like(wanted, r[name]) != wanted}
    if name == "current_stage":
        stages = list(case.expected("job_interview_stages"))
        earlier = [_as_shown(case, name, {"id": s}) for s in stages[: stages.index(value["id"])]]
        passed = {k: r for k, r in other.items() if _like(wanted, r[name]) in earlier}
        other = passed or other
    if name == "reject_reason":
        other = {k: r for k, r in other.items() if r["rejected_at"] is not None} or other
    return max(other, key=lambda key: sum(not is_nothing(v) for v in other[key].values()))


def _changed(before: Record, after: Record) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _refuses(case: Case, what: str) -> bool:
    """Say whether the provider refuses *what*, by its lens, under the readings in force."""
    name, values = case.resource_lens().refuses[what]
    return case.oracle(case.account).values[name] in values


def _expect_refused(
    case: Case, where: str, verb: str, body: Mapping[str, Any], key: str | None = None
) -> None:
    """Expect a write that the provider refuses to be told as such, and to change nothing."""
    before = case.account.truth(case.resource)
    case.expect_error(
        where,
        partial(case.connection.write, case.resource, verb, body, key=key),
        kinds=("conflict", "invalid"),
    )
    after = case.account.truth(case.resource)
    case.expect(f"{case.resource} of the provider", before, after, kind="changed")


def _knows_address_in_use(lens: ResourceLens) -> bool:
    return "address_in_use" in lens.refuses


@check(
    "{resource}.create.address_in_use",
    over=("candidates",),
    needs={"{resource}.create", "{resource}.get"},
    serves=("P-27", "P-30"),
    source="NexivoHR SPEC section 9 (duplicate_email)",
    account=PLAN,
    asks=_knows_address_in_use,
)
def an_address_in_use_makes_another_record_or_none(case: Case) -> None:
    """
    A record created among the {resource} with an e-mail address that another one has is another
    record, and leaves that one as it was; or, where the provider refuses it, the caller hears of a
    conflict or of something invalid, and nothing has changed.

    Whoever takes the address for the person overwrites one with the other.
    """
    holder = body_for(case, case.resource)
    first = _created(case, holder)
    if first is None:
        return
    body = {**body_for(case, case.resource, version=1), "emails": holder["emails"]}
    if _refuses(case, "address_in_use"):
        _expect_refused(case, "create with an address in use", "create", body)
        return
    before, key = _stored(case, first), _created(case, body)
    case.expect(f"stored {case.resource}[{first}]", before, _stored(case, first), kind="changed")
    if key is not None:
        shown = case.connection.get(case.resource, key)
        _expect_written(case, f"get {case.resource}[{key}]", body, shown)


def _knows_earlier_stage(lens: ResourceLens) -> bool:
    return "earlier_stage" in lens.refuses


@check(
    "{resource}.update.earlier_stage",
    over=("applications",),
    needs={"{resource}.update", "{resource}.get", "job_interview_stages.list"},
    serves=("P-27", "P-30"),
    source="NexivoHR SPEC section 9 (stage_transitions)",
    account=PLAN,
    asks=_knows_earlier_stage,
)
def a_move_back_is_made_or_refused(case: Case) -> None:
    """
    One of the {resource} that is moved to an earlier stage is there, and is shown there; or, where
    the provider refuses it, the caller hears so, and nothing has changed.

    Recruiters move people back, and vendors do not say whether they may.
    """
    start = next(iter(case.expected("job_interview_stages")))
    key, body = _furthest(case), {"current_stage": {"id": start}}
    where = f"{case.resource}[{key}] moved back to {start}"
    if _refuses(case, "earlier_stage"):
        _expect_refused(case, where, "update", body, key)
    elif _written(case, where, "update", body, key=key) is not None:
        _expect_written(case, where, body, _stored(case, key))
        _expect_written(case, f"get of {where}", body, case.connection.get(case.resource, key))


def _furthest(case: Case) -> str:
    """Choose a listed record in the latest stage that any is in. Raises: NotWritable."""
    records = case.expected().items()
    for stage in list(case.expected("job_interview_stages"))[:0:-1]:
        shown = _as_shown(case, "current_stage", {"id": stage})
        for key, record in records:
            if _like(shown, record["current_stage"]) == shown:
                return key
    raise NotWritable(f"none of the {case.resource} has left the first stage")


@check(
    "{resource}.delete.as_the_provider_does",
    over=("candidates", "jobs"),
    needs={"{resource}.delete", "{resource}.list", "{resource}.get"},
    serves=("P-39", "P-30"),
    source="unified model, section A1 (create, update, delete)",
    account=PLAN,
)
def a_delete_shows_as_the_provider_deletes(case: Case) -> None:
    """
    A deleted record of the {resource} is deleted at the provider, in its way, and is shown or
    absent as the provider has it then; others stay.
    """
    key = next(k for k, r in case.expected().items() if r.get("status") in (None, "open"))
    before = _by_key(case.account.truth(case.resource))
    if _written(case, f"delete of {case.resource}[{key}]", "delete", key=key) is None:
        return
    after = _by_key(case.account.truth(case.resource))
    touched = sorted(k for k in before if before[k] != after.get(k))
    case.expect(f"{case.resource} of the provider that changed", [key], touched)
    case.clock.sleep(case.options.freshness_s)
    shown = ids_of(case.connection.list(case.resource))
    case.expect(f"{case.resource} listed afterwards", sorted(case.expected()), sorted(shown))
    try:
        record = case.connection.get(case.resource, key)
    except TargetError as error:
        case.expect("get of a deleted record", "not_found", str(error.kind))
        return
    stored = _stored(case, key)
    case.expect_that(
        f"get {case.resource}[{key}]",
        bool(stored),
        expected="not found, as the provider has it no more",
        actual="a record",
    )
    for name in {"id", "status", "closed_at"} & stored.keys():
        shape, where = RESOURCES[case.resource][name], f"get {case.resource}[{key}].{name}"
        case.expect(where, stored[name], record.get(name), shape=shape)
