"""Times are written with an offset."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.shaping import Shape
from ats_contracts.reference.values import (
    JsonObject,
    Row,
)
from ats_contracts.zoo.defect import Oddity, Ran

ZONE = dt.timezone(dt.timedelta(hours=2))


def change(parts: Parts, ran: Ran) -> Parts:
    """Write instants in another zone, and name it."""

    def shape_row(row: Row, shape: Shape) -> JsonObject:
        return {
            name: spelled(value) if name.endswith("_at") and isinstance(value, str) else value
            for name, value in parts.shape_row(row, shape).items()
        }

    def spelled(text: str) -> str:
        ran()
        return dt.datetime.fromisoformat(text).astimezone(ZONE).isoformat()

    return replace(parts, shape_row=shape_row)


ODDITY = Oddity(
    name="times_with_offset",
    story="Times are written with +02:00, where others write Z: the same instants.",
    change=change,
)
