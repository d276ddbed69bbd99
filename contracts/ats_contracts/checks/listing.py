"""
Lists: complete, each record once, and in agreement with what a get answers.
"""

from __future__ import annotations

from collections import Counter

from ats_contracts.case import Case
from ats_contracts.check import check
from ats_contracts.compare import is_nothing
from ats_contracts.errors import ContractViolation, ErrorKind, TargetError
from ats_contracts.model import RESOURCES

SAMPLED_GETS = 8
"""Records of a list that are read again one by one: the first, the last, some between."""


@check(
    "{resource}.list.complete",
    needs={"{resource}.list"},
    serves=("P-01", "P-02", "P-03"),
    source="unified model, section A3 (envelopes)",
)
def every_record_is_listed_once(case: Case) -> None:
    """
    The list of {resource} holds every record of the provider exactly once, and nothing else.

    A list that loses its last page, or repeats a row at a page edge, corrupts every sync that is
    built on it, and looks healthy.
    """
    reading = case.reading()
    if isinstance(reading.error, ContractViolation):
        case.violated(reading.error)
    source = f"{case.check.source}; {case.resource_lens().source}"
    shown = Counter(str(row.record.get("id")) for row in reading.rows)
    rows = reading.by_id()
    for key in reading.expected:
        case.expect_that(
            f"{case.resource}[{key}]",
            shown[key] == 1,
            expected="listed once",
            actual=f"listed {shown[key]} times" if shown[key] else "not listed",
            kind="duplicate" if shown[key] else "missing",
            source=source,
            exchange=rows[key].exchange if key in rows else None,
        )
    for key in shown:
        if key not in reading.expected:
            case.expect_that(
                f"{case.resource}[{key}]",
                holds=False,
                expected="not listed",
                actual="listed",
                kind="unexpected",
                source=source,
                exchange=rows[key].exchange,
            )


@check(
    "{resource}.get.agrees_with_list",
    needs={"{resource}.list", "{resource}.get"},
    family="relation",
    serves=("P-08",),
    source="unified model, section A3 (envelopes)",
)
def a_get_agrees_with_the_list(case: Case) -> None:
    """
    Every field that the list of {resource} shows is shown the same by a get of that record, and a
    list that lacks what a get shows says that it is partial.

    A list row that differs from the record makes a sync overwrite good values with nulls.
    """
    reading = case.reading()
    rows = list(reading.by_id().values())
    for row in rows[:: max(1, len(rows) // SAMPLED_GETS)] + rows[-1:]:
        key = str(row.record.get("id"))
        try:
            one = reading.connection.get(case.resource, key)
        except TargetError as error:
            if error.kind is not ErrorKind.NOT_FOUND:
                raise
            case.expect(
                f"{case.resource}[{key}]", "a record", f"error {error.kind}", kind="missing"
            )
            continue
        for name, shape in RESOURCES[case.resource].items():
            listed, where = row.record.get(name), f"{case.resource}[{key}].{name}"
            if not is_nothing(listed):
                case.expect(where, listed, one.get(name), shape=shape)
            elif not is_nothing(one.get(name)) and not row.partial:
                told = {"get": one[name], "list": listed}
                said = "in the list too, or the list said to be partial"
                case.expect_that(where, holds=False, expected=said, actual=told, kind="partial")
