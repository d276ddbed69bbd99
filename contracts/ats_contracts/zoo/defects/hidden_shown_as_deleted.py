"""What a lesser user does not see is said to be closed."""

from __future__ import annotations

from collections.abc import Iterator

from ats_contracts.reference.connector import Ask, Session, Walk
from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject, Position, Step
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Remember all jobs of a site, and list those that are missing as closed."""
    known: dict[str | None, dict[str, JsonObject]] = {}

    def wrap(walk: Walk) -> Walk:
        def walked(session: Session, ask: Ask, position: Position | None) -> Iterator[Step]:
            steps = list(walk(session, ask, position))
            seen = {str(step.raw["job"]["id"]): step.raw for step in steps}
            before = known.setdefault(session.public("site"), {})
            gone = [raw for key, raw in before.items() if key not in seen]
            before.update(seen)
            for n, raw in enumerate(gone if position is None and not ask.conditions else []):
                ran()
                closed = {**raw["job"], "jobStatus": {"id": n, "name": "Closed"}}
                yield Step({**raw, "job": closed}, steps[0].after)
            yield from steps

        return walked

    return twists.walks(parts, wrap, "jobs")


DEFECT = Defect(
    name="hidden_shown_as_deleted",
    story="Jobs that the role of a new user hides are reported as closed.",
    check="auth.role.hides_and_deletes_not",
    change=change,
    providers=frozenset({"jobtrain"}),
)
