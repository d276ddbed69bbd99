"""A cursor is good for any resource."""

from __future__ import annotations

import json
from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Seal cursors without the resource."""

    def loose(binding: str) -> str:
        bound = json.loads(binding)
        bound[2] = None
        return json.dumps(bound)

    def encode_cursor(position: Position, binding: str, key: str) -> str:
        return parts.encode_cursor(position, loose(binding), key)

    def decode_cursor(cursor: str, binding: str, key: str) -> Position:
        ran()
        return parts.decode_cursor(cursor, loose(binding), key)

    return replace(parts, encode_cursor=encode_cursor, decode_cursor=decode_cursor)


DEFECT = Defect(
    name="cursor_not_bound_to_resource",
    story="A cursor of the candidates is accepted by the list of jobs.",
    check="cursors.resource.bound",
    change=change,
    providers=frozenset({"nexivohr"}),
)
