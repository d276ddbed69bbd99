"""
How the truth names things for this vendor: ids, stages, and what a hire does to a candidate.

Refuses to render and to read requests.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Final

from ats_simulator.provider import Change
from ats_simulator.services import Services
from ats_simulator.world.spec import StageSpec

RESOURCES: Final = frozenset({"candidates", "jobs", "applications", "job_interview_stages"})

STAGES: Final = (
    StageSpec(id="screening", name="screening", kind="screening"),
    StageSpec(id="interview", name="interview", kind="interview"),
    StageSpec(id="offer", name="offer", kind="offer"),
    StageSpec(id="placed", name="placed", kind="hired"),
    StageSpec(id="rejected", name="rejected", kind="rejected"),
)
"""In documented order. Source: SPEC section 3.2 (official)."""

SUBMITTED: Final = StageSpec(id="submitted", name="submitted", kind="applied")
"""The stage before all others, where the assumption `initial_stage` has one."""

_SPACE: Final = uuid.UUID("6b1f4f0e-0a54-5d0c-9d2f-6e6578697668")


def record_id(values: Mapping[str, str], seed: int, resource: str, n: int) -> str:
    """Name record *n* as the vendor does: its number, or a UUID that follows from the seed."""
    if values["id_style"] == "integer":
        return str(n)
    return str(uuid.uuid5(_SPACE, f"{seed}:{resource}:{n}"))


def stages(values: Mapping[str, str]) -> tuple[StageSpec, ...]:
    """List the stages that exist, in order. Source: SPEC sections 3.2 and 9."""
    return (SUBMITTED, *STAGES) if values["initial_stage"] == SUBMITTED.id else STAGES


def follow_up(services: Services, change: Change) -> None:
    """Set a candidate to placed when a submission of theirs is. Source: SPEC section 3.4."""
    if change.resource != "applications" or not is_placement(change):
        return
    assert change.after is not None
    found = services.truth("candidates", change.after["candidate"]["id"])
    if found is not None and found[1]["status"] != "placed":
        n, record = found
        placed = {**record, "status": "placed", "updated_at": services.now}
        services.put("candidates", n, placed)


def is_placement(change: Change) -> bool:
    """Say whether *change* brings an application into the stage `placed`."""
    before, after = change.before, change.after
    if after is None or after["current_stage"]["kind"] != "hired":
        return False
    return before is None or before["current_stage"]["kind"] != "hired"
