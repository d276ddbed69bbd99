"""
Keep credentials out of everything that repeats a provider's words.

Covers each secret as it is, reversed, and in base64, hex and percent encoding, and every run of
eight characters of any of these. Leaves other text as it is.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from ats_contracts.reference.values import Json

RUN = 8
MARK = "[redacted]"


def forms(secret: str) -> set[str]:
    """List the spellings under which *secret* could slip out."""
    raw = secret.encode()
    encoded = {base64.b64encode(raw[skip:]).decode().rstrip("=") for skip in range(3)}
    encoded |= {text.replace("+", "-").replace("/", "_") for text in encoded}
    return {secret, secret[::-1], raw.hex(), raw.hex().upper(), quote(secret, safe=""), *encoded}


def runs(secrets: Iterable[str]) -> frozenset[str]:
    """Cut all spellings of *secrets* into runs; a secret shorter than a run stays whole."""
    return _runs(frozenset(secrets))


@lru_cache(maxsize=64)  # the same few accounts fail again and again
def _runs(secrets: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    for form in {form for secret in secrets for form in forms(secret)}:
        if len(form) <= RUN:
            found |= {form} if len(form) > 3 else set()
        else:
            found |= {form[n : n + RUN] for n in range(len(form) - RUN + 1)}
    return frozenset(found)


@lru_cache(maxsize=64)
def _lengths(known: frozenset[str]) -> frozenset[int]:
    return frozenset(map(len, known))


def redact(value: Json, known: frozenset[str]) -> Any:
    """Replace every known run in the strings of *value*, keys included."""
    if isinstance(value, str):
        return _text(value, known)
    if isinstance(value, list):
        return [redact(item, known) for item in value]
    if isinstance(value, dict):
        return {_text(key, known): redact(item, known) for key, item in value.items()}
    return value


def _text(text: str, known: frozenset[str]) -> str:
    lengths = _lengths(known)
    covered: list[int] = []
    for start in range(len(text)):
        for length in lengths:
            if text[start : start + length] in known:
                covered += range(start, start + length)
    if not covered:
        return text
    hidden = set(covered)
    pieces: list[str] = []
    for n, character in enumerate(text):
        if n not in hidden:
            pieces.append(character)
        elif n - 1 not in hidden:
            pieces.append(MARK)
    return "".join(pieces)
