"""A create is repeated after a failure."""

from __future__ import annotations

import httpx

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Repeat a POST after a 5xx."""

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        response = send(request)
        for _ in range(3):
            if request.method != "POST" or response.status_code < 500:
                return response
            ran()
            response = send(request)
        return response

    return twists.through(parts, carry)


DEFECT = Defect(
    name="create_sent_again",
    story="A create whose answer is lost is sent again, which makes duplicates.",
    check="candidates.create.lost_answer",
    change=change,
)
