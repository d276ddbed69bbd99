"""Of what is announced, only what is new is told."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Know of new applications only."""
    return twists.news_kept(parts, ran, lambda news: news.kind == "created", "jobtrain")


DEFECT = Defect(
    name="webhook_of_moves_dropped",
    story="A webhook tells of new applications; of those that move on, nobody is told.",
    check="webhooks.extension.told",
    change=change,
    providers=frozenset({"jobtrain"}),
)
