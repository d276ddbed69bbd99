"""
JSON, and nothing that only looks like it: no NaN, no infinity, no number that a float cannot hold.

Integers stay exact, however large.
"""

from __future__ import annotations

import json
import math
from typing import NoReturn

from ats_contracts.reference.values import Json


def loads(text: bytes | str) -> Json:
    """Read one JSON document. Raises: ValueError, also for nesting that is too deep."""
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"{text[:20]} is out of range")
    return value
