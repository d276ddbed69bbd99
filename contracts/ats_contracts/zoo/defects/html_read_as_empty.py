"""An HTML page is taken for an empty list."""

from __future__ import annotations

from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    Position,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Take an HTML page for the end."""

    def where(error: RemoteError, position: Position | None) -> bool:
        return isinstance(error.raw, str) and error.raw.lstrip()[:1] == "<"

    return twists.ends(parts, ran, where)


DEFECT = Defect(
    name="html_read_as_empty",
    story="When a proxy answers with an HTML page, the list ends there, as if complete.",
    check="failures.html_page.all_or_error",
    change=change,
)
