"""Lists without a value are empty ones."""

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
    """Write empty texts for nulls."""

    def shape_row(row: Row, shape: Shape) -> JsonObject:
        ran()
        return {k: "" if v is None else v for k, v in parts.shape_row(row, shape).items()}

    return replace(parts, shape_row=shape_row)


ODDITY = Oddity(
    name="empty_for_null",
    story=(
        "Where nothing is known, texts are empty, as far as the target declares no other policy."
    ),
    change=change,
)
