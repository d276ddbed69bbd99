"""A refused account stays refused."""

from __future__ import annotations

import httpx

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Go on refusing whom the provider has once refused, whatever the key."""
    refused: set[str] = set()

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        if request.url.host in refused:
            ran()
            return httpx.Response(401, json={"message": "this account needs re-authentication"})
        response = send(request)
        if response.status_code == 401:
            refused.add(request.url.host)
        return response

    return twists.through(parts, carry)


DEFECT = Defect(
    name="old_credential_kept",
    story="An account whose key once failed stays failed, also after it is connected again.",
    check="auth.reconnect.recovers",
    change=change,
)
