"""A webhook that comes again is told again, as another event."""

from __future__ import annotations

import uuid
from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take each webhook for a new one."""

    def news_key(account_id: str, body: bytes) -> str:
        ran()
        return str(uuid.uuid4())

    return replace(parts, news_key=news_key)


DEFECT = Defect(
    name="webhook_told_twice",
    story="A webhook that the provider repeats is told as a further event.",
    check="webhooks.duplicate.once",
    change=change,
)
