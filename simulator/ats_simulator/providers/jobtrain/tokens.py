"""
Bearer tokens: signed, read and verified; nothing here says whether one counts.

A JWT (HS256) names its user by the handle under which the store finds them. Signatures are
verified once per process and token. Source: SPEC sections 2.3 and 2.4; row 26 (`token_refresh`):
none; row 27 (`token_reissue`): an earlier token stays good.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

ALGORITHM: Final = "HS256"
LONGEST: Final = 2000
_UNTIMED: Final[Any] = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_aud": False,
}
"""Whether a token is in its time is for the tenant's clock to say, not for this machine's."""


_UNVERIFIED: Final[Any] = {"verify_signature": False, **_UNTIMED}


@dataclass(frozen=True, slots=True)
class Claims:
    """
    What a token says. *epoch* counts how often its user's tokens were made to expire.
    Units: seconds of tenant time.
    """

    handle: str
    issued_s: int
    expires_s: int
    epoch: int

    def is_expired(self, now_ms: int) -> bool:
        """Say whether the token's time is over."""
        return now_ms >= self.expires_s * 1000


def issue(claims: Claims, client_id: str, key: str) -> str:
    """Sign a token."""
    import jwt  # here and below: it brings all of cryptography along, and most runs need none

    return jwt.encode(
        {
            "sub": claims.handle,
            "client_id": client_id,
            "iat": claims.issued_s,
            "exp": claims.expires_s,
            "epoch": claims.epoch,
        },
        key,
        algorithm=ALGORITHM,
    )


@lru_cache(maxsize=4096)
def handle_in(token: str) -> str | None:
    """Read whom *token* claims to be from, unverified; null for what is no token."""
    if len(token) > LONGEST:
        return None
    import jwt

    try:
        handle = jwt.decode(token, options=_UNVERIFIED).get("sub")
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None
    return handle if isinstance(handle, str) else None


@lru_cache(maxsize=4096)
def verified(token: str, key: str) -> Claims | None:
    """Read *token* if it was signed with *key*."""
    import jwt

    try:
        said = jwt.decode(token, key, algorithms=[ALGORITHM], options=_UNTIMED)
        return Claims(said["sub"], said["iat"], said["exp"], said["epoch"])
    except (jwt.PyJWTError, KeyError, ValueError, RecursionError):
        return None
