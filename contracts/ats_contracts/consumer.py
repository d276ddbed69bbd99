"""
The consumer: where the webhooks of a target itself come in, so that checks can see what it tells.

A WSGI application with one inbox for each subscriber, reached in this process or by a socket that
somebody else serves. It keeps what is posted, byte for byte, and refuses to read it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

INSIDE = "http://consumer.localhost"
PREFIX = "/consumer"
SINK = "sink"
MOST_BYTES = 10_000_000
Environ = dict[str, Any]
StartResponse = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One webhook as it came. Header names are lower case."""

    headers: dict[str, str]
    body: bytes
    status: int


@dataclass(slots=True)
class Inbox:
    """What one subscriber was posted, in order; *url* is where to."""

    url: str
    posts: list[Post] = field(default_factory=list)


@dataclass(slots=True)
class Consumer:
    """
    All inboxes below *base_url*. The next *failing* posts to them are answered with 503. What goes
    to the *sink* is taken and dropped.
    """

    base_url: str = INSIDE
    failing: int = 0
    _inboxes: dict[str, Inbox] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def sink(self) -> str:
        """Give the address at which anything is taken, and nothing kept."""
        return f"{self.base_url}/{SINK}"

    def open(self) -> Inbox:
        """Open an inbox."""
        name = f"inbox-{next(self._numbers)}"
        self._inboxes[name] = Inbox(f"{self.base_url}/{name}")
        return self._inboxes[name]

    def wsgi(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Take in a post, as a WSGI application. Of other requests nothing is kept."""
        size = min(int(environ.get("CONTENT_LENGTH") or 0), MOST_BYTES)
        body = environ["wsgi.input"].read(size)
        name = environ.get("PATH_INFO", "").rpartition("/")[2]
        is_post = environ["REQUEST_METHOD"] == "POST"
        status = self._take(name, _headers(environ), body) if is_post else HTTPStatus.OK
        start_response(f"{status.value} {status.phrase}", [("Content-Length", "0")])
        return []

    def _take(self, name: str, headers: dict[str, str], body: bytes) -> HTTPStatus:
        inbox = self._inboxes.get(name)
        if inbox is None:
            return HTTPStatus.OK if name == SINK else HTTPStatus.NOT_FOUND
        status = HTTPStatus.SERVICE_UNAVAILABLE if self.failing else HTTPStatus.OK
        self.failing = max(0, self.failing - 1)
        inbox.posts.append(Post(headers=headers, body=body, status=status))
        return status


def _headers(environ: Environ) -> dict[str, str]:
    named = {k[5:]: v for k, v in environ.items() if k.startswith("HTTP_")}
    named["CONTENT_TYPE"] = environ.get("CONTENT_TYPE", "")
    return {name.replace("_", "-").lower(): str(value) for name, value in named.items()}


class Beside(httpx.BaseTransport):
    """The way to a *consumer* in this process, and to all the rest."""

    def __init__(self, consumer: Consumer, rest: httpx.BaseTransport) -> None:
        self._host = httpx.URL(consumer.base_url).host
        self._consumer = httpx.WSGITransport(app=consumer.wsgi)
        self._rest = rest

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a request to where its address says."""
        near = request.url.host == self._host
        return (self._consumer if near else self._rest).handle_request(request)

    def close(self) -> None:
        """Let go of the rest."""
        self._rest.close()
