"""What a webhook says of a record is told, not how the record stands."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.accounts import Account
from ats_contracts.reference.connector import News, ReadNews
from ats_contracts.reference.operations import Backend
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import Json, JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Map the data of the webhook, as though nothing could have happened since."""
    last: dict[tuple[str, str], JsonObject] = {}

    def noting(read: ReadNews) -> ReadNews:
        def noted(body: JsonObject) -> tuple[News, ...]:
            found = read(body)
            for news in found:
                last[news.resource, news.record_id] = body["data"]
            return found

        return noted

    def look_up(backend: Backend, account: Account, news: News) -> Json:
        data = last.get((news.resource, news.record_id))
        if data is None:
            return parts.look_up(backend, account, news)
        ran()
        resource = backend.parts.connectors[account.provider].resources[news.resource]
        return resource.to_unified(data)

    return replace(twists.news(parts, noting, "nexivohr"), look_up=look_up)


DEFECT = Defect(
    name="webhook_believed_as_it_is",
    story="An older webhook that comes late overwrites what a newer one has told.",
    check="webhooks.order.settles",
    change=change,
    providers=frozenset({"nexivohr"}),
)
