"""The desk at which the control plane is tried."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulator.control.desk import Desk, a_desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    with a_desk() as made:
        yield made
