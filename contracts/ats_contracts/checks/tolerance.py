"""
What a provider may send one day: a field more, a null less, a word nobody knows, a broken record.

The provider's real answer is witnessed, changed and played back, so that everything but the change
is as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.compare import is_nothing
from ats_contracts.errors import TargetError
from ats_contracts.model import RESOURCES
from ats_contracts.rehearsed import (
    Change,
    Rehearsed,
    is_about,
    is_instant,
    is_key_of,
    keys_saying,
    leaves,
    objects,
    put,
    read_alone,
    rehearse,
)
from ats_contracts.statistics import without_statistics
from ats_contracts.target import JsonObject
from ats_contracts.walking import expect_same_rows, ids_of
from ats_simulator.lens import Derived, rule_of

OVER = ("candidates", "jobs", "applications")
PLAN = AccountPlan(size=12, settings={"journal_body_bytes": 1_000_000})
ROWS = 8
NOTHING = (None, "")
BLURRED = "the day before yesterday"
STRANGE = "zz_never_heard_of"
"""A word that no provider and no model has."""
ENUMS = {"jobs": ("status", "job_type"), "applications": ("current_stage",)}
ODD: dict[str, Any] = {
    "zz_number": 2**53 + 1,
    "zz_big": 2**63 - 1,
    "zz_text": 'ß "quoted" \u202eright to left',
    "zz_nested": {"list": [1, None, {"deep": True}], "empty": {}},
    "zz_null": None,
    "id_of_something_else": "00042",
}


@check(
    "{resource}.wire.unknown_fields",
    over=OVER,
    needs={"{resource}.list", "paging.limit"},
    family="relation",
    serves=("P-41",),
    source="unified model, section A9 (unmapped values) and A3 (no row is dropped)",
    account=PLAN,
)
def unknown_fields_change_nothing(case: Case) -> None:
    """Fields that the provider adds to its {resource} change nothing in what is shown."""

    def add(rows: list[JsonObject]) -> None:
        for row in rows:
            known = dict(reversed(row.items()))
            row.clear()
            row.update({**ODD, **known})

    _expect_unchanged(case, add, "with unknown fields, keys in another order")


@check(
    "{resource}.wire.null_or_absent",
    over=OVER,
    needs={"{resource}.list", "paging.limit"},
    family="relation",
    serves=("P-17", "P-41"),
    source="unified model, section A9 (unmapped values) and A3 (no row is dropped)",
    account=PLAN,
)
def null_empty_and_absent_are_alike(case: Case) -> None:
    """
    A field of the {resource} that the provider sends as null, as empty text or not at all is shown
    as nothing each time, and invents no other value.
    """

    def leave_out(rows: list[JsonObject]) -> None:
        for part in (part for row in rows for part in objects(row)):
            for name in [name for name, value in part.items() if value in NOTHING]:
                del part[name]

    def write(nothing: str | None) -> Change:
        def written(rows: list[JsonObject]) -> None:
            for part in (part for row in rows for part in objects(row)):
                part.update({name: nothing for name, value in part.items() if value in NOTHING})

        return written

    _expect_unchanged(case, leave_out, "without null and empty fields")
    _expect_unchanged(case, write(""), "with empty texts for null")
    _expect_unchanged(case, write(None), "with null for empty texts")


def _expect_unchanged(case: Case, change: Change, how: str) -> None:
    seen = rehearse(case, change, limit=ROWS)
    if seen is not None:
        where = f"{case.resource} {how}"
        expect_same_rows(case, where, seen.before.records, seen.after.records)


@check(
    "{resource}.wire.unknown_member",
    over=("jobs", "applications"),
    needs={"{resource}.list", "paging.limit"},
    serves=("P-19", "P-22"),
    source="unified model, section A9 (unmapped values) and A3 (no row is dropped)",
    account=PLAN,
)
def an_unknown_word_stays_visible(case: Case) -> None:
    """
    A status, type or stage of the {resource} that nobody knows is passed on as it is, or as nothing
    where the target declares so; it never becomes another, known one, and loses no record.
    """
    for name in ENUMS[case.resource]:
        seen = _with_strange_word(case, name, {}) or _with_strange_word(case, name, _alone(case))
        if seen is None:
            case.note(f"no word for {name} was recognised in the provider's answers")
        else:
            _expect_strange_word(case, seen, name)


def _alone(case: Case) -> Mapping[str, JsonObject]:
    """Read some records that no list shows: where all in a list are alike, they are not."""
    if "get" not in case.resource_lens().methods or case.declines(f"{case.resource}.get"):
        return {}
    return read_alone(case, list(case.oracle().hidden(case.resource))[:ROWS])


def _with_strange_word(case: Case, name: str, alone: Mapping[str, JsonObject]) -> Rehearsed | None:
    """Let a record have a strange word in *name*, whose place *alone* helps to find, if it can."""
    page = case.connection.page(case.resource, limit=ROWS)
    expected, every = case.expected(), case.oracle().every(case.resource)
    values = [expected[key][name] for key in ids_of(page.records)]
    further = [every[key][name] for key in alone]
    changed: list[str] = []

    def strange(rows: list[JsonObject]) -> None:
        for path in _keys_for([*rows, *alone.values()], [*values, *further]):
            changed.append(path)
            put(rows[1], path, STRANGE)

    seen = rehearse(case, strange, limit=ROWS)
    return seen if changed else None


def _keys_for(rows: list[JsonObject], values: list[Any]) -> list[str]:
    """Name the places of an enumeration; of an object those of its id and of its name."""
    if not any(isinstance(value, dict) for value in values):
        return keys_saying(rows, values)[:1]
    parts = [[(value or {}).get(part) for value in values] for part in ("id", "name")]
    return list(dict.fromkeys(key for part in parts for key in keys_saying(rows, part)[:1]))


def _expect_strange_word(case: Case, seen: Rehearsed, name: str) -> None:
    key = next(k for k, row in seen.wire.items() if any(o[n] == STRANGE for o, n in leaves(row)))
    rows = {str(row.get("id")): row for row in seen.after.records}
    case.expect("ids", ids_of(seen.before.records), ids_of(seen.after.records))
    shown = rows.get(key, {}).get(name)
    words = [shown.get("id"), shown.get("name")] if isinstance(shown, dict) else [shown]
    allowed = (None,) if case.options.unmapped_policy == "null" else (None, STRANGE)
    case.expect_that(
        f"{case.resource}[{key}].{name}",
        all(word in allowed for word in words) or case.options.unmapped_policy == "sentinel",
        expected=f"{STRANGE!r} as it came, or nothing",
        actual=shown,
        kind="enum",
    )
    known = {m for m in RESOURCES[case.resource][name].members if m in words}
    case.expect(f"{case.resource}[{key}].{name}: known members", [], sorted(known), kind="enum")


@check(
    "{resource}.wire.broken_record",
    over=OVER,
    needs={"{resource}.list", "paging.limit"},
    family="relation",
    serves=("P-22", "P-18"),
    source="unified model, section A9 (unmapped values) and A3 (no row is dropped)",
    account=PLAN,
)
def one_broken_record_spoils_nothing(case: Case) -> None:
    """
    A record whose fields are all null, or all of a wrong type, is still listed among the
    {resource}, and the others are shown as before.

    A page that fails because of one record stops every sync; a record that is quietly dropped is
    taken for deleted.
    """
    ids = ids_of(case.connection.page(case.resource, limit=ROWS).records)
    nth = _one_alone(case, ids)
    for how, value in (("null", None), ("of a wrong type", {"unexpected": [True]})):

        def spoil(rows: list[JsonObject], value: Any = value) -> None:
            held = [(o, n) for o, n in leaves(rows[nth]) if is_key_of(o[n], ids[nth])][:1]
            for part, name in list(leaves(rows[nth])):
                if (part, name) not in held:
                    part[name] = value

        _expect_others_unspoiled(case, spoil, f"one with its fields {how}", nth)


def _one_alone(case: Case, ids: list[str]) -> int:
    """
    Choose a row, the second if possible, that has one record of the provider's behind it.

    A provider may file somebody once for each of their applications, and the rest would speak.
    """
    expected = case.expected()
    alone = (n for n, key in enumerate(ids) if n and _is_alone(expected[key]))
    return next(alone, 1)


def _is_alone(record: Mapping[str, Any]) -> bool:
    return len(record.get("applications") or ()) <= 1


def _expect_others_unspoiled(case: Case, spoil: Change, how: str, nth: int) -> None:
    where = f"{case.resource}, {how}"
    try:
        seen = rehearse(case, spoil, limit=ROWS)
    except TargetError as error:
        case.expect(where, "a page", f"error {error.kind}", kind="poisoned")
        return
    if seen is None:
        return
    before, after = list(seen.before.records), list(seen.after.records)
    case.expect(f"{where}: ids", ids_of(before), ids_of(after), kind="missing")
    expect_same_rows(case, where, _without(before, nth), _without(after, nth))
    for name in RESOURCES[case.resource]:
        spoiled = after[nth].get(name) if len(after) > nth else None
        known = before[nth].get(name), _flag_of_nothing(case, name)
        case.expect_that(
            f"{where}: [{ids_of(before)[nth]}].{name}",
            name == "id" or any(_derives(spoiled, value) for value in known),
            expected="nothing, or what was there",
            actual=spoiled,
            kind="invented",
        )


def _without(rows: list[JsonObject], n: int) -> list[JsonObject]:
    return rows[:n] + rows[n + 1 :]


def _flag_of_nothing(case: Case, name: str) -> Any:
    """Give the flag that the lens derives where nothing is known; null for any other field."""
    cell = case.resource_lens().fields[name]
    rule = rule_of(cell, case.oracle().values)
    if cell.kind != "flag" or not isinstance(rule, Derived):
        return None
    return rule.of(*(None for _ in rule.paths))


def _derives(spoiled: Any, before: Any) -> bool:
    """Say whether a value is nothing, or what was there; of parts, whether each of them is."""
    if is_nothing(spoiled) or spoiled == before:
        return True
    if isinstance(spoiled, dict) and isinstance(before, dict):
        return all(_derives(value, before.get(name)) for name, value in spoiled.items())
    if isinstance(spoiled, list) and isinstance(before, list):
        return all(any(_derives(one, known) for known in before) for one in spoiled)
    return False


@check(
    "{resource}.wire.unreadable_time",
    over=OVER,
    needs={"{resource}.list", "paging.limit"},
    serves=("P-20", "P-18"),
    source="unified model, section A9 (unmapped values) and A3 (no row is dropped)",
    account=PLAN,
)
def an_unreadable_time_is_nothing(case: Case) -> None:
    """
    A time of the {resource} that cannot be read is shown as nothing: never as now, never as 1970,
    and it costs no record.
    """

    def blur(rows: list[JsonObject]) -> None:
        for part, name in list(leaves(rows[nth])):
            if any(is_instant(part[name], t) for t in times):
                part[name] = BLURRED

    def blurred(text: str) -> str:
        return BLURRED if any(is_about(text, t) for t in times) else text

    ids = ids_of(case.connection.page(case.resource, limit=ROWS).records)
    nth = _one_alone(case, ids)
    record = case.expected()[ids[nth]]
    times = [str(t) for name, t in record.items() if name.endswith("_at") and t is not None]
    seen = rehearse(case, blur, limit=ROWS, rewrite=blurred)
    if seen is None:
        return
    case.expect("ids", ids_of(seen.before.records), ids_of(seen.after.records), kind="missing")
    for name, shape in RESOURCES[case.resource].items():
        if shape.type == "instant" and len(seen.after.records) > nth:
            shown = seen.after.records[nth].get(name)
            case.expect(f"{case.resource}[{ids[nth]}].{name}", None, shown, kind="invented")


@check(
    "{resource}.remote_data.faithful",
    over=OVER,
    needs={"{resource}.list", "paging.limit", "raw.remote_data"},
    serves=("P-23",),
    source="unified model, section A9 (remote_data)",
    account=PLAN,
)
def remote_data_is_what_the_provider_sent(case: Case) -> None:
    """
    The remote_data of the {resource} equals the provider's record: every key, integers above 2**53,
    text of any script.

    But for answers for statistics, which belong into no other record than their own. Where the
    provider tells of a record in several answers, one of them is there, whole.
    """

    def add(rows: list[JsonObject]) -> None:
        for row in rows:
            row.update(ODD)

    seen = rehearse(case, add, limit=ROWS)
    if seen is None:
        return
    expected = case.expected()
    for row in seen.after.records:
        key = str(row.get("id"))
        if key in expected and _is_alone(expected[key]):
            where = f"{case.resource}[{key}].remote_data"
            shown = without_statistics(row.get("remote_data"))
            copies = [without_statistics(copy) for copy in seen.copies[key]]
            sent = next((c for c in copies if len(copies) > 1 and _holds(shown, c)), copies[0])
            case.expect(where, sent, _cut(shown, sent) if len(copies) > 1 else shown)


def _holds(shown: Any, sent: Any) -> bool:
    return isinstance(shown, dict) and isinstance(sent, dict) and _cut(shown, sent) == sent


def _cut(shown: Any, sent: Any) -> Any:
    """Cut what is shown down to the names that one of the provider's records has."""
    return {n: v for n, v in shown.items() if n in sent} if isinstance(shown, dict) else shown
