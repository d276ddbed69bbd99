"""Fields come in another order."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.shaping import Shape
from ats_contracts.reference.values import (
    JsonObject,
    Row,
)
from ats_contracts.zoo.defect import Oddity, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Turn the keys round."""

    def shape_row(row: Row, shape: Shape) -> JsonObject:
        ran()
        return dict(sorted(parts.shape_row(row, shape).items(), reverse=True))

    return replace(parts, shape_row=shape_row)


ODDITY = Oddity(
    name="keys_in_other_order",
    story="The fields of each record stand in alphabetical order, backwards.",
    change=change,
)
