"""
Looking for credentials in bytes: as they are, encoded, reversed, or in pieces.

What is searched for is known, what is searched through is not: every run of RUN characters of a
secret counts, which are twice as many in hex: fewer turn up in random text by chance. This module
refuses to say what else might be secret.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes

from ats_contracts.target import Exchange

RUN = 8
LAYERS = 3
"""How often an opaque text is decoded again."""
ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{8,}={0,2}")
"""What base64 or hex may look like, also in the middle of other text."""


def spellings(secret: str) -> set[tuple[str, int]]:
    """List the ways in which *secret* could be written, each with the length of a run in it."""
    raw = secret.encode()
    encoded = {base64.b64encode(raw[skip:]).decode().rstrip("=") for skip in range(3)}
    encoded |= {text.translate(str.maketrans("+/", "-_")) for text in encoded}
    texts = {secret, secret[::-1], quote(secret, safe=""), *encoded}
    return {(text, RUN) for text in texts} | {(raw.hex(), 2 * RUN), (raw.hex().upper(), 2 * RUN)}


def needles(secrets: Iterable[str]) -> frozenset[bytes]:
    """Cut all spellings of *secrets* into runs."""
    found: set[bytes] = set()
    for text, run in {spelled for secret in secrets for spelled in spellings(secret)}:
        form = text.encode()
        found |= {form[n : n + run] for n in range(max(1, len(form) - run + 1))}
    return frozenset(found)


def leaks_in(data: bytes, known: frozenset[bytes]) -> list[str]:
    """List the runs of a secret that occur in *data*."""
    windows = (data[n : n + size] for size in _lengths(known) for n in range(len(data) - size + 1))
    return sorted(run.decode("utf-8", "replace") for run in known.intersection(windows))


@lru_cache(maxsize=64)
def _lengths(known: frozenset[bytes]) -> frozenset[int]:
    return frozenset(map(len, known))


def emitted(exchange: Exchange) -> Iterator[tuple[str, bytes]]:
    """Walk what a target said in one exchange, by place."""
    for name, value in exchange.headers:
        yield f"header {name}", value.encode("utf-8", "replace")
    yield "body", exchange.body


def layers(text: str) -> Iterator[bytes]:
    """Decode an opaque text, and what looks encoded inside it, again and again; itself too."""
    level = {text.encode("utf-8", "replace")}
    for _ in range(LAYERS + 1):
        yield from level
        level = {deeper for data in level for deeper in _decoded(data)}


def _decoded(data: bytes) -> Iterator[bytes]:
    plain = unquote_to_bytes(data)
    if plain != data:
        yield plain
    for run in ENCODED.findall(data):
        padded = run.rstrip(b"=") + b"=" * (-len(run.rstrip(b"=")) % 4)
        with suppress(binascii.Error):
            yield base64.b64decode(padded.translate(bytes.maketrans(b"-_", b"+/")))
        with suppress(ValueError):
            yield bytes.fromhex(run.decode("ascii"))
