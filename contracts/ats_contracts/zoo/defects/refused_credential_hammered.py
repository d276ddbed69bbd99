"""A refused key is tried again."""

from __future__ import annotations

import httpx

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Repeat after a 401."""

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        response = send(request)
        for _ in range(4):
            if response.status_code != 401:
                return response
            ran()
            response = send(request)
        return response

    return twists.through(parts, carry)


DEFECT = Defect(
    name="refused_credential_hammered",
    story=(
        "A key that the provider refuses is tried again and again, until the user is locked out."
    ),
    check="auth.revoked.asked_once",
    change=change,
)
