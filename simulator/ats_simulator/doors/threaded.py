"""
The socket door in a thread of this process, over a sandbox that the process goes on using.

For tests and notebooks; `serve` is for everything longer. Refuses to outlive its context.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from ats_simulator.app import Sandbox
from ats_simulator.doors.listening import listen, url_of
from ats_simulator.doors.sockets import run_door
from ats_simulator.doors.wsgi import WSGIApp

Apps = Callable[[str], Mapping[str, WSGIApp]]
GOODBYE_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A sandbox that is being served: *base_url* is where, without a slash at the end."""

    base_url: str


@contextmanager
def serve_in_thread(
    sandbox: Sandbox, *, apps: Apps | None = None, host: str = "127.0.0.1", port: int = 0
) -> Iterator[Served]:
    """
    Serve *sandbox* while the context is open, webhooks included.

    *apps* gives further WSGI applications by prefix, once the base URL is known; the control
    plane is always there.
    Raises: CannotListen.
    """
    listener = listen(host, port)
    served = Served(base_url=url_of(listener, host))
    before, sandbox.origin = sandbox.origin, served.base_url
    mounted = {"/_sim": control_of(sandbox), **(apps(served.base_url) if apps else {})}
    ready = threading.Event()
    ends: list[Callable[[], object]] = []

    async def main() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        ends.append(lambda: loop.call_soon_threadsafe(stop.set))
        await run_door(sandbox, [listener], apps=mounted, stop=stop, deliver=True, ready=ready.set)

    thread = threading.Thread(target=lambda: asyncio.run(main()), name="ats-sandbox", daemon=True)
    thread.start()
    try:
        if not ready.wait(GOODBYE_S):
            raise RuntimeError(f"{served.base_url} did not come up within {GOODBYE_S:g} s")
        yield served
    finally:
        for end in ends:
            end()
        thread.join(GOODBYE_S)
        listener.close()
        sandbox.origin = before


def control_of(sandbox: Sandbox, admin_token: str | None = None) -> WSGIApp:
    """Make the control plane, for clients on this machine or with the admin token."""
    from ats_simulator.control.routes import build_control

    return build_control(sandbox, admin_token=admin_token)
