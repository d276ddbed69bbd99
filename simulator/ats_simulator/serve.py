"""
`ats-sandbox serve`: the providers over sockets, on a state file, until a signal ends it.

What cannot work is refused before anything is started. The default tenants are made only where
the state file has none of their name. This module refuses to restore what it finds broken.
"""

from __future__ import annotations

import asyncio
import fcntl
import gc
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ats_simulator import announce, tenants, worlds
from ats_simulator.app import Sandbox
from ats_simulator.doors.listening import listen, url_of
from ats_simulator.doors.wsgi import Environ, StartResponse, WSGIApp
from ats_simulator.errors import Exposed, NotFound, StateUnreadable, UnknownName, UsageError
from ats_simulator.provider import Provider
from ats_simulator.providers import REGISTRY
from ats_simulator.store.database import Database
from ats_simulator.tenants import TenantSpec
from ats_simulator.webhooks.receivers import is_loopback
from ats_simulator.workers import Post, run_workers

Apps = Callable[[str], Mapping[str, WSGIApp]]
Describe = Callable[[Mapping[str, Any]], Mapping[str, Any]]
Say = Callable[[str], None]
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})
PROGRESS_S = 1.0
LAST_PORT = 65_535
SELDOM = (10_000, 20, 20)
"""When the garbage collector looks: a large world takes an eighth less time than by default."""


def say(line: str) -> None:
    """Tell the person who started the server."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def no_apps(base_url: str) -> Mapping[str, WSGIApp]:
    """The default of `ServeOptions.extra_apps`."""
    return {}


def nothing_more(ready: Mapping[str, Any]) -> Mapping[str, Any]:
    """The default of `ServeOptions.describe_more`."""
    return {}


INTERRUPTED = 2
"""The exit code where a signal came before anything was served; as every command's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """
    The options of `ats-sandbox serve`, as given.

    *state* is a file, or null for a temporary one; *providers* empty means all; *time_scale* is
    tenant seconds per real second. *extra_apps* gives further WSGI applications by prefix once
    the base URL is known (in every worker; it must not call that URL yet); *describe_more* adds
    keys to what the ready file says.
    """

    host: str = "127.0.0.1"
    port: int = 8800
    state: str | None = None
    seed: int = 1
    size: int = 60
    providers: tuple[str, ...] = ()
    time_scale: float | None = None
    limits: bool = True
    workers: int = 1
    ready_file: str | None = None
    admin_token: str | None = None
    webhook_hosts: tuple[str, ...] = ()
    extra_apps: Apps = no_apps
    describe_more: Describe = nothing_more


def run(options: ServeOptions, *, tell: Say = say) -> int:
    """
    Serve until SIGINT or SIGTERM; give the exit code.

    Raises: UsageError, UnknownName, StateError, ServeError when it cannot be started.
    """
    check(options)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _state_file(options.state) as state, _listening(options) as listener:
            host = "127.0.0.1" if options.host in EVERYWHERE else options.host
            server = _Server(options, state, listener, url_of(listener, host), tell)
            server.prepare()
            server.serve()
    except KeyboardInterrupt:  # before the loop could take the signal
        return INTERRUPTED
    finally:
        if options.ready_file is not None:
            Path(options.ready_file).unlink(missing_ok=True)
    return 0


def settle() -> None:
    """
    Spare this process's garbage collector what it cannot find.

    What has been loaded stays: going through it would take requests tens of ms. Records come and
    go by the thousand, and none of them is garbage that only the collector finds.
    """
    gc.freeze()
    gc.set_threshold(*SELDOM)


def check(options: ServeOptions) -> None:
    """Refuse options that cannot work. Raises: UsageError, UnknownName, ServeError."""
    if "://" in (options.state or ""):
        scheme = str(options.state).partition("://")[0]
        message = f"--state {scheme}://… is not supported yet; give the path of a file"
        raise UsageError(message, field="--state")
    for name in options.providers:
        if name not in REGISTRY:
            raise UnknownName("provider", name, REGISTRY, field="--provider")
    for flag, value, least in (
        ("--workers", options.workers, 1),
        ("--size", options.size, 0),
        ("--port", options.port, 0),
    ):
        if value < least:
            raise UsageError(f"{flag} must be at least {least}, got {value}", field=flag)
    if options.port > LAST_PORT:
        message = f"--port must be at most {LAST_PORT}, got {options.port}"
        raise UsageError(message, field="--port")
    if options.time_scale is not None and not 0 < options.time_scale < 1e9:
        message = f"--time-scale must be above 0 and below 1e9, got {options.time_scale:g}"
        raise UsageError(message, field="--time-scale")
    if not options.admin_token and not is_loopback(options.host):
        raise Exposed(options.host or "0.0.0.0")
    if options.ready_file is not None:
        announce.clear_ready_file(options.ready_file)


@contextmanager
def _state_file(path: str | None) -> Iterator[str]:
    """Give the state file's path; a temporary one is removed at the end."""
    if path is not None:
        with _alone(path):
            yield path
        return
    folder = tempfile.mkdtemp(prefix="ats-sandbox-")
    try:
        yield str(Path(folder, "state.db"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(path: str) -> Iterator[None]:
    """Hold the state file for this server; another one would not see what this one caches."""
    mark = Path(f"{path}.serving")
    try:
        held = mark.open("w", encoding="utf-8")
    except OSError as error:
        raise StateUnreadable(path, (error.strerror or str(error)).lower()) from error
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateUnreadable(path, "another server is using it") from None
        try:
            yield
        finally:
            mark.unlink(missing_ok=True)


@contextmanager
def _listening(options: ServeOptions) -> Iterator[socket.socket]:
    with listen(options.host, options.port) as listener:
        yield listener


@dataclass(frozen=True, slots=True)
class _Server:
    options: ServeOptions
    state: str
    listener: socket.socket
    base_url: str
    tell: Say

    def prepare(self) -> None:
        """Make the state file fit to serve: whole tenants only, and the default ones."""
        with self.sandbox(shared=False) as sandbox:
            worlds.sweep(sandbox)
            for name in self.options.providers or REGISTRY:
                make_default_tenant(sandbox, name, self.options, self.tell)

    @contextmanager
    def sandbox(self, *, shared: bool) -> Iterator[Sandbox]:
        """Open the state file; providers are those asked for and those it has tenants of."""
        database = Database(self.state, shared=shared)
        try:
            with database.transaction() as con:
                kept = [name for (name,) in con.execute("SELECT DISTINCT provider FROM tenants")]
            chosen = providers_of([*(self.options.providers or REGISTRY), *kept])
            yield Sandbox(database, chosen, allowed_hosts=self.options.webhook_hosts)
        finally:
            database.close()

    def serve(self) -> None:
        """Answer requests until a signal ends it."""
        if self.options.workers > 1:
            run_workers(self.options.workers, self.work, self.say_ready)
            return
        with self.sandbox(shared=False) as sandbox:
            ready = lambda: self.say_it(sandbox)  # noqa: E731 - a name for the argument
            asyncio.run(self.answer(sandbox, deliver=True, ready=ready))

    def work(self, post: Post) -> None:
        """Be one of several workers; the first one sends the webhooks."""
        with self.sandbox(shared=True) as sandbox:
            deliver = post.number == 0
            asyncio.run(self.answer(sandbox, deliver=deliver, ready=post.ready, alive=post.parent))

    async def answer(
        self,
        sandbox: Sandbox,
        *,
        deliver: bool,
        ready: Callable[[], None],
        alive: int | None = None,
    ) -> None:
        """Serve until a signal, or until the parent at the other end of *alive* has gone."""
        from ats_simulator.doors.sockets import run_door

        sandbox.origin = self.base_url
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for signum in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(signum, stop.set)
        if alive is not None:
            loop.add_reader(alive, stop.set)
        settle()
        apps = {
            "/_sim": control_app(sandbox, self.options.admin_token),
            **self.options.extra_apps(self.base_url),
        }
        await run_door(sandbox, [self.listener], apps=apps, stop=stop, deliver=deliver, ready=ready)

    def say_ready(self) -> None:
        """Say what is served, from a process that serves nothing itself."""
        with self.sandbox(shared=True) as sandbox:
            self.say_it(sandbox)

    def say_it(self, sandbox: Sandbox) -> None:
        """Say what is served, to a person and in the ready file."""
        ready = announce.describe(sandbox, self.base_url)
        ready |= self.options.describe_more(ready)
        for line in announce.lines_of(sandbox, ready):
            self.tell(line)
        if self.options.ready_file is not None:
            announce.write_ready_file(self.options.ready_file, ready)


def providers_of(names: list[str]) -> dict[str, Provider]:
    """Look up providers. Raises: UnknownName."""
    for name in names:
        if name not in REGISTRY:
            raise UnknownName("provider", name, REGISTRY, field="--state")
    return {name: REGISTRY[name] for name in names}


def make_default_tenant(sandbox: Sandbox, name: str, options: ServeOptions, tell: Say) -> None:
    """Make the tenant `<provider>-demo` unless the state file has it."""
    tenant_id = f"{name}-demo"
    with sandbox.transaction() as con:
        try:
            sandbox.tenant_named(con, tenant_id)
            return
        except NotFound:  # the usual case
            pass
    spec = TenantSpec(
        provider=name,
        id=tenant_id,
        seed=options.seed,
        size=options.size,
        limits="on" if options.limits else "off",
        clock_mode="real" if options.time_scale is None else "scaled",
        clock_factor=options.time_scale,
    )
    tenants.create(sandbox, spec, progress=_progress(tenant_id, tell))


def _progress(tenant_id: str, tell: Say) -> Callable[[int], None]:
    """Say how far a world is, once a second."""
    last = time.monotonic()

    def progress(done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= PROGRESS_S:
            last = time.monotonic()
            tell(f"{tenant_id}: {done:,} records written")

    return progress


def control_app(sandbox: Sandbox, admin_token: str | None) -> WSGIApp:
    """Make the control plane, built when first called: nobody waits for it at the start."""
    built: list[WSGIApp] = []

    def application(environ: Environ, start_response: StartResponse) -> Any:
        if not built:
            from ats_simulator.control.routes import build_control

            built.append(build_control(sandbox, admin_token=admin_token or None))
            settle()
        return built[0](environ, start_response)

    return application
