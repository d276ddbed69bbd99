"""One vendor's letters are not taken over."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Leave out cover letters, at one vendor."""
    changed = twists.lost(
        parts, ran, "attachments", lambda row: row["attachment_type"] != "cover_letter"
    )
    return twists.only_at("jobtrain", parts, changed)


DEFECT = Defect(
    name="one_vendor_without_letters",
    story="Cover letters are listed from all vendors but one.",
    check="attachments.providers.agree",
    change=change,
    providers=frozenset({"jobtrain"}),
)
