"""
The sandbox as Python: tenants of simulated vendors in this process, driven through httpx.

`Simulator` owns the database and the doors, and hands out an `Account` for each tenant. It
refuses to hold state of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx

from ats_simulator import exchange, worlds
from ats_simulator.account import Account, given
from ats_simulator.app import Sandbox, wall_ms
from ats_simulator.control import tenants as owned
from ats_simulator.doors.inprocess import InProcess
from ats_simulator.doors.wsgi import MAX_BODY, Environ, StartResponse, WSGIApp, wsgi_app
from ats_simulator.errors import UnknownName
from ats_simulator.provider import Provider
from ats_simulator.store.database import Database
from ats_simulator.webhooks.senders import deliver_due, send_with

if TYPE_CHECKING:
    from ats_simulator.doors.threaded import Apps, Served

JsonObject = dict[str, Any]
HOST = "sandbox.test"


class Simulator:
    """
    Simulated vendors over one database, in memory or in the file *state*.

    *providers* are names of vendors that come with the package (default: all), or `Provider`
    values of your own; *wall* is the machine's clock, in milliseconds.

    Raises: UnknownName, StateError.
    """

    def __init__(
        self,
        *,
        state: str | None = None,
        providers: Iterable[str | Provider] | None = None,
        wall: Callable[[], int] = wall_ms,
    ) -> None:
        chosen = chosen_providers(providers)
        self.sandbox = Sandbox(Database(state), chosen, wall=wall)
        worlds.sweep(self.sandbox)
        self.origin = f"http://{HOST}"
        self.wsgi: WSGIApp = compose(self.sandbox, control_app(self.sandbox))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; a state file keeps everything."""
        self.sandbox.database.close()

    def create_tenant(  # noqa: PLR0913 - the fields of a tenant, all by name
        self,
        provider: str,
        *,
        id: str | None = None,  # noqa: A002 - the field's own name
        seed: int = 1,
        size: int = 60,
        plan: str | None = None,
        limits: str = "on",
        clock: Mapping[str, Any] | None = None,
        assumptions: Mapping[str, str] | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> Account:
        """
        Create a tenant with its world, as `POST /_sim/tenants` does.

        Raises: UsageError, UnknownName with the field that is wrong.
        """
        body = {
            "provider": provider,
            "id": id,
            "seed": seed,
            "size": size,
            "plan": plan,
            "limits": limits,
            "clock": clock,
            "assumptions": assumptions,
            "settings": settings,
        }
        shown = owned.create(self.sandbox, given(body), self.origin)
        return Account(self.sandbox, self.origin, shown)

    def account(self, tenant_id: str) -> Account:
        """Find a tenant. Raises: NotFound."""
        return Account(self.sandbox, self.origin, owned.one(self.sandbox, tenant_id, self.origin))

    def accounts(self) -> list[Account]:
        """List all tenants in order of creation."""
        found = owned.every(self.sandbox, self.origin)["tenants"]
        return [Account(self.sandbox, self.origin, shown) for shown in found]

    def transport(self) -> httpx.BaseTransport:
        """Make an httpx transport to everything that `wsgi` serves, without a network."""
        return InProcess(self.wsgi)

    def client(self, account: Account, **kwargs: Any) -> httpx.Client:
        """Make an httpx client for a tenant's provider, in this process, without credentials."""
        return httpx.Client(transport=self.transport(), base_url=account.base_url, **kwargs)

    def serve(
        self, *, host: str = "127.0.0.1", port: int = 0, apps: Apps | None = None
    ) -> AbstractContextManager[Served]:
        """
        Serve the same sandbox over a socket, in a thread, while the context is open.

        *apps* gives further WSGI applications by prefix, once the base URL is known.
        Raises: CannotListen.
        """
        from ats_simulator.doors.threaded import serve_in_thread

        return serve_in_thread(self.sandbox, apps=apps, host=host, port=port)

    def deliver(self, transport: httpx.BaseTransport | None = None) -> int:
        """
        Send every webhook that is due on its tenant's clock, each once; give the attempts made.

        *transport* carries them instead of the network, to receivers in this process.
        """
        with httpx.Client(transport=transport, trust_env=False) as client:
            return deliver_due(self.sandbox, send_with(client))


def chosen_providers(wanted: Iterable[str | Provider] | None) -> dict[str, Provider]:
    """Look up providers by name, or take them as they are. Raises: UnknownName."""
    if wanted is None:
        from ats_simulator.providers import REGISTRY

        return dict(REGISTRY)
    found = (each if isinstance(each, Provider) else provider_named(each) for each in wanted)
    return {provider.name: provider for provider in found}


def provider_named(name: str) -> Provider:
    """Find a provider that comes with the package. Raises: UnknownName."""
    from ats_simulator.providers import REGISTRY

    if name not in REGISTRY:
        raise UnknownName("provider", name, REGISTRY, field="providers")
    return REGISTRY[name]


def control_app(sandbox: Sandbox) -> WSGIApp:
    """Make the control plane for clients in this process; built when first called."""
    built: list[WSGIApp] = []

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not built:
            from ats_simulator.control.routes import build_control

            built.append(build_control(sandbox, hosts=(HOST,)))
        return built[0](environ, start_response)

    return application


def compose(sandbox: Sandbox, control: WSGIApp) -> WSGIApp:
    """Put every provider under its name and the control plane under `/_sim`."""
    doors = {
        name: wsgi_app(partial(exchange.answer, sandbox, provider), max_body=MAX_BODY)
        for name, provider in sandbox.providers.items()
    }

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        name, slash, rest = environ.get("PATH_INFO", "").lstrip("/").partition("/")
        door = doors.get(name)
        if door is None:
            return control(environ, start_response)
        mounted = {"SCRIPT_NAME": f"/{name}", "PATH_INFO": slash + rest}
        return door({**environ, **mounted}, start_response)

    return application
