"""
Hiding credentials before anything is written down. Reports hold what this module let through.

It hides by value, wherever a value shows up, as it is or as JSON, an address or a form spells it;
it refuses to guess what else might be secret.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_plus

from ats_contracts.target import Exchange

HIDDEN = "[redacted]"
SHORTEST = 6
"""Values shorter than this are not hidden: they would tear ordinary text apart."""
BODY_CHARS = 2000
_SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})


def secrets_in(credentials: Any, public: Collection[str] = ()) -> frozenset[str]:
    """Collect the text values of a credentials object, however deep, except *public* fields."""
    if isinstance(credentials, str):
        return frozenset({credentials}) if len(credentials) >= SHORTEST else frozenset()
    if isinstance(credentials, Mapping):
        return frozenset().union(
            *(secrets_in(v, public) for k, v in credentials.items() if k not in public)
        )
    if isinstance(credentials, list | tuple):
        return frozenset().union(*(secrets_in(v, public) for v in credentials))
    return frozenset()


def hide(text: str, secrets: Iterable[str]) -> str:
    """Replace every secret in *text*, however it is spelled, longest first."""
    spelled = {form for secret in secrets for form in _spellings(secret)}
    for form in sorted(spelled, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    return text


@lru_cache(maxsize=256)
def _spellings(secret: str) -> frozenset[str]:
    in_json = json.dumps(secret)[1:-1]
    escaped = in_json.replace("/", "\\/")  # as PHP and others have it
    return frozenset({secret, in_json, escaped, quote(secret, safe=""), quote_plus(secret)})


def show(exchange: Exchange, secrets: frozenset[str]) -> dict[str, Any]:
    """
    Show an exchange as reports may.

    Shape: {"method", "url", "request_headers", "request_body", "status", "headers", "body",
        "elapsed_ms"}; bodies as text, cut to BODY_CHARS.
    """

    def text(body: bytes) -> str:
        return hide(body.decode("utf-8", "replace"), secrets)[:BODY_CHARS]

    return {
        "method": exchange.method,
        "url": hide(exchange.url, secrets),
        "request_headers": _headers(exchange.request_headers, secrets),
        "request_body": text(exchange.request_body),
        "status": exchange.status,
        "headers": _headers(exchange.headers, secrets),
        "body": text(exchange.body),
        "elapsed_ms": round(exchange.elapsed_ms, 2),
    }


def _headers(headers: Iterable[tuple[str, str]], secrets: frozenset[str]) -> list[list[str]]:
    return [
        [name, HIDDEN if name.lower() in _SECRET_HEADERS else hide(value, secrets)]
        for name, value in headers
    ]


def plain(value: Any, secrets: frozenset[str]) -> Any:
    """Make any value fit for JSON, secrets hidden."""
    if isinstance(value, str):
        return hide(value, secrets)
    if isinstance(value, Mapping):
        return {str(k): plain(v, secrets) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v, secrets) for v in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(v, secrets) for v in value), key=repr)
    if isinstance(value, bool | int | float) or value is None:
        return value
    return hide(str(value), secrets)
