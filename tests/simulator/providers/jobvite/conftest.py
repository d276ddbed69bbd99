"""One desk for tests that only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulator.providers.jobvite.desk import Desk


@pytest.fixture(scope="module")
def reading() -> Iterator[Desk]:
    """A desk that nobody changes."""
    with Desk() as desk:
        yield desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A desk of one's own."""
    with Desk() as desk:
        yield desk
