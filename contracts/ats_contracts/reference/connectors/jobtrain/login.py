"""
Credentials, and the token they buy. Keeps nothing: the account holds the token.

Source: SPEC section 2.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from ats_contracts.reference import strictjson
from ats_contracts.reference.connector import Post
from ats_contracts.reference.errors import RemoteError
from ats_contracts.reference.tokens import Token
from ats_contracts.reference.values import Json, JsonObject

FIELDS = ("clientId", "clientSecret", "username", "password")
_REFUSALS = frozenset({"invalid_client", "invalid_grant", "unauthorized_client"})


def problem(credentials: JsonObject) -> str:
    """Say why credentials cannot be used; empty if they can. Only questions need `site`."""
    for name in FIELDS:
        value = credentials.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= 4096 or not value.isprintable():
            return f"expected {', '.join(FIELDS)}, each a printable string; {name} is none"
    site = credentials.get("site")
    return "" if site is None or _is_address(site) else "site: expected an http or https address"


def _is_address(value: Json) -> bool:
    try:
        url = urlsplit(value if isinstance(value, str) and value.isascii() else "")
        usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        return False
    clean = str(value).isprintable() and " " not in str(value)
    return usable and clean and "@" not in url.netloc and not url.query and not url.fragment


def log_in(post: Post, credentials: Mapping[str, Json], now: float) -> Token:
    """
    Buy a token.

    Raises: RemoteError (auth) if the credentials are refused, in either way; no error repeats what
        may be a token.
    """
    try:
        answer = post("/connect/token", {name: credentials[name] for name in FIELDS})
        secret, lifetime_s = read_token(answer)
    except RemoteError as error:
        raise _told(error) from None
    headers = {"Authorization": f"Bearer {secret}"}
    return Token(headers=headers, secret=secret, bought_at=now, lifetime_s=lifetime_s)


def _told(error: RemoteError) -> RemoteError:
    if error.kind == "unreadable":
        error.raw = None
    named = error.raw.get("error") if isinstance(error.raw, dict) else None
    if error.status == 400 and isinstance(named, str) and named in _REFUSALS:
        return RemoteError(401, "auth", f"the credentials were refused: {named}", raw=error.raw)
    return error


def read_token(answer: Json) -> tuple[str, float | None]:
    """
    Read a token and how many seconds it lives, if that is told or stands in the token.

    Shape: "…", {"access_token": "…", "expires_in"?: int}, or either as `resultData`.
    Raises: RemoteError (unreadable).
    Source: SPEC section 2.3 and assumption `token_response_style`.
    """
    found, lifetime_s = answer, None
    if isinstance(answer, dict):
        folded = {name.lower().replace("_", ""): value for name, value in answer.items()}
        if folded.get("resultdata") is not None:
            return read_token(folded["resultdata"])
        found, lifetime_s = folded.get("accesstoken"), folded.get("expiresin")
    if not isinstance(found, str) or not re.fullmatch(r"[\x21-\x7e]{1,8192}", found):
        raise RemoteError(502, "unreadable", "the provider's answer holds no token")
    return found, _positive(lifetime_s) or _life(found)


def _positive(value: Json) -> float | None:
    known = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
    return float(value) if known else None


def _life(token: str) -> float | None:
    """Read the life of a signed token from its claims: `exp` less `iat`, by the vendor's clock."""
    payload = token.partition(".")[2].partition(".")[0]
    try:
        claims = strictjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, binascii.Error):
        return None
    if not isinstance(claims, dict):
        return None
    ends, begins = _positive(claims.get("exp")), _positive(claims.get("iat") or claims.get("nbf"))
    return _positive(ends - begins) if ends and begins else None
