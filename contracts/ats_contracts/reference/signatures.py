"""
Signatures over raw bytes: made for what is sent, and verified in what comes in.

Only whole bodies, as they travelled, are signed or verified; nothing here reads JSON.
"""

from __future__ import annotations

import base64
import hmac


def hmac_sha256(secret: str, message: bytes) -> bytes:
    """Sign a message with a secret."""
    return hmac.digest(secret.encode(), message, "sha256")


def is_spelled(given: str, digest: bytes, *, prefix: str = "") -> bool:
    """
    Say whether a text is a digest, in hexadecimal or base64, with or without a *prefix*.

    Takes as long whatever is wrong with it.
    """
    text = given.removeprefix(prefix).encode()
    in_hex = hmac.compare_digest(text, digest.hex().encode())
    in_base64 = hmac.compare_digest(text, base64.b64encode(digest))
    return in_hex or in_base64
