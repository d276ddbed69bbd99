"""Records carry fields of the implementation's own, all null or outside the model."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.shaping import Shape
from ats_contracts.reference.values import JsonObject, Row
from ats_contracts.zoo.defect import Oddity, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Add fields that the unified model does not know."""

    def shape_row(row: Row, shape: Shape) -> JsonObject:
        ran()
        return parts.shape_row(row, shape) | {"x_fetched_by": "zoo", "x_links": []}

    return replace(parts, shape_row=shape_row)


ODDITY = Oddity(
    name="extra_fields",
    story="Records carry further fields that the model does not have.",
    change=change,
)
