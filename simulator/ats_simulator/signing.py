"""Signatures over raw bytes, as webhooks carry them. Verifying is the receiver's work."""

from __future__ import annotations

import base64
import hashlib
import hmac


def hmac_sha256_hex(secret: str, body: bytes) -> str:
    """Sign *body*: lower-case hexadecimal HMAC-SHA256."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def hmac_sha256_base64(secret: str, body: bytes) -> str:
    """Sign *body*: standard base64, padded, of the HMAC-SHA256 bytes."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
