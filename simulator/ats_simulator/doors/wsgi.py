"""
The WSGI door: the core for in-process clients and any WSGI server, and the way the core
itself calls a provider's Flask app.

A WSGI server never hands over the socket, so a cut or an abort raises `ConnectionCut` out of
the body, which makes a server close the connection and lets an in-process client see it.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, Iterator
from http.client import responses
from typing import Any

from ats_simulator.provider import SERVICES, Reply, Request

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WSGIApp = Callable[[Environ, StartResponse], Iterable[bytes]]
Answer = Callable[[Request], Reply]


class ConnectionCut(Exception):
    """The simulator ends the connection here, on purpose."""


def call_app(app: WSGIApp, request: Request, services: object | None) -> Reply:
    """Call a provider's app with *request* and collect its reply."""
    collected: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc: Any = None) -> None:
        collected[:] = [int(status[:3]), tuple(headers)]

    chunks = app(to_environ(request, services), start_response)
    try:
        body = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    return Reply(status=collected[0], headers=collected[1], body=body)


def to_environ(request: Request, services: object | None) -> Environ:
    """Write *request* as a WSGI environment."""
    host, _, port = request.host.partition(":")
    environ: Environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": request.mount,
        "PATH_INFO": request.path,
        "QUERY_STRING": request.query,
        "SERVER_NAME": host,
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.scheme,
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        SERVICES: services,
    }
    for name, value in request.headers.items():
        if name == "content-type":
            environ["CONTENT_TYPE"] = value
        elif name != "content-length":
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ


def from_environ(environ: Environ, *, max_body: int) -> Request:
    """Read a WSGI environment; a body longer than *max_body* is cut one byte above it."""
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if content_type := environ.get("CONTENT_TYPE"):
        headers["content-type"] = content_type
    length = int(environ.get("CONTENT_LENGTH") or 0)
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ.get("PATH_INFO", ""),
        query=environ.get("QUERY_STRING", ""),
        headers=headers,
        body=environ["wsgi.input"].read(min(length, max_body + 1)) if length else b"",
        mount=environ.get("SCRIPT_NAME", ""),
        host=environ.get("HTTP_HOST", "localhost"),
        scheme=environ.get("wsgi.url_scheme", "http"),
    )


def wsgi_app(
    answer: Answer, *, max_body: int, sleep: Callable[[float], None] = time.sleep
) -> WSGIApp:
    """Make a WSGI application of the core's *answer*."""

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        reply = answer(from_environ(environ, max_body=max_body))
        if reply.delay_s:
            sleep(reply.delay_s)
        if reply.abort:
            raise ConnectionCut("reset before any byte")
        reason = responses.get(reply.status, "Unknown")
        start_response(f"{reply.status} {reason}", list(reply.headers))
        return [reply.body] if reply.cut is None else _cut(reply.body, reply.cut)

    return application


def _cut(body: bytes, at: int) -> Iterator[bytes]:
    yield body[:at]
    raise ConnectionCut(f"body cut after {at} bytes")
