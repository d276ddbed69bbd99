"""A late webhook about a record that is gone tells of it as if it were there."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.accounts import Account
from ats_contracts.reference.connector import News
from ats_contracts.reference.models import blank
from ats_contracts.reference.operations import Backend
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import Json
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Make up a record where there is none."""

    def look_up(backend: Backend, account: Account, news: News) -> Json:
        found = parts.look_up(backend, account, news)
        if found is not None:
            return found
        ran()
        return blank(news.resource) | {"id": news.record_id}

    return replace(parts, look_up=look_up)


DEFECT = Defect(
    name="webhook_brings_back",
    story="A webhook that comes after its record was deleted tells that it was updated.",
    check="webhooks.deleted.stays_deleted",
    change=change,
)
