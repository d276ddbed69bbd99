"""A world is built once and copied after that: nobody can tell a copy from what was built."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from ats_simulator import Simulator
from ats_simulator.built import Built, Shelf
from ats_simulator.providers import REGISTRY

SEEDS = count(880_001)
"""Seeds that no other test has, so that the first tenant of each is built."""


def rows_of(sim: Simulator, tenant_id: str) -> list[list[Any]]:
    """Read all rows of a tenant's world, without its number."""
    with sim.sandbox.transaction() as con:
        world = sim.sandbox.tenant_named(con, tenant_id).world
        every = [
            con.execute(f"SELECT * FROM {table} WHERE world=?", (world,)).fetchall()
            for table in ("truth", "wire", "wire_index")
        ]
    return [[row[1:] for row in rows] for rows in every]


@pytest.mark.parametrize("provider", REGISTRY)
def test_a_copied_world_is_the_one_that_was_built(provider: str) -> None:
    seed = next(SEEDS)
    with Simulator() as sim, Simulator() as other:
        built = sim.create_tenant(provider, seed=seed, size=9)
        copied = other.create_tenant(provider, seed=seed, size=9)
        assert rows_of(other, copied.id) == rows_of(sim, built.id)
        assert copied.describe()["world"] == built.describe()["world"]


def test_what_happens_to_one_tenant_happens_to_no_copy() -> None:
    seed = next(SEEDS)
    with Simulator() as sim:
        built = sim.create_tenant("nexivohr", seed=seed, size=9)
        before = rows_of(sim, built.id)
        built.put_truth("candidates", built.truth("candidates")[0]["id"], {"first_name": "Zoë"})
        assert rows_of(sim, sim.create_tenant("nexivohr", seed=seed, size=9).id) == before
        built.reset()
        assert rows_of(sim, built.id) == before


def test_another_assumption_is_another_world() -> None:
    seed = next(SEEDS)
    with Simulator() as sim:
        whole = sim.create_tenant("nexivohr", seed=seed, size=9)
        uuids = sim.create_tenant("nexivohr", seed=seed, size=9, assumptions={"id_style": "uuid"})
        assert whole.truth("candidates")[0]["id"] != uuids.truth("candidates")[0]["id"]


def test_the_least_recently_used_world_gives_way() -> None:
    shelf, provider = Shelf(bound=2), REGISTRY["nexivohr"]
    with Simulator() as sim:
        accounts = [sim.create_tenant("nexivohr", seed=next(SEEDS), size=1) for _ in range(3)]
        with sim.sandbox.transaction() as con:
            tenants = [sim.sandbox.tenant_named(con, account.id) for account in accounts]
    world = Built(provider=provider, truth=[], wire=[], told={})
    for tenant in tenants[:2]:
        shelf.keep(tenant, world)
    assert shelf.find(provider, tenants[0]) is world
    shelf.keep(tenants[2], world)
    kept = [shelf.find(provider, tenant) is not None for tenant in tenants]
    assert kept == [True, False, True]
