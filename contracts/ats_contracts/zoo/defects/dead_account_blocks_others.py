"""A refused key closes the way to the provider for all."""

from __future__ import annotations

import httpx

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Break the circuit for a whole provider after a refusal."""
    broken: set[str] = set()

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        if request.url.host in broken:
            ran()
            raise httpx.ConnectError("the circuit is open")
        response = send(request)
        if response.status_code == 401:
            broken.add(request.url.host)
        return response

    return twists.through(parts, carry)


DEFECT = Defect(
    name="dead_account_blocks_others",
    story=(
        "When the key of one customer was revoked, no other customer of that provider is served."
    ),
    check="auth.revoked.others_go_on",
    change=change,
)
