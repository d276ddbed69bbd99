"""
Filters by time, and the refusal of filters that are not supported.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from ats_contracts.case import Case
from ats_contracts.check import AccountPlan, check
from ats_contracts.compare import parse_instant
from ats_contracts.model import RESOURCES
from ats_contracts.oracle import Record
from ats_contracts.rehearsed import with_offset
from ats_contracts.timing import HOUR_S
from ats_contracts.walking import expect_ids, ids_of, listed, walk_whole
from ats_simulator.lens import Lacks, read

OVER = ("candidates", "jobs", "applications")
PLAN = AccountPlan(size=16)
OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}
MORNING = 6
"""The hour at which a day of changes begins."""
DAY_S = 24 * HOUR_S
BEFORE_ALL, AFTER_ALL = "1970-01-02T00:00:00Z", "2200-01-01T00:00:00Z"


def _instants(expected: Mapping[str, Record], name: str) -> list[str]:
    """List the distinct times, earliest first."""
    times = {str(r[name]) for r in expected.values() if r[name] is not None}
    return sorted(times, key=parse_instant)


def _most_tied(expected: Mapping[str, Record], name: str) -> str:
    """Choose the time that most records share: a boundary that is easily lost."""
    times = [str(r[name]) for r in expected.values() if r[name] is not None]
    return max(sorted(set(times)), key=times.count)


def _meets(record: Record, name: str, verb: str, instant: str) -> bool:
    value = record[name]
    if value is None:
        return False
    return OPERATORS[verb](parse_instant(str(value)), parse_instant(instant))


def _expect_filtered(case: Case, name: str) -> None:
    expected = case.expected()
    times = _instants(expected, name)
    asked = (times[0], times[len(times) // 2], _most_tied(expected, name), times[-1])
    for instant in dict.fromkeys((BEFORE_ALL, *asked, AFTER_ALL)):
        for verb in OPERATORS:
            wanted = [key for key, r in expected.items() if _meets(r, name, verb, instant)]
            where, query = f"{case.resource}, {name} {verb} {instant}", {name: {verb: instant}}
            done = walk_whole(case, where, case.connection, case.resource, query)
            expect_ids(case, where, wanted, done.ids)


@check(
    "{resource}.filter.updated_at",
    over=OVER,
    needs={"{resource}.list", "{resource}.updated_after"},
    serves=("P-11", "P-12"),
    source="unified model, section A2 (created_at and updated_at with gt, gte, lt, lte)",
    account=PLAN,
)
def updated_at_filters_exactly(case: Case) -> None:
    """
    Filtered by updated_at with gt, gte, lt or lte, the list of {resource} holds exactly the records
    that meet it, also where a record falls on the boundary.

    A boundary that is off by one, or a filter on another field, misses changed records for ever.
    """
    _expect_filtered(case, "updated_at")


@check(
    "{resource}.filter.created_at",
    over=OVER,
    needs={"{resource}.list", "{resource}.created_after"},
    serves=("P-11", "P-12"),
    source="unified model, section A2 (created_at and updated_at with gt, gte, lt, lte)",
    account=PLAN,
)
def created_at_filters_exactly(case: Case) -> None:
    """
    Filtered by created_at with gt, gte, lt or lte, the list of {resource} holds exactly the records
    that meet it, also where a record falls on the boundary.
    """
    _expect_filtered(case, "created_at")


@check(
    "{resource}.filter.same_instant",
    over=OVER,
    needs={"{resource}.list", "{resource}.updated_after"},
    serves=("P-11",),
    source="unified model, section A2 (created_at and updated_at with gt, gte, lt, lte)",
    account=PLAN,
)
def one_instant_has_many_spellings(case: Case) -> None:
    """
    A filter of {resource} by an instant means the same written with Z, with another offset and with
    a fraction.
    """
    expected = case.expected()
    instant = _most_tied(expected, "updated_at")
    for spelled in _spellings(instant):
        for verb in ("gte", "lt"):
            wanted = [k for k, r in expected.items() if _meets(r, "updated_at", verb, instant)]
            where = f"{case.resource}, updated_at {verb} {spelled}"
            query = {"updated_at": {verb: spelled}}
            done = walk_whole(case, where, case.connection, case.resource, query)
            expect_ids(case, where, wanted, done.ids)


def _spellings(instant: str) -> Iterator[str]:
    yield with_offset(instant, 2)
    yield with_offset(instant, -9.5)
    whole = parse_instant(instant).isoformat(timespec="milliseconds")
    yield whole.replace("+00:00", "Z")


@check(
    "{resource}.filter.pages",
    over=OVER,
    needs={"{resource}.list", "{resource}.updated_after", "paging.limit"},
    serves=("P-01", "P-11"),
    source="unified model, section A2 (created_at and updated_at with gt, gte, lt, lte)",
    account=PLAN,
)
def a_filtered_list_is_paged_like_any(case: Case) -> None:
    """
    A filtered list of {resource} holds the same records page by page as at once, and no page before
    its end is empty.
    """
    expected = case.expected()
    since = _instants(expected, "updated_at")[len(expected) // 2]
    wanted = [k for k, r in expected.items() if _meets(r, "updated_at", "gte", since)]
    query = {"updated_at": {"gte": since}}
    where = f"{case.resource} since {since}"
    done = walk_whole(case, where, case.connection, case.resource, query, limit=2)
    expect_ids(case, where, wanted, done.ids)
    empty = [n for n, page in enumerate(done.pages[:-1], start=1) if not page.records]
    case.expect_that(
        "pages",
        not empty or case.options.empty_page_allowed,
        expected="no empty page before the last",
        actual=f"empty pages: {empty}",
        kind="empty page",
    )


@check(
    "{resource}.filter.poll",
    over=("candidates", "applications"),
    needs={"{resource}.list", "{resource}.updated_after"},
    serves=("P-13", "P-14"),
    source="unified model, section A2 (created_at and updated_at with gt, gte, lt, lte)",
    account=AccountPlan(size=8),
)
def polling_misses_no_change(case: Case) -> None:
    """
    Whoever asks again and again for what was updated since the last time sees every change of the
    {resource}, also two at the same moment.
    """
    shown = {str(r["id"]): r for r in case.connection.list(case.resource)}
    keys = list(shown)
    for round_ in range(3):
        since = max(str(r["updated_at"]) for r in shown.values() if r.get("updated_at"))
        case.clock.advance(61)
        for key in (keys[round_], keys[-1]):
            case.account.put_truth(case.resource, key, _change(case, key, round_))
            _touch(case, key)
        for row in case.connection.list(case.resource, {"updated_at": {"gte": since}}):
            shown[str(row["id"])] = row
        for key, record in case.expected().items():
            name = _changing(case)
            shape = RESOURCES[case.resource][name].type
            case.expect(
                f"poll {round_ + 1}: {case.resource}[{key}].{name}",
                _part(record[name], shape),
                _part(shown.get(key, {}).get(name), shape),
            )


@check(
    "{resource}.filter.last_day",
    over=("candidates", "applications"),
    needs={"{resource}.list", "{resource}.updated_after"},
    serves=("P-11", "P-13"),
    source="unified model, section A2; Jobtrain SPEC section 3.2 (the export of the last day)",
    account=AccountPlan(size=8),
)
def what_changed_before_the_last_day_stays_out(case: Case) -> None:
    """
    Asked for what was updated since midnight, the list of {resource} holds what has changed today,
    and nothing that changed on the day before.

    A provider may offer a short way to the latest changes, and that way may reach back too far.
    """
    keys = [str(row["id"]) for row in case.connection.list(case.resource)][:2]
    case.clock.advance(_until_hour(case.clock.now(), MORNING))
    for key, pause_s in zip(keys, (DAY_S + 6 * HOUR_S, 0), strict=False):
        case.account.put_truth(case.resource, key, _change(case, key, 0))
        _touch(case, key)
        case.clock.advance(pause_s)
    now = parse_instant(case.account.clock()["now"])
    since = now.replace(hour=0, minute=0, second=0, microsecond=0).isoformat()
    wanted = [k for k, r in case.expected().items() if _meets(r, "updated_at", "gte", since)]
    shown = case.connection.list(case.resource, {"updated_at": {"gte": since}})
    expect_ids(case, f"{case.resource} since midnight", wanted, ids_of(shown))


def _until_hour(now: float, hour: int) -> float:
    """Say how many seconds it is until that hour of a day, UTC."""
    return (hour * HOUR_S - now) % DAY_S


def _touch(case: Case, key: str) -> None:
    """Let a change be seen where the provider tells of it only by records that are linked."""
    lens = case.resource_lens()
    paths = getattr(lens.fields["updated_at"].rule, "paths", ())
    if not all(path in lens.links for path in paths):
        return
    for link in (lens.links[path] for path in paths):
        behind = [r for r in case.account.truth(link.resource) if read(r, link.by) == key]
        last = max(behind, key=lambda r: str(r["updated_at"]))
        moment = case.account.clock()["now"]
        case.account.put_truth(link.resource, str(last["id"]), {"updated_at": moment})


def _part(value: Any, shape: str) -> Any:
    return (value or {}).get("id") if shape == "object" else value


def _changing(case: Case) -> str:
    """Name the field that is changed; of candidates a text that the provider has."""
    if case.resource == "applications":
        return "current_stage"
    lacks = isinstance(case.resource_lens().fields["title"].rule, Lacks)
    return "first_name" if lacks else "title"


def _change(case: Case, key: str, round_: int) -> dict[str, Any]:
    if case.resource == "candidates":
        return {_changing(case): f"Changed in round {round_} of {key}"}
    stages = [s["id"] for s in case.account.truth("job_interview_stages")]
    now = case.account.truth_of(case.resource, key)["current_stage"]["id"]
    return {"current_stage": {"id": stages[(stages.index(now) + 1) % len(stages)]}}


@check(
    "query.unsupported.refused",
    needs={"candidates.list", "query.unknown_parameters"},
    family="errors",
    serves=("P-15", "P-20"),
    source="unified model, section A2 (created_at and updated_at with gt, gte, lt, lte)",
    account=AccountPlan(size=5),
)
def what_is_not_supported_is_refused(case: Case) -> None:
    """
    A filter, an operator or a value that is not supported is refused; it is never dropped, which
    would answer with the unfiltered list.
    """
    queries: tuple[Mapping[str, Any], ...] = (
        {"favourite_colour": "green"},
        {"updated_at": {"resembles": "2026-01-01T00:00:00Z"}},
        {"updated_at": {"gt": "yesterday"}},
        {"updated_at": {"gt": "2026-13-45T99:00:00Z"}},
        {"sort_by": {"favourite_colour": "asc"}},
    )
    for resource in listed(case):
        case.connection.page(resource)
        for query in queries:
            case.expect_error(
                f"{resource} with {dict(query)}",
                partial(case.connection.page, resource, query),
                kinds=("invalid", "unsupported"),
            )
