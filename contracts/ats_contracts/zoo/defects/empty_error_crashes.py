"""An error without a body is no error that is understood."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import Reply
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Expect JSON in every refusal, and give up without."""

    def classify(reply: Reply) -> tuple[int, str] | None:
        if reply.status >= 400 and not reply.body:
            ran()
            return 502, "unreadable"
        return parts.classify(reply)

    return replace(parts, classify=classify)


DEFECT = Defect(
    name="empty_error_crashes",
    story="A refusal without a body, as the documents have it, breaks the client that reads it.",
    check="errors.kinds.classified",
    change=change,
    providers=frozenset({"jobtrain"}),
)
