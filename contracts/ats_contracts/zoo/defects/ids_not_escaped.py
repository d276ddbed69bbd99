"""An id is put into an address as it is."""

from __future__ import annotations

import httpx

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Undo the escapes that keep an id one segment."""

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        target = request.url.raw_path
        bare = target.replace(b"%2F", b"/").replace(b"%3F", b"?").replace(b"%23", b"#")
        if bare != target:
            ran()
            request.url = request.url.copy_with(raw_path=bare)
        return send(request)

    return twists.through(parts, carry)


DEFECT = Defect(
    name="ids_not_escaped",
    story="An id with a slash or a question mark reaches another address of the provider.",
    check="candidates.input.hostile_ids",
    change=change,
)
