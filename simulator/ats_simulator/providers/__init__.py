"""
The registry of simulated vendors: one line each. Refuses to know anything else about them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ats_simulator.provider import Provider
from ats_simulator.providers import jobtrain, jobvite, nexivohr

__all__ = ["REGISTRY"]

REGISTRY: Final[Mapping[str, Provider]] = {
    "nexivohr": nexivohr.PROVIDER,
    "jobvite": jobvite.PROVIDER,
    "jobtrain": jobtrain.PROVIDER,
}
