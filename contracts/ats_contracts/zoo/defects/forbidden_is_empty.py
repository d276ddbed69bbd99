"""What may not be read is shown as empty."""

from __future__ import annotations

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take a 403 for the end."""

    def where(error: RemoteError, position: Position | None) -> bool:
        return error.kind == "forbidden"

    return twists.ends(parts, ran, where)


DEFECT = Defect(
    name="forbidden_is_empty",
    story="When the customer's plan has no access, lists are empty.",
    check="auth.plan.not_empty",
    change=change,
    providers=frozenset({"nexivohr"}),
)
