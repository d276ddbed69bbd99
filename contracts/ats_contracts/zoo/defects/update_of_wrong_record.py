"""An update goes to the wrong id."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.connector import Ask, Resource, Session
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import (
    JsonObject,
)
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Look the record up by its place in the list, and be off by one."""

    def changed(resource: Resource) -> Resource:
        update, walk = resource.update, resource.walk
        if update is None or walk is None:
            return resource

        def updated(session: Session, record_id: str, wire: JsonObject) -> JsonObject:
            ids = [resource.to_unified(step.raw)["id"] for step in walk(session, Ask(), None)]
            if record_id in ids:
                ran()
                record_id = ids[ids.index(record_id) - 1]
            return update(session, record_id, wire)

        return replace(resource, update=updated)

    return twists.resources(parts, changed, "applications")


DEFECT = Defect(
    name="update_of_wrong_record",
    story=("An update of an application is written to the application numbered like its job."),
    check="applications.update.only_what_was_sent",
    change=change,
)
