"""A failing update is repeated."""

from __future__ import annotations

import httpx

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Repeat an update after a 5xx."""

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        response = send(request)
        for _ in range(4):
            if request.method not in ("PATCH", "PUT") or response.status_code < 500:
                return response
            ran()
            response = send(request)
        return response

    return twists.through(parts, carry)


DEFECT = Defect(
    name="update_hammered",
    story="An update that fails at the provider is sent again and again.",
    check="candidates.update.not_repeated",
    change=change,
)
