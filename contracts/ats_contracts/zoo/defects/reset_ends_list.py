"""A lost connection is taken for the end."""

from __future__ import annotations

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take a reset for the end."""

    def where(error: RemoteError, position: Position | None) -> bool:
        return error.kind == "connection" and "Protocol" not in error.message

    return twists.ends(parts, ran, where)


DEFECT = Defect(
    name="reset_ends_list",
    story="When the provider resets the connection, the list ends there, as if complete.",
    check="failures.reset.all_or_error",
    change=change,
)
