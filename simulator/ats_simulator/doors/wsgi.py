"""
The WSGI door: the core for in-process clients and any WSGI server, and the way the core
itself calls a provider's Flask app.

A WSGI server never hands over the socket, so a cut or an abort raises `ConnectionCut` out of
the body, which makes a server close the connection and lets an in-process client see it. A
client that says how long it waits (`PATIENCE_S` in the environment) gets `ClientLeft` when a
delay is longer.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from http.client import responses
from typing import Any

from ats_simulator.provider import SERVICES, Reply, Request

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WSGIApp = Callable[[Environ, StartResponse], Iterable[bytes]]
Answer = Callable[[Request], Reply]

PATIENCE_S = "ats_simulator.patience_s"
MAX_BODY = 25 * 1024 * 1024
"""How much of a request's body a door reads; one byte more tells that there was more."""

BODILESS = frozenset({204, 304})


class ConnectionCut(Exception):
    """The simulator ends the connection here, on purpose."""


class ClientLeft(ConnectionCut):
    """The client would have stopped waiting here."""


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
        "PATH_INFO": _latin_1(request.path),
        "QUERY_STRING": _latin_1(request.query),
        "SERVER_NAME": host,
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.scheme,
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.input_terminated": True,  # also of a body that came in chunks
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


def _latin_1(text: str) -> str:
    """Write bytes as WSGI wants them, also when a door decoded them as something else."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("latin-1")
    return text


def from_environ(environ: Environ, *, max_body: int) -> Request:
    """Read a WSGI environment; a body longer than *max_body* is cut one byte above it."""
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if content_type := environ.get("CONTENT_TYPE"):
        headers["content-type"] = content_type
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ.get("PATH_INFO", ""),
        query=environ.get("QUERY_STRING", ""),
        headers=headers,
        body=_read_body(environ, max_body),
        mount=environ.get("SCRIPT_NAME", ""),
        host=environ.get("HTTP_HOST", "localhost"),
        scheme=environ.get("wsgi.url_scheme", "http"),
    )


def _read_body(environ: Environ, max_body: int) -> bytes:
    length, most = environ.get("CONTENT_LENGTH", ""), max_body + 1
    if length.isdecimal():
        most = min(int(length), most)
    elif length or not environ.get("wsgi.input_terminated"):
        return b""  # no length that can be read, and a stream that may never end
    body: bytes = environ["wsgi.input"].read(most)
    return body


def complete(reply: Reply, method: str) -> Reply:
    """Give a reply as it goes over the wire: its length announced, no body where none may be."""
    headers = reply.headers
    if reply.status not in BODILESS and not any(k.lower() == "content-length" for k, _ in headers):
        headers = (*headers, ("Content-Length", str(len(reply.body))))
    if method == "HEAD" or reply.status in BODILESS or not reply.body:
        return replace(reply, headers=headers, body=b"", cut=None)
    return reply if headers is reply.headers else replace(reply, headers=headers)


def wsgi_app(
    answer: Answer, *, max_body: int, sleep: Callable[[float], None] = time.sleep
) -> WSGIApp:
    """Make a WSGI application of the core's *answer*."""

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        request = from_environ(environ, max_body=max_body)
        reply = complete(answer(request), request.method)
        if reply.delay_s:
            _wait(reply.delay_s, environ.get(PATIENCE_S), sleep)
        if reply.abort:
            raise ConnectionCut("reset before any byte")
        reason = responses.get(reply.status, "Unknown")
        start_response(f"{reply.status} {reason}", list(reply.headers))
        return [reply.body] if reply.cut is None else _cut(reply.body, reply.cut)

    return application


def _wait(delay_s: float, patience_s: float | None, sleep: Callable[[float], None]) -> None:
    if patience_s is not None and delay_s > patience_s:
        sleep(patience_s)
        raise ClientLeft(f"no byte after {patience_s} s")
    sleep(delay_s)


def _cut(body: bytes, at: int) -> Iterator[bytes]:
    yield body[:at]
    raise ConnectionCut(f"body cut after {at} bytes")
