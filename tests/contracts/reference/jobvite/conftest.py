"""The reference in front of a small Jobvite, or of the simulated one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from ats_contracts.reference import PARTS, create_app, patient
from ats_contracts.reference.parts import Parts
from ats_simulator.providers.jobvite import PROVIDER
from ats_simulator.simulator import Simulator
from tests.contracts.reference.conftest import Clock, Unified
from tests.contracts.reference.jobvite.vendor import CREDENTIALS, Vendor

Json = Any
Front = Callable[..., Unified]


@pytest.fixture
def vendor() -> Vendor:
    return Vendor()


@pytest.fixture
def front(vendor: Vendor, clock: Clock) -> Front:
    """Make a reference that is linked to the small vendor."""

    def build(*, parts: Parts = PARTS, credentials: Json = CREDENTIALS) -> Unified:
        app = create_app(
            transport=httpx.MockTransport(vendor), sleep=clock.sleep, now=clock.now, parts=parts
        )
        account: Any = SimpleNamespace(
            provider="jobvite", base_url="http://vendor.test/jobvite", credentials=credentials
        )
        return Unified(app, account)

    return build


@pytest.fixture
def small(front: Front) -> Unified:
    """Give a reference in front of the small vendor, for whom waiting costs nothing."""
    return front(parts=patient(PARTS))


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(providers=[PROVIDER]) as found:
        yield found


@pytest.fixture
def simulated(sim: Simulator, clock: Clock) -> Front:
    """Make a tenant of the simulated vendor, and a reference that is linked to it; one clock."""

    def build(
        *, parts: Parts | None = None, size: int = 30, limits: str = "off", **tenant: Json
    ) -> Unified:
        account = sim.create_tenant("jobvite", size=size, limits=limits, **tenant)

        def sleep(seconds: float) -> None:
            clock.sleep(seconds)
            if "clock" in tenant:
                account.advance(seconds)

        app = create_app(
            transport=sim.transport(),
            sleep=sleep,
            now=clock.now,
            parts=parts or patient(PARTS),
        )
        return Unified(app, account)

    return build
