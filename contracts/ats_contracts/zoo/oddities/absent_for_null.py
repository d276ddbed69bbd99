"""Fields without a value are left out."""

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
    """Leave out nulls."""

    def shape_row(row: Row, shape: Shape) -> JsonObject:
        ran()
        return {k: v for k, v in parts.shape_row(row, shape).items() if v is not None}

    return replace(parts, shape_row=shape_row)


ODDITY = Oddity(
    name="absent_for_null",
    story="What is not known is absent, where others write null.",
    change=change,
)
