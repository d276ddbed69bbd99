"""
The places at which presumptuous members read and ask as the default reading has it.

Each function gives a change of `Parts`. What they change is how an answer is read, how a request is
written, or what is made of a status; what is presumed is the member's own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import httpx

from ats_contracts.reference.parts import Parts
from ats_contracts.zoo import twists
from ats_contracts.zoo.defect import Change, Ran

Read = Callable[[httpx.Request, Any], Any]
Carry = Callable[[httpx.Request, twists.Send], httpx.Response]
SUCCESSES = (200, 201)
MINUTE_S = 60


class Garbled(Exception):
    """An answer is not what was presumed, and cannot be read."""


def reads(read: Read) -> Change:
    """Read each success as *read* does: it gives what somebody who presumes makes of it."""

    def carry(request: httpx.Request, send: twists.Send) -> httpx.Response:
        response = send(request)
        response.read()
        if response.status_code not in SUCCESSES or not response.content:
            return response
        try:
            seen = read(request, json.loads(response.content))
        except Garbled:
            return garbage()
        headers = {n: v for n, v in response.headers.items() if not n.startswith("content-")}
        return httpx.Response(response.status_code, headers=headers, json=seen)

    return carried(carry)


def carried(carry: Carry) -> Change:
    """Let *carry* carry every request."""

    def change(parts: Parts, ran: Ran) -> Parts:
        def counted(request: httpx.Request, send: twists.Send) -> httpx.Response:
            ran()
            return carry(request, send)

        return twists.through(parts, counted)

    return change


def asks(ask: Callable[[httpx.Request], httpx.Request]) -> Change:
    """Send what *ask* makes of each request."""
    return carried(lambda request, send: send(ask(request)))


def waits(seconds: Callable[[Mapping[str, str]], int | None]) -> Change:
    """Wait after a 429 as long as *seconds* reads from its headers."""

    def change(parts: Parts, ran: Ran) -> Parts:
        def retry_after(headers: Mapping[str, str], now: float) -> int | None:
            ran()
            return seconds(headers)

        return replace(parts, retry_after=retry_after)

    return change


def waits_for_the_minute(parts: Parts, ran: Ran) -> Parts:
    """Wait after a 429 until the clock minute is over, whatever the headers say."""

    def retry_after(headers: Mapping[str, str], now: float) -> int | None:
        ran()
        return MINUTE_S - math.floor(now % MINUTE_S)

    return replace(parts, retry_after=retry_after)


def verifies(provider: str, holds: Callable[[str, Mapping[str, str], bytes], bool]) -> Change:
    """Verify a provider's webhooks as *holds* does: secret, headers (lower case), raw body."""

    def change(parts: Parts, ran: Ran) -> Parts:
        def verified(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
            ran()
            return holds(secret, headers, body)

        return twists.verified(parts, lambda _: verified, provider)

    return change


def garbage() -> httpx.Response:
    """Make an answer that nobody can read."""
    return httpx.Response(200, content=b"<what nobody expected/>")


def unable() -> httpx.Response:
    """Make the answer of a vendor that is taken to be broken."""
    return httpx.Response(502, content=b"")


def again(
    request: httpx.Request,
    *,
    url: httpx.URL | None = None,
    json_body: Any = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Request:
    """Write a request anew, with another address, another body, or other *headers*."""
    kept = {n: v for n, v in request.headers.items() if n != "content-length"}
    headers = {**kept, **(headers or {})}
    content = request.read() if json_body is None else json.dumps(json_body).encode()
    return httpx.Request(request.method, url or request.url, headers=headers, content=content)


def asking(request: httpx.Request, **params: str) -> httpx.Request:
    """Ask with other query parameters."""
    return again(request, url=request.url.copy_merge_params(params))


def seconds_only(headers: Mapping[str, str]) -> int | None:
    """Read Retry-After as whole seconds, and take anything else for one second."""
    text = headers.get("retry-after", "")
    return int(text) if text.isdigit() else 1


def everywhere(value: Any, change: Callable[[str, Any], Any], name: str = "") -> Any:
    """Change each scalar of a JSON value, however deep; *change* is told the key it is under."""
    if isinstance(value, dict):
        return {key: everywhere(item, change, key) for key, item in value.items()}
    if isinstance(value, list):
        return [everywhere(item, change, name) for item in value]
    return change(name, value)


def without(value: Any, drops: Callable[[str], bool]) -> Any:
    """Leave out of a JSON value, however deep, the keys that *drops* picks."""
    if isinstance(value, dict):
        return {key: without(item, drops) for key, item in value.items() if not drops(key)}
    return [without(item, drops) for item in value] if isinstance(value, list) else value
