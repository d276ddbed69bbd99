"""A date that stands for none is taken for one."""

from __future__ import annotations

from ats_contracts.reference.parts import Parts
from ats_contracts.reference.values import JsonObject
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Defect, Ran


def change(parts: Parts, ran: Ran) -> Parts:
    """Show a closing date in the year 9999."""

    def twist(right: JsonObject, raw: JsonObject) -> JsonObject:
        never = isinstance(raw.get("closeDate"), int) and raw["closeDate"] > 253_000_000_000_000
        return {"closed_at": "9999-12-31T23:59:59Z"} if never and not right["closed_at"] else {}

    return twists.records(parts, ran, "jobs", twist)


DEFECT = Defect(
    name="sentinel_date_shown",
    story="Jobs without an end are shown as closed in the year 9999.",
    check="jobs.field.closed_at",
    change=change,
    providers=frozenset({"jobvite"}),
)
