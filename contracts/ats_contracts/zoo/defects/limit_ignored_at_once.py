"""After a 429 the request is repeated at once."""

from __future__ import annotations

import httpx

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Repeat after a 429."""

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        response = send(request)
        for _ in range(2):
            if response.status_code != 429:
                return response
            ran()
            response = send(request)
        return response

    return twists.through(parts, carry)


DEFECT = Defect(
    name="limit_ignored_at_once",
    story="A request that was limited is sent again at once, without a pause.",
    check="ratelimit.retry_after.honoured",
    change=change,
)
