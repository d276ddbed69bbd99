"""What is left of a limit is made up where the provider does not say."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Headers, Parts
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Say that sixty requests are left of sixty."""

    def rate_headers(headers: Headers, now: float) -> dict[str, str]:
        said = parts.rate_headers(headers, now)
        if said:
            return said
        ran()
        return {"ratelimit-limit": "60", "ratelimit-remaining": "60", "ratelimit-reset": "60"}

    return replace(parts, rate_headers=rate_headers)


DEFECT = Defect(
    name="limit_made_up",
    story="A client is told how many requests are left, though the provider tells nobody.",
    check="ratelimit.headers.not_invented",
    change=change,
)
