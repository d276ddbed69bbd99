"""What a provider announces of applications is taken, and told to nobody."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Know of candidates and jobs only."""
    return twists.news_kept(
        parts, ran, lambda news: news.resource != "applications", "nexivohr", "jobvite"
    )


DEFECT = Defect(
    name="webhook_of_applications_dropped",
    story="Webhooks about applications are answered with 200, and nobody is told.",
    check="webhooks.change.told",
    change=change,
    providers=frozenset({"nexivohr", "jobvite"}),
)
