"""
An httpx transport over the WSGI door: a client in the same process sees what it would see over
a network, faults included.

A cut body is `httpx.RemoteProtocolError`, a reset `httpx.ReadError`, a delay beyond the client's
read timeout `httpx.ReadTimeout`. Refuses to open a connection.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

import httpx

from ats_simulator.doors.wsgi import PATIENCE_S, ClientLeft, ConnectionCut, Environ, WSGIApp


class InProcess(httpx.BaseTransport):
    """Hand httpx requests to a WSGI application, and its replies back."""

    def __init__(self, app: WSGIApp) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """
        Carry one request.

        Raises: httpx.ReadError when the connection is reset before any byte, httpx.ReadTimeout
            when no byte comes in the client's time.
        """
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc: Any = None) -> None:
            started[:] = [int(status[:3]), headers]

        try:
            chunks = self._app(to_environ(request), start_response)
        except ClientLeft as left:
            raise httpx.ReadTimeout(f"timed out: {left}") from None
        except ConnectionCut as cut:
            raise httpx.ReadError(f"connection reset by peer: {cut}") from None
        status, headers = started
        raw = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers]
        return httpx.Response(status, headers=raw, stream=Body(chunks))


class Body(httpx.SyncByteStream):
    """The body of a reply, as it comes."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._chunks
        except ConnectionCut as cut:
            message = f"peer closed connection without sending complete message body: {cut}"
            raise httpx.RemoteProtocolError(message) from None

    def close(self) -> None:
        """Let the application go."""
        close = getattr(self._chunks, "close", None)
        if close is not None:
            close()


def to_environ(request: httpx.Request) -> Environ:
    """Write an httpx request as a WSGI environment; the path is the bytes it names, as Latin-1."""
    body = request.read()
    path, _, query = request.url.raw_path.partition(b"?")
    environ: Environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SERVER_NAME": request.url.host,
        "SERVER_PORT": str(request.url.port or (443 if request.url.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.url.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        PATIENCE_S: request.extensions.get("timeout", {}).get("read"),
    }
    for name, value in request.headers.raw:
        _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def _add_header(environ: Environ, name: str, value: str) -> None:
    """Add a header; one that comes twice is joined, one with `_` is dropped, as servers do."""
    key = name.upper().replace("-", "_")
    key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
    if "_" in name or key == "HTTP_CONTENT_LENGTH":
        return
    environ[key] = f"{environ[key]},{value}" if key in environ else value
