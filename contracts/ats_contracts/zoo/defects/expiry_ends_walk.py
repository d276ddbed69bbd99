"""A key that expires on the way ends the list."""

from __future__ import annotations

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take a 401 later on for the end."""

    def where(error: RemoteError, position: Position | None) -> bool:
        return error.kind == "auth" and position is not None

    return twists.ends(parts, ran, where)


DEFECT = Defect(
    name="expiry_ends_walk",
    story="When the key expires between two pages, the list ends there, as if complete.",
    check="auth.expired.mid_walk",
    change=change,
)
