"""
Chance without a stream: the draws for record i come from one hash of (seed, subject, i).

Nothing that happened before has a say, so record i is the same whatever else is generated. This
module refuses to hold a position, and uses neither `random` nor `hash()`.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

Draws = Sequence[int]
"""32 independent numbers from 0 to 65535."""

T = TypeVar("T")

_UNPACK: Final = struct.Struct("<32H").unpack


def source(seed: int, subject: str) -> Callable[[int], Draws]:
    """Build the function that gives the draws of record number i of *subject*."""
    keyed = hashlib.blake2b(subject.encode() + b"\0", key=_key_of(seed))
    fork = keyed.copy

    def draws_of(index: int) -> Draws:
        state = fork()
        state.update(index.to_bytes(8, "little"))
        return _UNPACK(state.digest())

    return draws_of


def _key_of(seed: int) -> bytes:
    digits = str(seed).encode()
    return (
        digits if len(digits) <= hashlib.blake2b.MAX_KEY_SIZE else hashlib.sha512(digits).digest()
    )


def below(draw: int, bound: int) -> int:
    """Turn one draw into a number from 0 to *bound* - 1. *bound* is at most 65536."""
    return draw * bound >> 16


def pick(draw: int, choices: Sequence[T]) -> T:
    """Turn one draw into one of *choices*, each as likely as the next."""
    return choices[draw * len(choices) >> 16]


def chance(draw: int, percent: int) -> bool:
    """Turn one draw into yes, *percent* times in a hundred."""
    return draw * 100 < percent << 16


def span(high: int, low: int, bound: int) -> int:
    """Turn two draws into a number from 0 to *bound* - 1. *bound* is at most 2**32."""
    return (high << 16 | low) * bound >> 32
