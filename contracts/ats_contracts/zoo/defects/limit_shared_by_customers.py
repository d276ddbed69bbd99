"""The pause of one customer is kept by all."""

from __future__ import annotations

import httpx

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Keep a limit by host."""
    limited: set[str] = set()

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        if request.url.host in limited:
            ran()
            return httpx.Response(429, headers={"Retry-After": "60"}, json={"message": "Limited."})
        response = send(request)
        if response.status_code == 429:
            limited.add(request.url.host)
        return response

    return twists.through(parts, carry)


DEFECT = Defect(
    name="limit_shared_by_customers",
    story=("When one customer is over its limit, all customers of that provider have to wait."),
    check="ratelimit.limited.others_go_on",
    change=change,
)
