"""
Opaque cursors: a position, sealed so that it works only for its account, resource and query.

A cursor holds a position in a provider's list and nothing else: no address, no credential. The seal
is keyed by the caller's API token, so all workers agree and nothing has to be stored.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json

from ats_contracts.reference.query import bad_parameter
from ats_contracts.reference.values import Position

_SEAL_BYTES = 16
_MAX_CHARS = 8_000


def encode(position: Position, binding: str, key: str) -> str:
    """Seal *position* for *binding* (account, resource and query, as one text)."""
    payload = json.dumps(position, separators=(",", ":")).encode()
    sealed = _seal(payload, binding, key) + payload
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode("ascii")


def decode(cursor: str, binding: str, key: str) -> Position:
    """Open a cursor. Raises: BadRequest if it is not ours, or was made for another request."""
    sealed = _unwrap(cursor)
    payload = sealed[_SEAL_BYTES:]
    if not hmac.compare_digest(_seal(payload, binding, key), sealed[:_SEAL_BYTES]):
        raise bad_parameter("next_cursor", _REFUSAL)
    position: Position = json.loads(payload)
    return position


_REFUSAL = "not a cursor of this account, resource and query; use one as it was returned"


def _unwrap(cursor: str) -> bytes:
    if len(cursor) > _MAX_CHARS:
        raise bad_parameter("next_cursor", _REFUSAL)
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise bad_parameter("next_cursor", _REFUSAL) from None


def _seal(payload: bytes, binding: str, key: str) -> bytes:
    secret = hashlib.sha256(b"cursor\0" + key.encode("utf-8", "replace")).digest()
    message = hashlib.sha256(binding.encode("utf-8", "replace")).digest() + payload
    return hmac.new(secret, message, hashlib.sha256).digest()[:_SEAL_BYTES]
