"""Records in one state are left out of lists."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Show what is not rejected."""
    return twists.rows(parts, ran, lambda row: row.get("rejected_at") is None)


DEFECT = Defect(
    name="inactive_stage_dropped",
    story="Applications that were rejected disappear from the list.",
    check="applications.list.complete",
    change=change,
)
