"""JSON that cannot be read is taken for nothing."""

from __future__ import annotations

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take broken JSON for the end."""

    def where(error: RemoteError, position: Position | None) -> bool:
        return error.kind == "unreadable" and isinstance(error.raw, str) and error.raw[:1] != "<"

    return twists.ends(parts, ran, where)


DEFECT = Defect(
    name="broken_json_ends_list",
    story="When the provider's JSON is broken, the list ends there, as if complete.",
    check="failures.malformed_json.all_or_error",
    change=change,
)
