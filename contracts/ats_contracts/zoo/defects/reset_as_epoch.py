"""The end of a limit is passed on as it came."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Headers, Parts
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Add the present to what is left."""

    def rate_headers(headers: Headers, now: float) -> dict[str, str]:
        right = parts.rate_headers(headers, now)
        if "ratelimit-reset" not in right:
            return right
        ran()
        return right | {"ratelimit-reset": str(int(right["ratelimit-reset"]) + int(now))}

    return replace(parts, rate_headers=rate_headers)


DEFECT = Defect(
    name="reset_as_epoch",
    story="ratelimit-reset is seconds since 1970, where seconds from now are promised.",
    check="ratelimit.headers.passed_on",
    change=change,
    providers=frozenset({"nexivohr"}),
)
