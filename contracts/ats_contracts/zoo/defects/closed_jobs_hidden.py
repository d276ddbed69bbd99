"""Closed records are left out of lists."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Show what is not closed."""
    return twists.rows(parts, ran, lambda row: row.get("status") != "closed")


DEFECT = Defect(
    name="closed_jobs_hidden",
    story="Jobs that are closed disappear from the list.",
    check="jobs.list.complete",
    change=change,
)
