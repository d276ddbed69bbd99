"""
Targets: reading their files, and the four ways of reaching one.

`open_target` is the only place that knows all kinds. This module refuses to compare and to judge.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ats_contracts.consumer import PREFIX, Beside, Consumer
from ats_contracts.errors import AdapterBroke, ContractsError, UsageError
from ats_contracts.target import Adapter, Target, TenantInfo
from ats_contracts.targets.file import Connect, TargetSpec, load
from ats_contracts.targets.link import Link
from ats_contracts.timing import RealTime, Time, VirtualTime

if TYPE_CHECKING:
    from ats_simulator.simulator import Simulator

__all__ = ["Link", "Opened", "TargetSpec", "load", "open_target"]

INSIDE = "http://target.test"
CALL = Connect(
    mode="call",
    path="/integrated-account",
    json={"provider": "{provider}", "base_url": "{base_url}", "credentials": "{credentials}"},
)
"""How a Python target that says nothing else connects accounts, if it is a WSGI app."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """
    A target that is ready, and the consumer of what it tells. *root* is the simulator's address if
    it is reached by a socket.
    """

    target: Target
    time: Time
    consumer: Consumer
    root: str | None = None


@contextmanager
def open_target(spec: TargetSpec, simulator: Simulator) -> Iterator[Opened]:
    """
    Make a target ready beside a simulator, and let go of it at the end.

    A factory is handed the simulator in-process; every other kind reaches it by a socket that is
    served meanwhile. Raises: AdapterBroke, with what failed.
    """
    with ExitStack() as stack:
        if spec.route.kind in ("py", "object"):
            opened = _in_process(spec, simulator)
        else:
            opened = _by_socket(spec, simulator, stack)
        stack.callback(opened.target.close)
        yield opened


def _by_socket(spec: TargetSpec, simulator: Simulator, stack: ExitStack) -> Opened:
    consumer = Consumer()
    served = stack.enter_context(simulator.serve(apps=lambda _: {PREFIX: consumer.wsgi}))
    root = str(served.base_url)
    consumer.base_url = root + PREFIX
    target = _outside(spec, root, consumer)
    return Opened(target=target, time=RealTime(), consumer=consumer, root=root)


def _outside(spec: TargetSpec, root: str, consumer: Consumer) -> Target:
    if spec.route.kind == "cmd":
        from ats_contracts.targets.command import CommandTarget

        return CommandTarget(spec=spec, simulator_url=root, consumer=consumer)
    if spec.route.kind == "http":
        return _http(spec, spec.route.value, consumer, wsgi=None)
    return _http(spec, INSIDE, consumer, wsgi=find(spec))


def _in_process(spec: TargetSpec, simulator: Simulator) -> Opened:
    consumer = Consumer()
    time: Time = VirtualTime() if spec.clock == "virtual" else RealTime()
    factory = spec.route.factory or find(spec)
    if not callable(factory):
        raise AdapterBroke(f"py:{spec.route.value} is not callable; expected a factory(link)")
    base_urls = {name: f"http://sandbox.test/{name}" for name in simulator.sandbox.providers}

    def make(accounts: Mapping[str, Mapping[str, Any]]) -> Target:
        link = Link(
            base_urls=base_urls,
            transport=Beside(consumer, simulator.transport()),
            now=time.now,
            sleep=time.sleep,
            clock=time.mode,
            token=spec.token,
            accounts=accounts,
        )
        return _made(spec, called(spec, factory, link), consumer)

    if spec.connect.mode == "environment":
        return Opened(target=PerAccount(make), time=time, consumer=consumer)
    return Opened(target=make({}), time=time, consumer=consumer)


def called(spec: TargetSpec, factory: Callable[..., Any], link: Link) -> Any:
    """Call a factory. Raises: AdapterBroke if it fails."""
    try:
        return factory(link)
    except ContractsError:
        raise
    except Exception as error:  # the boundary to the user's code
        name = type(error).__name__
        raise AdapterBroke(f"the factory {spec.route.value} failed: {name}: {error}") from error


def _made(spec: TargetSpec, made: Any, consumer: Consumer) -> Target:
    if callable(getattr(made, "connect", None)):
        return _Closing(made)
    if callable(made):
        return _http(spec, INSIDE, consumer, wsgi=made)
    raise AdapterBroke(
        f"the factory {spec.route.value} gave {type(made).__name__}; "
        "expected a WSGI application, or an object with connect(tenant)"
    )


@dataclass(slots=True)
class _Closing:
    """A target made in Python, whose `close` is optional."""

    made: Any

    def connect(self, tenant: TenantInfo) -> Adapter:
        adapter: Adapter = self.made.connect(tenant)
        return adapter

    def close(self) -> None:
        close = getattr(self.made, "close", None)
        if close is not None:
            close()


@dataclass(slots=True)
class PerAccount:
    """A Python target that is told its accounts when it is made: made again for each."""

    make: Callable[[Mapping[str, Mapping[str, Any]]], Target]
    now: Target | None = None

    def connect(self, tenant: TenantInfo) -> Adapter:
        """Make the target for this account, and connect it."""
        self.close()
        handed = {
            "provider": tenant.provider,
            "base_url": tenant.base_url,
            "credentials": dict(tenant.credentials),
            "webhook_secret": tenant.webhook_secret,
        }
        self.now = self.make({tenant.id: handed})
        return self.now.connect(tenant)

    def close(self) -> None:
        """Let go of the last one."""
        if self.now is not None:
            self.now.close()
            self.now = None


def _http(spec: TargetSpec, base_url: str, consumer: Consumer, *, wsgi: Any) -> Target:
    import httpx

    from ats_contracts import profiles
    from ats_contracts.targets.http import HttpTarget, open_client

    transport = None
    if wsgi is not None:
        if not callable(wsgi):
            raise AdapterBroke(f"{spec.route.value} is not a WSGI application: it is not callable")
        transport = httpx.WSGITransport(app=guarded(wsgi))
    return HttpTarget(
        client=open_client(base_url, timeout_s=spec.options.timeout_s, transport=transport),
        profile=profiles.load(spec.profile),
        connection=CALL if spec.connect.mode == "none" else spec.connect,
        token=spec.token,
        headers=spec.headers,
        consumer=consumer,
    )


def guarded(app: Any) -> Any:
    """
    Let an application that crashes answer 500, as it would behind any server, and see a path as
    its bytes: WSGI writes them as Latin-1, and httpx's transport forgets to.
    """

    def application(environ: Any, start_response: Any) -> Any:
        environ["PATH_INFO"] = environ["PATH_INFO"].encode("utf-8", "replace").decode("latin-1")
        try:
            with closing(_Chunks(app(environ, start_response))) as chunks:
                return [b"".join(chunks.chunks)]
        except Exception as error:  # the boundary to the user's code
            text = f"the application crashed: {type(error).__name__}: {error}"
            start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [text.encode()]

    return application


@dataclass(frozen=True, slots=True)
class _Chunks:
    """A WSGI application's body, which may want to be closed."""

    chunks: Any

    def close(self) -> None:
        close = getattr(self.chunks, "close", None)
        if close is not None:
            close()


def find(spec: TargetSpec) -> Any:
    """Import what `module:name` names; the target file's folder comes first on the path."""
    module_name, _, name = spec.route.value.partition(":")
    folder = str(spec.folder)
    added = folder not in sys.path
    if added:
        sys.path.insert(0, folder)
    try:
        found: Any = importlib.import_module(module_name)
        for part in name.split("."):
            found = getattr(found, part)
    except Exception as error:  # the boundary to the user's code
        what = f"{spec.route.kind}:{spec.route.value}"
        raise UsageError(f"cannot import {what}: {type(error).__name__}: {error}") from error
    finally:
        if added and folder in sys.path:
            sys.path.remove(folder)
    return found
