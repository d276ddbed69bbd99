"""
Simulated ATS vendors: Jobvite, Jobtrain and NexivoHR on your own machine.

Imports nothing of the contract kit. Importing this package is free: whatever it exports beyond the
version is loaded when it is first asked for, because start-up time is a promise of this project.
"""

from __future__ import annotations

__version__ = "0.1.0"  # the only place; the build and the contract kit read it here

TYPE_CHECKING = False  # type checkers know better; importing `typing` for it would cost 5 ms
if TYPE_CHECKING:
    from typing import Any

    from ats_simulator.account import Account
    from ats_simulator.errors import (
        NotFound,
        SimulatorError,
        StateError,
        UnknownName,
        UsageError,
    )
    from ats_simulator.provider import Provider
    from ats_simulator.simulator import Simulator

__all__ = [
    "Account",
    "NotFound",
    "Provider",
    "Simulator",
    "SimulatorError",
    "StateError",
    "UnknownName",
    "UsageError",
    "__version__",
]

_HOMES = {"Account": "account", "Provider": "provider", "Simulator": "simulator"}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
