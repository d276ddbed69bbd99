"""A pause of the provider is kept on behalf of the caller."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Headers, Parts
from ats_contracts.zoo.defect import Oddity, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Wait up to half an hour."""

    def retry_after(headers: Headers, now: float) -> int | None:
        found = parts.retry_after(headers, now)
        if found is not None:
            ran()
        return found

    policy = replace(parts.policy, max_wait_s=1800.0, default_wait_s=3600)
    return replace(parts, retry_after=retry_after, policy=policy)


ODDITY = Oddity(
    name="waits_itself",
    story="After a 429 it waits for as long as the provider says, and then answers.",
    change=change,
)
