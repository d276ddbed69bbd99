"""
Fields: every value a target shows is the world's, and null where the provider has none.

One check for each field, all over one reading, so that each cell of the matrix has its own verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from ats_contracts.bench import Row
from ats_contracts.case import Case, Setting
from ats_contracts.check import check
from ats_contracts.compare import is_nothing
from ats_contracts.errors import ContractViolation
from ats_contracts.oracle import Record
from ats_contracts.seasoning import season
from ats_contracts.target import Page
from ats_simulator.lens import ResourceLens

SOURCE = "the provider's lens, which names one for each field"


@check(
    "{resource}.field.{field}",
    needs={"{resource}.list"},
    serves=("P-16", "P-17", "P-18", "P-20"),
    source=SOURCE,
)
def the_field_is_the_worlds(case: Case) -> None:
    """
    The {field} of every one of the {resource} is the world's, and null where the provider has none:
    of all that are listed, and of those that only a get shows.
    """
    reading = case.reading()
    rows = reading.by_id()
    for key, record in reading.expected.items():
        row = rows.get(key)
        if row is not None:
            _expect(case, key, record, row)
    lens = case.resource_lens()
    if "get" in lens.methods and not case.declines(f"{case.resource}.get"):
        hidden, optional = case.hidden(), lens.fields[case.field].optional
        for key, row in hidden.rows.items():
            if not (optional and is_nothing(row.record.get(case.field))):
                _expect(case, key, hidden.expected[key], row)


def _expect(case: Case, key: str, expected: Record, row: Row) -> None:
    case.expect_field(
        case.resource,
        case.field,
        key,
        expected[case.field],
        row.record.get(case.field),
        exchange=row.exchange,
    )


def _conditional(lens: ResourceLens) -> Mapping[tuple[str, str], list[str]]:
    """Group the fields that the provider has under one value of an assumption only."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, cell in lens.fields.items():
        if cell.needs is not None:
            found.setdefault(cell.needs, []).append(name)
    return found


@check(
    "{resource}.extended.fields",
    needs={"{resource}.list"},
    serves=("P-16", "P-17", "P-18"),
    source=SOURCE,
    asks=lambda lens: bool(_conditional(lens)),
)
def fields_that_may_exist_are_the_worlds(case: Case) -> None:
    """
    What the {resource} show of fields that the provider may have or not, as no document settles, is
    the world's where the provider has them.
    """
    for (name, value), fields in _conditional(case.resource_lens()).items():
        account = case.fresh_account(assumptions={**case.check.account.assumptions, name: value})
        season(account, case.lens, but=case.bench.constant(account))
        setting = Setting(account, f"{name}={value}")
        expected = case.oracle(account).listed(case.resource)
        with suppress(ContractViolation):  # an endless walk is for the checks of lists to name
            for page in case.connect(account).pages(case.resource):
                _expect_fields(case, page, expected, fields, setting)


def _expect_fields(
    case: Case,
    page: Page,
    expected: Mapping[str, Record],
    fields: Iterable[str],
    setting: Setting,
) -> None:
    for row in page.records:
        key = str(row.get("id"))
        for name in fields if key in expected else ():
            case.expect_field(
                case.resource,
                name,
                key,
                expected[key][name],
                row.get(name),
                exchange=page.exchange,
                setting=setting,
            )
