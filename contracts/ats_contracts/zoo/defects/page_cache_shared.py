"""Pages are cached without regard to whose they are."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Answer,
    Call,
)
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Cache lists by resource and query, but not by account."""
    cache: dict[tuple[str, str], Answer] = {}

    def respond(call: Call, answer: Answer) -> Answer:
        if call.verb != "list" or answer.status != 200:
            return parts.respond(call, answer)
        asked = [p for p in parse_qsl(call.query) if p[0] != "integrated_account_id"]
        kept = cache.setdefault((call.path, repr(asked)), answer)
        if kept is not answer:
            ran()
        return parts.respond(call, kept)

    return replace(parts, respond=respond)


DEFECT = Defect(
    name="page_cache_shared",
    story="A page that one customer has just read is shown to another one.",
    check="candidates.tenants.reads_apart",
    change=change,
)
