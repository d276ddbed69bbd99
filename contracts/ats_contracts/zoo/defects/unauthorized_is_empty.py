"""A refused key is taken for an empty account."""

from __future__ import annotations

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take a 401 at the start for the end."""

    def where(error: RemoteError, position: Position | None) -> bool:
        return error.kind == "auth" and position is None

    return twists.ends(parts, ran, where)


DEFECT = Defect(
    name="unauthorized_is_empty",
    story="When the key was revoked, lists are empty, and a sync deletes everything.",
    check="auth.revoked.not_empty",
    change=change,
)
