"""A delete is answered and not done."""

from __future__ import annotations

from dataclasses import replace

from ats_contracts.reference.connector import Resource, Session
from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Delete nothing."""

    def changed(resource: Resource) -> Resource:
        return resource if resource.delete is None else replace(resource, delete=forget)

    def forget(session: Session, record_id: str) -> None:
        ran()

    return twists.resources(parts, changed)


DEFECT = Defect(
    name="delete_not_sent",
    story="A delete is answered with success, and the record stays.",
    check="candidates.delete.as_the_provider_does",
    change=change,
)
