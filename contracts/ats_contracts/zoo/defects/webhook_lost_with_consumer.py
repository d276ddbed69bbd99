"""What a consumer does not take at once is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Send once, and take it for done."""

    def insist(post: Callable[[], bool], sleep: Callable[[float], None]) -> bool:
        if not post():
            ran()
        return True

    return replace(parts, insist=insist)


DEFECT = Defect(
    name="webhook_lost_with_consumer",
    story="An event is sent once; a consumer that fails then never hears of it.",
    check="webhooks.consumer.told_again",
    change=change,
)
