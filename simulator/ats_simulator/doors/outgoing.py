"""
How the socket door carries out a reply: the bytes as they are, a real cut, a real reset.

aiohttp's own responses would add a `Server` header, choose a content type and write header values
in UTF-8; a vendor's headers go out verbatim instead, in one write with the body. Refuses to
compress, to chunk, or to wait for ever for a client that does not read.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from email.utils import formatdate
from functools import lru_cache
from http.client import responses

from aiohttp import web

from ats_simulator.provider import Reply

PATIENCE_S = 60.0
"""How long a client may leave a reply unread."""

LARGE = 128 * 1024
"""Bytes of a body from which on a second write is cheaper than joining it to the head."""

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER, on, 0 s: closing the socket sends RST."""


class Outgoing(web.StreamResponse):
    """One reply on its way out. aiohttp calls `prepare`, then `write_eof`, then `keep_alive`."""

    def __init__(self, reply: Reply, *, keep: bool, version: tuple[int, int] = (1, 1)) -> None:
        self._reply = reply
        self._stays = keep and not reply.abort and reply.cut is None
        self._spoken = version

    @property
    def keep_alive(self) -> bool:
        """Whether the connection is used again."""
        return self._stays

    async def prepare(self, request: web.BaseRequest) -> None:
        """
        Write everything.

        Raises: ConnectionResetError, which aiohttp takes for a client that has gone, when the
            connection ends here on purpose.
        """
        transport = request.transport
        if transport is None or transport.is_closing():
            raise ConnectionResetError("the client has gone")
        if self._reply.abort:
            transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, RESET
            )
            transport.abort()
            raise ConnectionResetError("reset on purpose")
        head, body = self._head(), self._reply.body[: self._reply.cut]
        if len(body) < LARGE:
            transport.write(head + body)
        else:
            transport.write(head)
            transport.write(memoryview(body))
        if self._reply.cut is not None:
            transport.close()
            raise ConnectionResetError("cut on purpose")
        if transport.get_write_buffer_size():
            await _drain(request, transport)

    def _head(self) -> bytes:
        """Write the status line and the headers."""
        lines, dated = _lines(self._reply.status, self._reply.headers)
        if not dated:
            lines += _date(int(time.time()))
        if not self._stays:
            lines += b"Connection: close\r\n"
        elif self._spoken == (1, 0):
            lines += b"Connection: keep-alive\r\n"
        return lines + b"\r\n"

    async def write_eof(self, data: bytes = b"") -> None:
        """Everything was written by `prepare`."""


async def _drain(request: web.BaseRequest, transport: asyncio.Transport) -> None:
    """Wait until the client has read enough, and end the connection of one that does not."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            await request.writer.drain()
    except TimeoutError:
        transport.abort()


@lru_cache(maxsize=256)
def _lines(status: int, headers: tuple[tuple[str, str], ...]) -> tuple[bytes, bool]:
    """Write the status line and a vendor's headers; say whether a date is among them."""
    lines = [f"HTTP/1.1 {status} {responses.get(status, 'Unknown')}\r\n"]
    lines += [f"{name}: {value}\r\n" for name, value in headers]
    dated = any(name.lower() == "date" for name, _ in headers)
    return "".join(lines).encode("latin-1", "replace"), dated


@lru_cache(maxsize=2)
def _date(second: int) -> bytes:
    return f"Date: {formatdate(second, usegmt=True)}\r\n".encode()
