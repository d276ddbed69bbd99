"""A collection that is missing is taken for an empty one."""

from __future__ import annotations

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Default to an empty list."""

    def where(error: RemoteError, position: Position | None) -> bool:
        return error.kind == "unreadable" and not isinstance(error.raw, str)

    return twists.ends(parts, ran, where)


DEFECT = Defect(
    name="missing_collection_is_empty",
    story="When a successful answer holds no list, it is read as an empty one.",
    check="failures.empty_success.all_or_error",
    change=change,
)
