"""
The socket door: an asyncio server that calls the core inline and carries out its replies.

Providers are answered on the event loop, since an exchange never waits for anything, and those
that arrive together share one commit; a delay holds no thread. Other WSGI applications (the
control plane, a unified API) may call back over HTTP into this very server, so each of them runs
in a few threads of its own. Parsing HTTP is aiohttp's work. This module refuses to bind a port: it
is handed sockets that listen.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import orjson
from aiohttp import web

from ats_simulator import exchange
from ats_simulator.app import Sandbox
from ats_simulator.doors.incoming import headers_of, read_body, target_of
from ats_simulator.doors.outgoing import Outgoing
from ats_simulator.doors.wsgi import MAX_BODY, WSGIApp, call_app, complete
from ats_simulator.provider import Provider, Reply, Request
from ats_simulator.webhooks.senders import deliver_forever, open_sender

log = logging.getLogger(__name__)
quiet = logging.getLogger(f"{__name__}.http")
quiet.addHandler(logging.NullHandler())
quiet.propagate = False  # aiohttp logs what clients do wrong with tracebacks

IDLE_S = 75.0
LINGER_S = 2.0
GOODBYE_S = 2.0
THREADS = 8
AT_ONCE = 32
"""How many exchanges share a commit at most, so that none of them waits long for it."""

SWITCH_S = 0.0005
"""How long a thread may keep the others waiting for the interpreter."""

JSON = ("Content-Type", "application/json")


def error_reply(status: int, message: str) -> Reply:
    """Answer for nobody in particular. Shape: {"error": {"message": str}}."""
    body = orjson.dumps({"error": {"message": message}})
    return Reply(status=status, headers=(JSON,), body=body)


class Connection(web.RequestHandler):
    """One connection; what cannot be parsed is answered in JSON and never logged."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer a request that is no HTTP, or that broke the door."""
        said = "this is no HTTP request, or one with a method, line, header or length beyond ours"
        if status >= 500:
            log.error("%s %s broke the door", request.method, request.raw_path, exc_info=exc)
            said = "the request broke the simulator; its log has the details"
        return Outgoing(complete(error_reply(status, said), request.method), keep=False)


class Listener(web.Server):
    """Makes a `Connection` for each client."""

    def __call__(self) -> web.RequestHandler:
        """Make one."""
        return Connection(
            self,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # null means none
            logger=quiet,
            keepalive_timeout=IDLE_S,
            lingering_time=LINGER_S,
            auto_decompress=False,
        )


class Door:
    """
    What is behind the sockets: *sandbox*'s providers under `/<name>`, which is stripped off the
    path, and *apps* under their prefixes, which are not.
    """

    def __init__(self, sandbox: Sandbox, apps: Mapping[str, WSGIApp]) -> None:
        self._sandbox = sandbox
        self._apps = dict(apps)
        self._arrived: list[tuple[Provider, Request, asyncio.Future[Reply]]] = []
        self._pools = {
            prefix: ThreadPoolExecutor(THREADS, thread_name_prefix=prefix.strip("/"))
            for prefix in apps
        }

    async def handle(self, incoming: web.BaseRequest) -> web.StreamResponse:
        """Read a request, find who answers it, and carry the reply out."""
        keep = incoming.keep_alive
        try:
            body = await read_body(incoming, max_body=MAX_BODY)
        except (TimeoutError, web.RequestPayloadError, ValueError) as error:
            reason = "the body did not come in time" if not str(error) else str(error)
            reply = error_reply(408 if isinstance(error, TimeoutError) else 400, reason)
            return Outgoing(complete(reply, incoming.method), keep=False)
        reply = complete(await self._answer(incoming, body), incoming.method)
        if reply.delay_s:
            await asyncio.sleep(reply.delay_s)
        return Outgoing(reply, keep=keep, version=incoming.version)

    async def _answer(self, incoming: web.BaseRequest, body: bytes) -> Reply:
        path, query = target_of(incoming)
        headers = headers_of(incoming)
        name, slash, rest = path.lstrip("/").partition("/")
        provider = self._sandbox.providers.get(name)
        request = Request(
            method=incoming.method,
            path=path if provider is None else slash + rest,
            query=query,
            headers=headers,
            body=body,
            mount="" if provider is None else f"/{name}",
            host=headers.get("host", "localhost"),
        )
        if provider is not None:
            return await self._exchange(provider, request)
        if (app := self._apps.get(f"/{name}")) is not None:
            return await self._call(f"/{name}", app, request)
        return self._index() if path == "/" else self._nowhere(path)

    def _exchange(self, provider: Provider, request: Request) -> asyncio.Future[Reply]:
        """Have a request answered at once, together with those that arrived with it."""
        loop = asyncio.get_running_loop()
        if not self._arrived:
            loop.call_soon(self._answer_arrived)
        reply: asyncio.Future[Reply] = loop.create_future()
        self._arrived.append((provider, request, reply))
        return reply

    def _answer_arrived(self) -> None:
        """Answer what has arrived, in one commit."""
        now, self._arrived = self._arrived[:AT_ONCE], self._arrived[AT_ONCE:]
        if self._arrived:
            asyncio.get_running_loop().call_soon(self._answer_arrived)
        try:
            calls = [(provider, request) for provider, request, _ in now]
            replies = exchange.answer_all(self._sandbox, calls)
        except Exception:  # the commit failed: nothing of it happened
            log.exception("%d requests could not be kept", len(now))
            replies = [provider.server_error(500) for provider, _, _ in now]
        for (_, _, waiting), reply in zip(now, replies, strict=True):
            if not waiting.done():  # else its client has gone
                waiting.set_result(reply)

    async def _call(self, prefix: str, app: WSGIApp, request: Request) -> Reply:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pools[prefix], call_app, app, request, None)
        except Exception:
            log.exception("%s %s broke %s", request.method, request.path, prefix)
            return error_reply(500, f"{prefix} failed; the log has the details")

    def _index(self) -> Reply:
        mounts = [f"/{name}" for name in self._sandbox.providers]
        body = {"name": "ats-sandbox", "mounts": [*mounts, *self._apps]}
        return Reply(status=200, headers=(JSON,), body=orjson.dumps(body))

    def _nowhere(self, path: str) -> Reply:
        mounts = ", ".join([*(f"/{name}" for name in self._sandbox.providers), *self._apps])
        return error_reply(404, f"nothing is served at {path[:200]!r}; served: {mounts}")

    def close(self) -> None:
        """Let the threads go; what they are doing is not waited for."""
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)


async def run_door(
    sandbox: Sandbox,
    sockets: Iterable[socket.socket],
    *,
    apps: Mapping[str, WSGIApp],
    stop: asyncio.Event,
    deliver: bool,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """
    Serve on *sockets* until *stop*; with *deliver*, send the webhooks that are owed.

    *ready* is called once when requests are answered.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    door = Door(sandbox, apps)
    listener = Listener(door.handle)
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(listener, sock=s, backlog=1024) for s in sockets]
    sending = asyncio.create_task(_deliver(sandbox, stop)) if deliver else None
    try:
        ready()
        await stop.wait()
    finally:
        stop.set()
        for server in servers:
            server.close()
        if sending is not None:
            await sending
        listener.pre_shutdown()
        await listener.shutdown(GOODBYE_S)
        door.close()
        sys.setswitchinterval(interval)


async def _deliver(sandbox: Sandbox, stop: asyncio.Event) -> None:
    """Send webhooks until *stop*."""
    loop, wake = asyncio.get_running_loop(), asyncio.Event()
    before = sandbox.on_owed
    sandbox.on_owed = lambda: _poke(loop, wake)
    async with open_sender() as send:
        courier = asyncio.create_task(deliver_forever(sandbox, send, wake))
        try:
            await stop.wait()
        finally:
            sandbox.on_owed = before
            courier.cancel()
            await asyncio.gather(courier, return_exceptions=True)


def _poke(loop: asyncio.AbstractEventLoop, wake: asyncio.Event) -> None:
    """Wake the delivery from whatever thread; a loop that has ended needs no waking."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(wake.set)
