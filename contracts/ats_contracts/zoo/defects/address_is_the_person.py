"""Whoever has the e-mail address is the one who is to be created."""

from __future__ import annotations

from ats_contracts.reference.connector import Ask, Session
from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.parts import Parts, with_resource
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Write a candidate whose address is taken over the one who has it."""
    usual = parts.connectors["nexivohr"].resources["candidates"]
    create, update, walk = usual.create, usual.update, usual.walk
    assert create is not None
    assert update is not None
    assert walk is not None

    def created(session: Session, wire: JsonObject) -> JsonObject:
        try:
            return create(session, wire)
        except RemoteError as error:
            rows = [step.raw for step in walk(session, Ask(), None)]
            known = [str(row["id"]) for row in rows if row.get("email") == wire.get("email")]
            if error.kind != "invalid" or not known:
                raise
        ran()
        return update(session, known[0], wire)

    return with_resource(parts, "nexivohr", "candidates", create=created)


DEFECT = Defect(
    name="address_is_the_person",
    story="A candidate whose e-mail address is taken is written over the one who has it.",
    check="candidates.create.address_in_use",
    change=change,
    providers=frozenset({"nexivohr"}),
)
