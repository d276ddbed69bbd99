"""What is told again is told as another event."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Let the provider send again what a consumer did not take, and name it anew each time."""

    def insist(post: Callable[[], bool], sleep: Callable[[float], None]) -> bool:
        return post()

    def news_key(account_id: str, body: bytes) -> str:
        ran()
        return str(uuid.uuid4())

    return replace(parts, insist=insist, news_key=news_key)


DEFECT = Defect(
    name="event_renamed_when_repeated",
    story="A consumer that failed is told again under another id, and counts the event twice.",
    check="webhooks.consumer.told_again",
    change=change,
)
