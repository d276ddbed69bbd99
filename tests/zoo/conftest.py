"""
One simulator and one run of the control for all tests of the zoo that a worker has.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ats_contracts.verdict import Verdict
from ats_contracts.zoo.trial import Pair, attempt, unchanged
from ats_simulator.simulator import Simulator


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    """Give the simulator that all members are tried out on."""
    with Simulator() as made:
        yield made


@pytest.fixture(scope="session")
def control(simulator: Simulator) -> dict[Pair, Verdict]:
    """Run every check against the reference as it is."""
    return attempt("control", unchanged, simulator).verdicts
