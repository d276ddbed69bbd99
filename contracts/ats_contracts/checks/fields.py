"""
Fields: every value a target shows is the world's, and null where the provider has none.

One check for each field, all over one reading, so that each cell of the matrix has its own verdict.
"""

from __future__ import annotations

from ats_contracts.case import Case
from ats_contracts.check import check


@check(
    "{resource}.field.{field}", needs={"{resource}.list"}, serves=("P-16", "P-17", "P-18", "P-20")
)
def the_field_is_the_worlds(case: Case) -> None:
    """
    The {field} of every one of the {resource} is the world's, and null where the provider has none.
    """
    reading = case.reading()
    rows = reading.by_id()
    for key, record in reading.expected.items():
        row = rows.get(key)
        if row is not None:
            case.expect_field(
                case.resource,
                case.field,
                key,
                record[case.field],
                row.record.get(case.field),
                exchange=row.exchange,
            )
