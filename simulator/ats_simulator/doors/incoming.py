"""
How the socket door reads a request: the same values as the WSGI door, from aiohttp's parser.

Refuses to interpret: the path is the bytes it names as Latin-1, the query is as it came, a body is
never decompressed. Header names with `_` are dropped, as proxies do, since WSGI cannot tell them
from `-`.
"""

from __future__ import annotations

import asyncio
from urllib.parse import unquote_to_bytes, urlsplit

from aiohttp import web

BODY_PATIENCE_S = 30.0
"""How long the next part of a body may take to come."""

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def target_of(request: web.BaseRequest) -> tuple[str, str]:
    """Give the path, percent-decoded to bytes as Latin-1, and the raw query."""
    target = request.raw_path
    if not target.startswith("/"):
        parts = urlsplit(target)
        target = f"{parts.path or '/'}?{parts.query}"
    path, _, query = target.partition("?")
    if "%" in path or not path.isascii():
        path = unquote_to_bytes(path.encode("utf-8", "surrogateescape")).decode("latin-1")
    if not query.isascii():
        query = query.encode("utf-8", "surrogateescape").decode("latin-1")
    return path, query


def headers_of(request: web.BaseRequest) -> dict[str, str]:
    """Give the headers, lower case; the values of one that comes twice are joined."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in request.raw_headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name in headers:
            value = f"{headers[name]},{value}"
        if "_" not in name:
            headers[name] = value
    return headers


async def read_body(request: web.BaseRequest, *, max_body: int) -> bytes:
    """
    Read the body, up to one byte above *max_body*.

    Raises: TimeoutError if nothing comes for BODY_PATIENCE_S.
    """
    if not request.can_read_body:
        return b""
    if request.headers.get("Expect", "").lower() == "100-continue" and request.transport:
        request.transport.write(CONTINUE)
    body = bytearray()
    while len(body) <= max_body:
        async with asyncio.timeout(BODY_PATIENCE_S):
            chunk = await request.content.readany()
        if not chunk:
            break
        body += chunk
    return bytes(body[: max_body + 1])
