"""Of the ways to write a list, one is not understood."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.query import Params
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Pass over numbered items."""

    def read_query(query: str) -> Params:
        pairs = query.split("&")
        known = [p for p in pairs if not re.search(r"\[\d+\]$", unquote(p.partition("=")[0]))]
        if len(known) < len(pairs):
            ran()
        return parts.read_query("&".join(known))

    return replace(parts, read_query=read_query)


DEFECT = Defect(
    name="numbered_arrays_ignored",
    story="Lists in a query whose items are numbered, as in k[0]=a, are ignored.",
    check="query.arrays.any_dialect",
    change=change,
)
