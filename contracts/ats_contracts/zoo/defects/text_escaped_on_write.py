"""Text is escaped when it is written."""

from __future__ import annotations

import html

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
    Verb,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Escape every text."""

    def twist(right: JsonObject, verb: Verb) -> JsonObject:
        return {k: html.escape(v) if isinstance(v, str) else v for k, v in right.items()}

    return twists.writes(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="text_escaped_on_write",
    story="Text with an ampersand or an angle bracket is stored as HTML entities.",
    check="input.text.stored_as_is",
    change=change,
)
