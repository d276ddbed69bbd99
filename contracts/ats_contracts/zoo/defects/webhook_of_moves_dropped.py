"""Of what is announced, only what is new is told."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.connector import Hooks, News
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Know of new applications only."""

    def dropping(hooks: Hooks) -> Hooks:
        def read(body: JsonObject) -> tuple[News, ...]:
            found = hooks.read(body)
            kept = tuple(news for news in found if news.kind == "created")
            if kept != found:
                ran()
            return kept

        return replace(hooks, read=read)

    return twists.hooks(parts, dropping, "jobtrain")


DEFECT = Defect(
    name="webhook_of_moves_dropped",
    story="A webhook tells of new applications; of those that move on, nobody is told.",
    check="webhooks.extension.told",
    change=change,
    providers=frozenset({"jobtrain"}),
)
