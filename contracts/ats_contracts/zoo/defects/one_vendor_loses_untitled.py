"""One vendor's people have to have a title."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Leave out who has no title, at one vendor."""
    changed = twists.lost(parts, ran, "candidates", lambda row: bool(row["title"]))
    return twists.only_at("nexivohr", parts, changed)


DEFECT = Defect(
    name="one_vendor_loses_untitled",
    story="Candidates without a title are taken over from all vendors but one.",
    check="candidates.providers.agree",
    change=change,
    providers=frozenset({"nexivohr"}),
)
