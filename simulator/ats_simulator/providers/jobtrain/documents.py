"""
The bytes of a candidate's documents, in base64 as the vendor sends them.

What came with a direct apply is kept as a data URI in the truth; what a world was generated with
is named there. Source: SPEC section 3.1 (files).
"""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache

from ats_simulator.world import documents

_MARK = ";base64,"


def base64_of(content: str) -> str:
    """Give the base64 of what a truth's `content` stands for; "" for what nobody knows."""
    if content.startswith("data:"):
        return content.partition(_MARK)[2]
    return _encoded(content) if documents.is_known(content) else ""


@lru_cache(maxsize=32)
def _encoded(name: str) -> str:
    return base64.b64encode(documents.content_of(name)).decode()


def to_content(media_type: str, data: str) -> str:
    """Keep base64 *data* as a truth's `content`."""
    return f"data:{media_type}{_MARK}{data}"


def is_base64(data: str) -> bool:
    """Say whether *data* is standard base64, padded, without a prefix."""
    try:
        base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
