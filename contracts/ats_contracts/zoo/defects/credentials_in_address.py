"""The key pair travels in the address."""

from __future__ import annotations

import httpx

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Write the key pair behind the question mark, as clients did of old."""

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        pair = {"api": request.headers.get("x-jvi-api"), "sc": request.headers.get("x-jvi-sc")}
        if pair["api"] and pair["sc"]:
            ran()
            request.url = request.url.copy_merge_params(pair)
        return send(request)

    return twists.through(parts, carry)


DEFECT = Defect(
    name="credentials_in_address",
    story="The credentials stand in the query of every request, and so in every log.",
    check="secrets.addresses.clean",
    change=change,
    providers=frozenset({"jobvite"}),
)
