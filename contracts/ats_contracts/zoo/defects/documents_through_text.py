"""A document is read as text, and written again."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.connector import Resource
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import File, JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Decode the bytes of each document as UTF-8, with a mark for what is none."""

    def changed(resource: Resource) -> Resource:
        right = resource.to_file
        if right is None:
            return resource

        def to_file(raw: JsonObject) -> File:
            file = right(raw)
            ran()
            return replace(file, content=file.content.decode("utf-8", "replace").encode())

        return replace(resource, to_file=to_file)

    return twists.resources(parts, changed, "attachments")


DEFECT = Defect(
    name="documents_through_text",
    story="Documents are handed out as if they were text, and open no more.",
    check="attachments.download.byte_for_byte",
    change=change,
)
