"""
A socket that listens, or a sentence that says why not.

Refuses the ports 5000 and 7000, which macOS itself uses: a client there would talk to something
else.
"""

from __future__ import annotations

import errno
import os
import socket

from ats_simulator.errors import CannotListen

NEVER = frozenset({5000, 7000})
BACKLOG = 1024


def listen(host: str, port: int) -> socket.socket:
    """Listen on *host* and *port*; port 0 picks a free one. Raises: CannotListen."""
    if port in NEVER:
        reason = "macOS uses this port for AirPlay"
        raise CannotListen(host, port, reason, "choose another --port, or 0 to pick a free one")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, _, _, address = found[0]
        listener = socket.socket(family, kind)
    except (OSError, OverflowError, UnicodeError) as error:
        raise CannotListen(host, port, str(error), "check --host and --port") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise CannotListen(host, port, _reason(error), _advice(error)) from error
    return listener


def _reason(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else str(error)


def _advice(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "choose another --port, or 0 to pick a free one"
    if error.errno == errno.EACCES:
        return "ports below 1024 need privileges; choose another --port"
    return "check --host and --port"


def url_of(listener: socket.socket, host: str) -> str:
    """Give the base URL under which *listener* is reached by the name *host*."""
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
