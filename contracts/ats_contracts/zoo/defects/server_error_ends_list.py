"""A failed page is an empty page."""

from __future__ import annotations

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take a server error for the end."""

    def where(error: RemoteError, position: Position | None) -> bool:
        return error.kind == "server_error"

    return twists.ends(parts, ran, where)


DEFECT = Defect(
    name="server_error_ends_list",
    story="When the provider answers 5xx, the list ends there, as if complete.",
    check="failures.status_5xx.all_or_error",
    change=change,
)
