"""An answer that is cut off is taken for what there is."""

from __future__ import annotations

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take a broken answer for the end."""

    def where(error: RemoteError, position: Position | None) -> bool:
        return error.kind == "connection" and "Protocol" in error.message

    return twists.ends(parts, ran, where)


DEFECT = Defect(
    name="cut_off_ends_list",
    story=(
        "When the connection breaks in the middle of an answer, the list ends there, "
        "as if complete."
    ),
    check="failures.cut_off.all_or_error",
    change=change,
)
