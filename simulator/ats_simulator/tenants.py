"""
Tenants: creating, loading, describing, changing.

A tenant is one customer's account at a provider: its own credentials, world, plan, limits,
assumptions, clock, faults and journal. It can be reached only when its world is whole. Going back
to an earlier state is the work of `turning`; this module refuses to read or write a record.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import orjson

from ats_simulator import assumptions, worlds
from ats_simulator.clock import Clock, Mode, make_clock
from ats_simulator.errors import NotFound, UnknownName, UsageError
from ats_simulator.limits import Window
from ats_simulator.provider import Credential, Provider, Tenant
from ats_simulator.store import journal, records
from ats_simulator.world.instants import from_instant, to_instant

if TYPE_CHECKING:
    from ats_simulator.app import Sandbox

COMMON_SETTINGS: Mapping[str, int] = {
    "journal_bound": journal.DEFAULT_BOUND,
    "journal_body_bytes": journal.DEFAULT_BODY_BYTES,
}
"""Settings of every tenant: how many exchanges its journal keeps, and how much of each body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantSpec:
    """What a tenant is created from; see `POST /_sim/tenants`. Units: *now* an ISO instant."""

    provider: str
    id: str | None = None
    seed: int = 1
    size: int = 60
    plan: str | None = None
    limits: Literal["on", "off"] = "on"
    clock_mode: Mode = "real"
    clock_factor: float | None = None
    now: str | None = None
    assumptions: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


def create(
    sandbox: Sandbox, spec: TenantSpec, *, progress: Callable[[int], None] | None = None
) -> Tenant:
    """
    Create a tenant and its world. *progress* is told how many records have been written.

    Raises: UsageError, UnknownName with the field that is wrong.
    """
    provider = sandbox.providers.get(spec.provider)
    if provider is None:
        raise UnknownName("provider", spec.provider, sandbox.providers, field="provider")
    plan = spec.plan or provider.default_plan
    if plan not in provider.plans:
        raise UnknownName("plan", plan, provider.plans, field="plan")
    with sandbox.transaction() as con:
        tenant = _draft(sandbox, con, provider, spec, plan)
    with worlds.kept_if_whole(sandbox, tenant.world):
        generated = worlds.build(sandbox, tenant, progress)
        with sandbox.transaction() as con:
            _refuse_taken(con, tenant.id)
            _publish(con, tenant, generated, provider)
            sandbox.reconfigured(con)
            return sandbox.tenant(con, tenant.n)


def _refuse_taken(con: sqlite3.Connection, tenant_id: str) -> None:
    """Refuse an id that is in use, also by a tenant that was made meanwhile."""
    if con.execute("SELECT 1 FROM tenants WHERE id=?", (tenant_id,)).fetchone():
        raise UsageError(f"tenant {tenant_id!r} exists already; choose another id", field="id")


def _draft(
    sandbox: Sandbox, con: sqlite3.Connection, provider: Provider, spec: TenantSpec, plan: str
) -> Tenant:
    """Check the specification and reserve a number; nothing can be seen yet."""
    known = {**COMMON_SETTINGS, **provider.settings}
    for name in spec.settings:
        if name not in known:
            raise UnknownName("setting", name, known, field=f"settings.{name}")
    con.execute("INSERT INTO meta VALUES ('tenants', 1) ON CONFLICT DO UPDATE SET value=value+1")
    (n,) = con.execute("SELECT value FROM meta WHERE key='tenants'").fetchone()
    tenant_id = spec.id or f"{provider.name}-{_token(n, spec.seed)[:8]}"
    _refuse_taken(con, tenant_id)
    now_ms = None if spec.now is None else from_instant(spec.now)
    clock = make_clock(
        spec.clock_mode, real_ms=sandbox.wall(), factor=spec.clock_factor, now_ms=now_ms
    )
    values = assumptions.resolve(provider.assumptions, spec.assumptions)
    return Tenant(
        n=n,
        id=tenant_id,
        provider=provider.name,
        seed=spec.seed,
        size=spec.size,
        plan=plan,
        clock=clock,
        assumptions=assumptions.Values(values),
        settings={**known, **spec.settings},
        limits_on=spec.limits == "on",
        windows=windows_of(provider, plan, {**known, **spec.settings}),
        world=worlds.reserve(con),
    )


def windows_of(provider: Provider, plan: str, settings: Mapping[str, Any]) -> tuple[Window, ...]:
    """Give the windows of a plan with the numbers that a tenant's settings hold for them."""
    named = provider.window_settings
    return tuple(
        replace(w, requests=int(settings[named[w.name]])) if w.name in named else w
        for w in provider.plans[plan]
    )


def _publish(
    con: sqlite3.Connection, tenant: Tenant, generated: Mapping[str, Any], provider: Provider
) -> None:
    """Make a finished tenant reachable: its row and its credentials."""
    spec = {
        "seed": tenant.seed,
        "size": tenant.size,
        "plan": tenant.plan,
        "assumptions": tenant.assumptions.to_json(),
        "settings": dict(tenant.settings),
    }
    con.execute(
        "INSERT INTO tenants (n, id, provider, spec, clock, limits, generated, world) "
        "VALUES (?,?,?,?,?,?,?,?)",
        (
            tenant.n,
            tenant.id,
            tenant.provider,
            _dumps(spec),
            _dumps(asdict(tenant.clock)),
            _dumps(_limits_json(tenant)),
            _dumps(generated),
            tenant.world,
        ),
    )
    seed_credentials(con, tenant, provider)
    worlds.take(con, tenant.world)


def _limits_json(tenant: Tenant) -> dict[str, Any]:
    return {"enabled": tenant.limits_on, "windows": [asdict(w) for w in tenant.windows]}


def seed_credentials(con: sqlite3.Connection, tenant: Tenant, provider: Provider) -> None:
    """Give a tenant the credentials it begins with."""
    _put_credentials(con, tenant.provider, provider.credentials(tenant.seed, tenant.id, tenant.n))


def _put_credentials(
    con: sqlite3.Connection, provider: str, credentials: Iterable[Credential]
) -> None:
    con.executemany(
        "INSERT OR REPLACE INTO credentials VALUES (?,?,?,?,?,?)",
        [(c.tenant, c.name, provider, c.handle, c.state, _dumps(c.spec)) for c in credentials],
    )


def find_credential(con: sqlite3.Connection, provider: str, handle: str) -> Credential | None:
    """Find a live tenant's credential by what a request presents."""
    row = con.execute(
        "SELECT tenant, name, handle, state, spec FROM credentials "
        "WHERE provider=? AND handle=? AND tenant>0",
        (provider, handle),
    ).fetchone()
    return _credential(row) if row else None


def credentials_of(con: sqlite3.Connection, tenant: Tenant) -> list[Credential]:
    """List a tenant's credentials."""
    rows = con.execute(
        "SELECT tenant, name, handle, state, spec FROM credentials WHERE tenant=? ORDER BY name",
        (tenant.n,),
    )
    return [_credential(row) for row in rows]


def _credential(row: tuple[Any, ...]) -> Credential:
    tenant, name, handle, state, spec = row
    return Credential(tenant=tenant, name=name, handle=handle, state=state, spec=orjson.loads(spec))


def load(sandbox: Sandbox, con: sqlite3.Connection, n: int) -> Tenant:
    """Read a tenant from the database. Raises: NotFound."""
    row = con.execute(
        "SELECT id, provider, spec, clock, limits, generated, world FROM tenants WHERE n=?", (n,)
    ).fetchone()
    if row is None:
        raise NotFound("tenant", n)
    tenant_id, provider, spec_json, clock_json, limits_json, generated_json, world = row
    spec, limits, generated = map(orjson.loads, (spec_json, limits_json, generated_json))
    consulted = {*generated["made"], *_consulted(con, n)}
    return Tenant(
        n=n,
        id=tenant_id,
        provider=provider,
        seed=spec["seed"],
        size=spec["size"],
        plan=spec["plan"],
        clock=Clock(**orjson.loads(clock_json)),
        assumptions=assumptions.Values(
            spec["assumptions"], consulted, lambda name: sandbox.consulted(n, name)
        ),
        settings=spec["settings"],
        limits_on=limits["enabled"],
        windows=tuple(Window(**w) for w in limits["windows"]),
        world=world,
        copies=worlds.copies_of(con, world),
        rendered=frozenset(generated["rendered"]),
    )


def consulted(con: sqlite3.Connection, tenant: Tenant) -> list[str]:
    """Name the assumptions of a tenant that were consulted so far, by any process."""
    return sorted(_consulted(con, tenant.n) | tenant.assumptions.consulted)


def _consulted(con: sqlite3.Connection, n: int) -> set[str]:
    return {name for (name,) in con.execute("SELECT name FROM consulted WHERE tenant=?", (n,))}


def every(sandbox: Sandbox, con: sqlite3.Connection) -> list[Tenant]:
    """List all tenants in order of creation."""
    return [sandbox.tenant(con, n) for (n,) in con.execute("SELECT n FROM tenants ORDER BY n")]


def describe(
    sandbox: Sandbox, con: sqlite3.Connection, tenant: Tenant, origin: str | None = None
) -> dict[str, Any]:
    """
    Show a tenant as the control plane does, to somebody who reaches the providers at *origin*.

    Shape: {"id", "provider", "base_url", "plan", "seed", "size", "credentials": {…}, "clock": {…},
        "limits": "on"|"off", "assumptions": {…}, "consulted": [str], "settings": {…},
        "world": {"digest": str, "counts": {resource: int}}}; counts are today's.
    """
    (text,) = con.execute("SELECT generated FROM tenants WHERE n=?", (tenant.n,)).fetchone()
    generated = orjson.loads(text)
    counts = {**generated["counts"], **records.counts(con, tenant.world)}
    provider = sandbox.providers[tenant.provider]
    base_url = base_url_of(sandbox, tenant, origin)
    return {
        "id": tenant.id,
        "provider": tenant.provider,
        "base_url": base_url,
        "plan": tenant.plan,
        "seed": tenant.seed,
        "size": tenant.size,
        "credentials": show_credentials(provider, credentials_of(con, tenant), base_url),
        "clock": clock_json(sandbox, tenant),
        "limits": "on" if tenant.limits_on else "off",
        "assumptions": tenant.assumptions.to_json(),
        "consulted": consulted(con, tenant),
        "settings": dict(tenant.settings),
        "world": {"digest": generated["digest"], "counts": counts},
    }


def base_url_of(sandbox: Sandbox, tenant: Tenant, origin: str | None = None) -> str:
    """Say where a tenant's provider is, for somebody who reaches the providers at *origin*."""
    return f"{origin or sandbox.origin}/{tenant.provider}"


def show_credentials(
    provider: Provider, known: Sequence[Credential], base_url: str
) -> dict[str, Any]:
    """Show a tenant's credentials to its owner, with addresses below *base_url*."""
    shown = provider.describe(known)
    addresses = {name: base_url + shown[name] for name in provider.located}
    return {**shown, **addresses}


def clock_json(sandbox: Sandbox, tenant: Tenant) -> dict[str, Any]:
    """Show a tenant's clock. Shape: {"mode": str, "now": instant, "factor": float}."""
    now = to_instant(tenant.clock.at(sandbox.wall()))
    return {"mode": tenant.clock.mode, "now": now, "factor": tenant.clock.factor}


def set_clock(sandbox: Sandbox, con: sqlite3.Connection, tenant: Tenant, clock: Clock) -> None:
    """Give a tenant another clock."""
    con.execute("UPDATE tenants SET clock=? WHERE n=?", (_dumps(asdict(clock)), tenant.n))
    sandbox.reconfigured(con)
    sandbox.owed()


def set_limits(
    sandbox: Sandbox,
    con: sqlite3.Connection,
    tenant: Tenant,
    *,
    enabled: bool,
    windows: Iterable[Window],
) -> None:
    """Switch a tenant's limits, or give it other windows."""
    changed = replace(tenant, limits_on=enabled, windows=tuple(windows))
    con.execute("UPDATE tenants SET limits=? WHERE n=?", (_dumps(_limits_json(changed)), tenant.n))
    sandbox.reconfigured(con)


def set_credential(
    sandbox: Sandbox, con: sqlite3.Connection, tenant: Tenant, credential: Credential
) -> None:
    """Replace one credential of a tenant."""
    _put_credentials(con, tenant.provider, [credential])
    sandbox.reconfigured(con)


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def _token(*parts: object) -> str:
    return hashlib.blake2b(":".join(map(str, parts)).encode(), digest_size=12).hexdigest()
