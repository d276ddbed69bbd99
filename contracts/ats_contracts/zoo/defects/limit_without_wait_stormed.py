"""A 429 that names no pause is answered with a storm."""

from __future__ import annotations

import httpx

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Repeat while nobody asks for a pause."""

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        response = send(request)
        for _ in range(30):
            if response.status_code != 429 or "retry-after" in response.headers:
                return response
            ran()
            response = send(request)
        return response

    return twists.through(parts, carry)


DEFECT = Defect(
    name="limit_without_wait_stormed",
    story=("When a 429 does not say how long to wait, the request is repeated dozens of times."),
    check="ratelimit.silent_429.no_storm",
    change=change,
)
