"""One vendor's drafts are no jobs."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Leave out drafts, at one vendor."""
    changed = twists.lost(parts, ran, "jobs", lambda row: row["status"] != "draft")
    return twists.only_at("jobvite", parts, changed)


DEFECT = Defect(
    name="one_vendor_without_drafts",
    story="Jobs that are drafts are listed from all vendors but one.",
    check="jobs.providers.agree",
    change=change,
    providers=frozenset({"jobvite"}),
)
