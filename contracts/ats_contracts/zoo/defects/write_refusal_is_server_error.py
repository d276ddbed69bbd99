"""A record that the provider refuses is called its failure."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Reply,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Call a 422 or 409 a server error."""

    def classify(reply: Reply) -> tuple[int, str] | None:
        right = parts.classify(reply)
        if right is None or right[0] not in (409, 422):
            return right
        ran()
        return (502, "server_error")

    return replace(parts, classify=classify)


DEFECT = Defect(
    name="write_refusal_is_server_error",
    story=("A record that the provider finds invalid is passed on as a failure, worth a retry."),
    check="applications.write.provider_refusal",
    change=change,
)
