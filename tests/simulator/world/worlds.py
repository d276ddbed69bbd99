"""Builders of worlds for tests."""

from __future__ import annotations

from collections import defaultdict
from typing import get_args

from ats_simulator.world.generate import StageSpec, WorldSpec, generate
from ats_simulator.world.model import Record, Resource, Stage

KINDS: tuple[Stage, ...] = ("applied", "screening", "interview", "offer", "hired", "rejected")
STAGES = tuple(
    StageSpec(id=f"s{n}", name=f"{kind.title()} …", kind=kind) for n, kind in enumerate(KINDS)
)
World = dict[str, dict[int, Record]]
UNIFIED = frozenset(get_args(Resource))
"""The resources of every world; providers add others of their own."""


def a_spec(
    *,
    seed: int = 1,
    size: int = 60,
    resources: frozenset[str] = UNIFIED,
    stages: tuple[StageSpec, ...] = STAGES,
) -> WorldSpec:
    return WorldSpec(seed=seed, size=size, resources=resources, stages=stages)


def a_world(spec: WorldSpec | None = None) -> World:
    """Generate a world and keep it: resource to number to record."""
    world: World = defaultdict(dict)
    for resource, number, record in generate(spec or a_spec()):
        world[resource][number] = record
    return world
