"""What a provider announces of applications is taken, and told to nobody."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.connector import Hooks, News
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Know of candidates and jobs only."""

    def dropping(hooks: Hooks) -> Hooks:
        def read(body: JsonObject) -> tuple[News, ...]:
            found = hooks.read(body)
            kept = tuple(news for news in found if news.resource != "applications")
            if kept != found:
                ran()
            return kept

        return replace(hooks, read=read)

    return twists.hooks(parts, dropping, "nexivohr", "jobvite")


DEFECT = Defect(
    name="webhook_of_applications_dropped",
    story="Webhooks about applications are answered with 200, and nobody is told.",
    check="webhooks.change.told",
    change=change,
    providers=frozenset({"nexivohr", "jobvite"}),
)
