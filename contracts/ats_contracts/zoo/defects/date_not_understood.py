"""A Retry-After that is a date is not understood."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Headers, Parts
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Read numbers only, and guess otherwise."""

    def retry_after(headers: Headers, now: float) -> int | None:
        text = headers.get("retry-after", "")
        if not text or text.isdecimal():
            return parts.retry_after(headers, now)
        ran()
        return 1

    return replace(parts, retry_after=retry_after)


DEFECT = Defect(
    name="date_not_understood",
    story="When the provider names the end of the pause as a date, it is not kept.",
    check="ratelimit.http_date.honoured",
    change=change,
    providers=frozenset({"nexivohr"}),
)
