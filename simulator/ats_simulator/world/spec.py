"""What a world is asked to be. This module refuses to generate it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from ats_simulator.world.instants import DAY_MS, from_instant
from ats_simulator.world.model import Stage

BEGIN: Final = from_instant("2024-01-01T00:00:00Z")
END: Final = from_instant("2026-11-01T00:00:00Z")
CHANGES_MS: Final = 80 * DAY_MS
"""Everything is created this long before the end, so that later changes fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSpec:
    """
    A stage that a provider's applications can be in: its constant id and name, our meaning.

    *role* says what the employer uses it for, where somebody has to know (see model.StageRole).
    """

    id: str
    name: str
    kind: Stage
    role: str | None = None


def _number_as_id(resource: str, number: int) -> str:
    return str(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldSpec:
    """
    One world. The same values give the same records, on every machine.

    *size* is the number of candidates. Only *resources* are generated; which ones never changes a
    record, and those a provider adds of its own are passed over. *ids* gives the id that the
    provider shows for record n of a resource; what is embedded but no resource has ids as well
    ("compensations", "form_groups", "sources"). *memo* is what generators keep for one another
    while this world is made.

    Raises: ValueError on a negative size, or on applications without stages.
    """

    seed: int = 1
    size: int = 60
    resources: frozenset[str]
    stages: tuple[StageSpec, ...]
    ids: Callable[[str, int], str] = _number_as_id
    memo: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError(f"a world has at least 0 candidates, not {self.size}")
        if not self.stages and self.resources & STAGED:
            raise ValueError("applications need at least one stage to be in")


STAGED: Final = frozenset({"applications", "interviews", "offers", "scorecards", "attachments"})
"""The resources that are derived from applications."""
