"""What is new is told as if it had changed."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.connector import News, ReadNews
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Know of updates only."""

    def wrap(read: ReadNews) -> ReadNews:
        def flattened(body: JsonObject) -> tuple[News, ...]:
            found = read(body)
            if any(news.kind == "created" for news in found):
                ran()
            return tuple(replace(news, kind="updated") for news in found)

        return flattened

    return twists.news(parts, wrap)


DEFECT = Defect(
    name="creation_told_as_update",
    story="A new candidate is told as updated; who looks for new ones never hears of them.",
    check="webhooks.creation.told",
    change=change,
    providers=frozenset({"nexivohr"}),
)
