"""The number of rows of a page is taken for that of all."""

from __future__ import annotations

import json

import httpx

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Put what `result` says into the place of `total`."""

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        response = send(request)
        response.read()
        told = _told(response.content)
        part = told.get("resultData") if isinstance(told, dict) else None
        if not isinstance(part, dict) or part.get("total") in (None, part.get("result")):
            return response
        ran()
        part["total"] = part["result"]
        return httpx.Response(response.status_code, json=told)

    return twists.through(parts, carry)


def _told(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None


DEFECT = Defect(
    name="page_count_as_total",
    story="After one page the list is over, as `result` is read for the total.",
    check="jobs.paging.any_size",
    change=change,
    providers=frozenset({"jobtrain"}),
)
