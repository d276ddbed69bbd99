"""
One short name for a whole world: equal worlds have equal digests.

Each record is hashed alone and the hashes are added up, so neither the order in which records
arrive nor the way they are cut into batches has a say.
"""

from __future__ import annotations

import hashlib
from typing import Final

_BYTES: Final = 8
_MASK: Final = (1 << 8 * _BYTES) - 1


class Digest:
    """The digest of the records fed so far."""

    __slots__ = ("_sum",)

    def __init__(self) -> None:
        self._sum = 0

    def feed(self, resource: str, n: int, truth: bytes) -> None:
        """Add record *n* of *resource*, whose truth is written as *truth*."""
        frame = b"%b\0%d\0%b" % (resource.encode(), n, truth)
        one = hashlib.blake2b(frame, digest_size=_BYTES).digest()
        self._sum = (self._sum + int.from_bytes(one, "big")) & _MASK

    def hexdigest(self) -> str:
        """Give the digest as 16 hexadecimal digits."""
        return f"{self._sum:0{2 * _BYTES}x}"
