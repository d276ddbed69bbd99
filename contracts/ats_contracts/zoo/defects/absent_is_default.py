"""A default applies where a field is not sent at all."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Look up with a default."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        return {"title": right["title"] or raw.get("current_title", "Not given")}

    return twists.records(parts, ran, "candidates", twist)


DEFECT = Defect(
    name="absent_is_default",
    story="A title that the provider leaves out is shown as Not given; a null one is not.",
    check="candidates.wire.null_or_absent",
    change=change,
    providers=frozenset({"nexivohr"}),
)
