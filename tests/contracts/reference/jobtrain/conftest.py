"""The stub of the samples, and the simulated vendor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ats_contracts.reference import PARTS, Parts, create_app
from ats_simulator.providers.jobtrain import PROVIDER
from ats_simulator.simulator import Simulator
from tests.contracts.reference.conftest import Clock, Unified
from tests.contracts.reference.jobtrain.stub import Shop

NOW = 1_795_262_400.0
"""2026-11-21T12:00:00Z, which is also noon in London."""
Make = Callable[..., Unified]


@pytest.fixture
def clock() -> Clock:
    return Clock(at=NOW)


@pytest.fixture
def shop(clock: Clock) -> Shop:
    return Shop(clock)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(providers=[PROVIDER]) as found:
        yield found


@pytest.fixture
def make(simulator: Simulator, clock: Clock) -> Make:
    """Make a tenant whose clock stands, and a reference of its own that is linked to it."""

    def build(
        *, parts: Parts = PARTS, size: int = 40, limits: str = "off", **tenant: Any
    ) -> Unified:
        now = {"mode": "manual", "now": "2026-11-21T12:00:00Z"}
        account = simulator.create_tenant("jobtrain", size=size, limits=limits, clock=now, **tenant)
        app = create_app(
            transport=simulator.transport(), sleep=clock.sleep, now=clock.now, parts=parts
        )
        return Unified(app, account)

    return build


@pytest.fixture
def unified(make: Make) -> Unified:
    return make()
