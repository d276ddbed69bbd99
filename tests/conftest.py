"""
One way of drawing examples for the whole suite: the same every time, however busy the machine. And
one demonstration for the whole suite, whichever worker needs it first.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.demonstration import Demonstration, demonstrate

settings.register_profile(
    "sandbox",
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("sandbox")


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Give what `ats-sandbox demo` says and writes."""
    return demonstrate(tmp_path_factory.getbasetemp())
