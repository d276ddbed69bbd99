"""
The link: what a `py:` target's factory is handed to reach the simulator in-process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """
    The way from a target to the simulated providers.

    *base_urls* by provider; *transport* carries httpx requests to them, and to the consumer of the
    target's own webhooks, without a network; *now*
    gives Unix seconds and *sleep* waits, both on the run's clock: use them instead of `time`, and
    waiting costs nothing. *accounts* are those that the target is to know from the start, by id
    (only with `mode = "environment"`). *token* is the one that the target file names.
    """

    base_urls: Mapping[str, str]
    transport: httpx.BaseTransport
    now: Callable[[], float]
    sleep: Callable[[float], None]
    clock: Literal["virtual", "real"]
    token: str = ""
    accounts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
