"""A rate limit is taken for the end."""

from __future__ import annotations

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take a 429 for the end."""

    def where(error: RemoteError, position: Position | None) -> bool:
        return error.kind == "rate_limited"

    return twists.ends(parts, ran, where)


DEFECT = Defect(
    name="limit_ends_list",
    story="When the provider's limit is reached, the list ends there, as if complete.",
    check="candidates.limit_mid_walk.nothing_lost",
    change=change,
)
