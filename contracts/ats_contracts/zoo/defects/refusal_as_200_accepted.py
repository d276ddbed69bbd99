"""The error inside a success is not looked at."""

from __future__ import annotations

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take a body that says who refused for a list that has ended."""

    def where(error: RemoteError, position: Position | None) -> bool:
        return isinstance(error.raw, dict) and "status" in error.raw

    return twists.ends(parts, ran, where)


DEFECT = Defect(
    name="refusal_as_200_accepted",
    story=(
        "A refusal that comes with status 200 and an error in the body is read as an empty list."
    ),
    check="failures.refusal_as_200.not_empty",
    change=change,
)
