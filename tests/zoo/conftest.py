"""
One simulator for all tests of the zoo that a worker has, and the control: the demonstration.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ats_contracts.verdict import Verdict
from ats_contracts.zoo.trial import Pair, verdicts_of
from ats_simulator.simulator import Simulator
from tests.demonstration import Demonstration


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    """Give the simulator that all members are tried out on."""
    with Simulator() as made:
        yield made


@pytest.fixture(scope="session")
def control(demonstration: Demonstration) -> dict[Pair, Verdict]:
    """Give the verdict of every check on the reference as it is."""
    return verdicts_of(demonstration.events)
