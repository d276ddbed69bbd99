"""A filter that is not supported is dropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ats_contracts.reference.errors import BadRequest
from ats_contracts.reference.filters import Condition
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.query import Params
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Drop filters that cannot be read."""

    def read_conditions(
        params: Params, resource: str, supported: Iterable[str]
    ) -> tuple[Condition, ...]:
        try:
            return parts.read_conditions(params, resource, supported)
        except BadRequest:
            ran()
            return ()

    return replace(parts, read_conditions=read_conditions)


DEFECT = Defect(
    name="unknown_filter_ignored",
    story="A filter that nobody knows is ignored, and all records are shown.",
    check="query.unsupported.refused",
    change=change,
)
