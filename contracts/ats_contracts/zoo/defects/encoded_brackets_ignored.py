"""Brackets are looked for before they are decoded."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.query import Params
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Pass over parameters with encoded brackets."""

    def read_query(query: str) -> Params:
        known = [pair for pair in query.split("&") if "%5B" not in pair.upper()]
        if len(known) < len(query.split("&")):
            ran()
        return parts.read_query("&".join(known))

    return replace(parts, read_query=read_query)


DEFECT = Defect(
    name="encoded_brackets_ignored",
    story=("A filter whose brackets are percent-encoded, as most clients send it, is ignored."),
    check="query.brackets.any_dialect",
    change=change,
)
