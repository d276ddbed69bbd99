"""A record that is not whole is dropped."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Skip what has no name."""
    return twists.rows(parts, ran, lambda row: row.get("name", "") is not None)


DEFECT = Defect(
    name="broken_record_vanishes",
    story="A record that lacks a field is left out of the list, as if it had been deleted.",
    check="candidates.wire.broken_record",
    change=change,
)
