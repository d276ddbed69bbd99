"""What cannot be stored is dropped without a word."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.connector import Resource
from ats_contracts.reference.models import FIELDS
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
    Verb,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Leave out what the model does not have."""

    def changed(resource: Resource) -> Resource:
        to_wire = resource.to_wire
        if to_wire is None:
            return resource

        def written(body: JsonObject, verb: Verb) -> JsonObject:
            known = {k: v for k, v in body.items() if k in FIELDS["candidates"]}
            if known != body:
                ran()
            return to_wire(known, verb)

        return replace(resource, to_wire=written)

    return twists.resources(parts, changed, "candidates")


DEFECT = Defect(
    name="unknown_body_field_swallowed",
    story="A field that cannot be stored is dropped, and the write called a success.",
    check="candidates.write.invalid_refused",
    change=change,
)
