"""The provider is not asked for jobs that are not open."""

from __future__ import annotations

import httpx

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Name no state, and be content with what the provider lists by itself."""

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        if "jobStatus" in request.url.params:
            ran()
            request.url = request.url.copy_remove_param("jobStatus")
        return send(request)

    return twists.through(parts, carry)


DEFECT = Defect(
    name="open_jobs_only",
    story="Jobs that are closed, drafted or on hold are never asked for.",
    check="jobs.list.complete",
    change=change,
    providers=frozenset({"jobvite"}),
)
