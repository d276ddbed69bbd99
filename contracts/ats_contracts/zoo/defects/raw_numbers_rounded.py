"""Large integers go through a double."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.shaping import Shape
from ats_contracts.reference.values import (
    Json,
    JsonObject,
    Row,
)
from ats_contracts.zoo.defect import Defect, Ran

EXACT = 2**53


def change(parts: Parts, ran: Ran) -> Parts:
    """Read each large integer as a double does."""

    def rounded(value: Json) -> Json:
        if isinstance(value, dict):
            return {name: rounded(item) for name, item in value.items()}
        if isinstance(value, list):
            return [rounded(item) for item in value]
        if isinstance(value, int) and abs(value) > EXACT:
            ran()
            return int(float(value))
        return value

    def shape_row(row: Row, shape: Shape) -> JsonObject:
        return parts.shape_row(row._replace(raw=rounded(row.raw)), shape)

    return replace(parts, shape_row=shape_row)


DEFECT = Defect(
    name="raw_numbers_rounded",
    story="Integers above 2**53 in remote_data are rounded.",
    check="candidates.remote_data.faithful",
    change=change,
)
