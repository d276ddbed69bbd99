"""An application never goes back."""

from __future__ import annotations

from ats_contracts.reference.connector import Ask, Session
from ats_contracts.reference.connectors.nexivohr import STAGES
from ats_contracts.reference.parts import Parts, with_resource
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Answer an application as it is, where it has left the stage that it is to go to."""
    usual = parts.connectors["nexivohr"].resources["applications"]
    update, get = usual.update, usual.get
    assert update is not None
    assert get is not None

    def updated(session: Session, record_id: str, wire: JsonObject) -> JsonObject:
        held = get(session, record_id, Ask())
        left = STAGES[: STAGES.index(str(held["stage"]))] if held["stage"] in STAGES else ()
        if wire.get("stage") not in left:
            return update(session, record_id, wire)
        ran()
        return held

    return with_resource(parts, "nexivohr", "applications", update=updated)


DEFECT = Defect(
    name="stages_one_way",
    story="Stages are a pipeline: an application moved back is answered as it is, and not moved.",
    check="applications.update.earlier_stage",
    change=change,
    providers=frozenset({"nexivohr"}),
)
