"""
Tenants: creating, loading, describing, resetting, snapshots, removing.

A tenant is one customer's account at a provider: its own credentials, world, plan, limits,
assumptions, clock, faults and journal. A large world is written in short transactions, so that
no other tenant's request waits for it; the tenant can be reached only when it is whole.
"""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import orjson

from ats_simulator import assumptions
from ats_simulator.built import SHELF, Built
from ats_simulator.clock import Clock, Mode, make_clock
from ats_simulator.errors import NotFound, UnknownName, UsageError
from ats_simulator.limits import Window
from ats_simulator.provider import Credential, Provider, Tenant
from ats_simulator.services import Services
from ats_simulator.store import journal, records
from ats_simulator.store.schema import SNAPSHOT_TABLES
from ats_simulator.world.digest import Digest
from ats_simulator.world.generate import WorldSpec
from ats_simulator.world.instants import from_instant, to_instant

if TYPE_CHECKING:
    from ats_simulator.app import Sandbox

T = TypeVar("T")
CHUNK = 800
"""Records written in one transaction: others wait for it, some 20 ms; more saves little."""
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
    try:
        world = _build(sandbox, tenant, progress)
        with sandbox.transaction() as con:
            _refuse_taken(con, tenant.id)
            _publish(con, tenant, world, provider)
            sandbox.reconfigured(con)
            return sandbox.tenant(con, tenant.n)
    except Exception:
        with sandbox.transaction() as con:
            _abandon(con, tenant.n)
        raise


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
    con.execute("INSERT INTO meta VALUES (?, 0)", (f"building:{n}",))
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
    )


def windows_of(provider: Provider, plan: str, settings: Mapping[str, Any]) -> tuple[Window, ...]:
    """Give the windows of a plan with the numbers that a tenant's settings hold for them."""
    named = provider.window_settings
    return tuple(
        replace(w, requests=int(settings[named[w.name]])) if w.name in named else w
        for w in provider.plans[plan]
    )


def _build(
    sandbox: Sandbox, tenant: Tenant, progress: Callable[[int], None] | None = None
) -> Mapping[str, Any]:
    """Write the tenant's world, a copy if one was built before; give its digest and counts."""
    provider = sandbox.providers[tenant.provider]
    known = SHELF.find(provider, tenant)
    if known is None:
        return _generate(sandbox, provider, tenant, progress)
    with sandbox.transaction() as con:
        records.put_truth(con, ((tenant.n, *row[1:]) for row in known.truth))
        records.put_wire(con, tenant.n, known.wire)
    tenant.assumptions.consulted |= known.consulted
    if progress is not None:
        progress(len(known.truth))
    return known.told


def _generate(
    sandbox: Sandbox,
    provider: Provider,
    tenant: Tenant,
    progress: Callable[[int], None] | None,
) -> Mapping[str, Any]:
    """Generate, render and write the world; one that takes one transaction is put on the shelf."""
    digest, counts, done = Digest(), dict.fromkeys(sorted(provider.resources), 0), 0
    fresh = replace(tenant, assumptions=assumptions.Values(tenant.assumptions.to_json()))
    for chunk in _chunks(provider.world(world_spec(provider, fresh)), CHUNK):
        rows = [records.truth_row(tenant.n, *item) for item in chunk]
        for (resource, n, _), row in zip(chunk, rows, strict=True):
            digest.feed(resource, n, row[-1])
            counts[resource] += 1
        with sandbox.transaction() as con:
            records.put_truth(con, rows)
            services = services_for(sandbox, con, fresh)
            wire = [r for item in chunk for r in provider.render(services, *item)]
            records.put_wire(con, tenant.n, wire)
        done += len(chunk)
        if progress is not None:
            progress(done)
    told, consulted = {"digest": digest.hexdigest(), "counts": counts}, fresh.assumptions.consulted
    tenant.assumptions.consulted |= consulted
    if 0 < done <= CHUNK:
        world = Built(provider=provider, truth=rows, wire=wire, told=told, consulted=consulted)
        SHELF.keep(tenant, world)
    return told


def world_spec(provider: Provider, tenant: Tenant) -> WorldSpec:
    """Say what a tenant's world is generated from."""
    values = tenant.assumptions.to_json()
    return WorldSpec(
        seed=tenant.seed,
        size=tenant.size,
        resources=provider.resources,
        stages=provider.stages(values),
        ids=lambda resource, n: provider.ids(values, tenant.seed, resource, n),
    )


def services_for(sandbox: Sandbox, con: sqlite3.Connection, tenant: Tenant) -> Services:
    """Make the services of a tenant outside any exchange, at its present time."""
    return Services(
        sandbox=sandbox,
        con=con,
        provider=sandbox.providers[tenant.provider],
        tenant=tenant,
        now_ms=tenant.clock.at(sandbox.wall()),
    )


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(itertools.islice(iterator, size)):
        yield chunk


def _publish(
    con: sqlite3.Connection, tenant: Tenant, world: Mapping[str, Any], provider: Provider
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
        "INSERT INTO tenants (n, id, provider, spec, clock, limits, world) VALUES (?,?,?,?,?,?,?)",
        (
            tenant.n,
            tenant.id,
            tenant.provider,
            _dumps(spec),
            _dumps(asdict(tenant.clock)),
            _dumps(_limits_json(tenant)),
            _dumps(world),
        ),
    )
    _put_credentials(con, tenant.provider, provider.credentials(tenant.seed, tenant.id, tenant.n))
    con.execute("DELETE FROM meta WHERE key=?", (f"building:{tenant.n}",))


def _limits_json(tenant: Tenant) -> dict[str, Any]:
    return {"enabled": tenant.limits_on, "windows": [asdict(w) for w in tenant.windows]}


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
        "SELECT id, provider, spec, clock, limits FROM tenants WHERE n=?", (n,)
    ).fetchone()
    if row is None:
        raise NotFound("tenant", n)
    tenant_id, provider, spec_json, clock_json, limits_json = row
    spec, limits = orjson.loads(spec_json), orjson.loads(limits_json)
    consulted = sandbox.consulted.setdefault(n, set())
    return Tenant(
        n=n,
        id=tenant_id,
        provider=provider,
        seed=spec["seed"],
        size=spec["size"],
        plan=spec["plan"],
        clock=Clock(**orjson.loads(clock_json)),
        assumptions=assumptions.Values(spec["assumptions"], consulted),
        settings=spec["settings"],
        limits_on=limits["enabled"],
        windows=tuple(Window(**w) for w in limits["windows"]),
    )


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
    (world,) = con.execute("SELECT world FROM tenants WHERE n=?", (tenant.n,)).fetchone()
    generated = orjson.loads(world)
    counts = {**dict.fromkeys(generated["counts"], 0), **records.count_truth(con, tenant.n)}
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
        "consulted": sorted(sandbox.consulted.get(tenant.n, ())),
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


def remove(sandbox: Sandbox, con: sqlite3.Connection, tenant: Tenant) -> None:
    """Remove a tenant with its snapshots and its journal."""
    copies = con.execute("SELECT n FROM snapshots WHERE tenant=?", (tenant.n,)).fetchall()
    for (n,) in [*copies, (tenant.n,)]:
        _wipe(con, n)
    con.execute("DELETE FROM snapshots WHERE tenant=?", (tenant.n,))
    con.execute("DELETE FROM tenants WHERE n=?", (tenant.n,))
    journal.clear(con, tenant.id)
    sandbox.consulted.pop(tenant.n, None)
    sandbox.reconfigured(con)


def _wipe(con: sqlite3.Connection, n: int) -> None:
    for table in SNAPSHOT_TABLES:
        con.execute(f"DELETE FROM {table} WHERE tenant=?", (n,))


def reset(sandbox: Sandbox, tenant: Tenant) -> None:
    """Go back to the generated world: records, credentials, counters, faults and webhooks."""
    with sandbox.transaction() as con:
        untouched = sandbox.data_version(con, tenant) == 0
        for table in SNAPSHOT_TABLES:
            if not (untouched and table in ("truth", "wire", "wire_index")):
                con.execute(f"DELETE FROM {table} WHERE tenant=?", (tenant.n,))
        provider = sandbox.providers[tenant.provider]
        credentials = provider.credentials(tenant.seed, tenant.id, tenant.n)
        _put_credentials(con, tenant.provider, credentials)
        journal.clear(con, tenant.id)
        if not untouched:
            _build(sandbox, tenant)
            con.execute("UPDATE tenants SET data_version=data_version+1 WHERE n=?", (tenant.n,))
        sandbox.reconfigured(con)


def snapshot(sandbox: Sandbox, tenant: Tenant, name: str) -> None:
    """Keep a tenant's present state under *name*; an older one of that name is replaced."""
    with sandbox.transaction() as con:
        _drop_snapshot(con, tenant, name)
        con.execute(
            "INSERT INTO meta VALUES ('snapshots', 1) ON CONFLICT DO UPDATE SET value=value+1"
        )
        (count,) = con.execute("SELECT value FROM meta WHERE key='snapshots'").fetchone()
        _copy(con, tenant.n, -count)
        con.execute(
            "INSERT INTO snapshots SELECT ?, ?, ?, clock, limits FROM tenants WHERE n=?",
            (tenant.n, name, -count, tenant.n),
        )


def _drop_snapshot(con: sqlite3.Connection, tenant: Tenant, name: str) -> None:
    row = con.execute(
        "DELETE FROM snapshots WHERE tenant=? AND name=? RETURNING n", (tenant.n, name)
    ).fetchone()
    if row is not None:
        _wipe(con, row[0])


def snapshots(con: sqlite3.Connection, tenant: Tenant) -> list[str]:
    """List the names of a tenant's snapshots."""
    rows = con.execute("SELECT name FROM snapshots WHERE tenant=? ORDER BY name", (tenant.n,))
    return [name for (name,) in rows]


def restore(sandbox: Sandbox, tenant: Tenant, name: str) -> None:
    """Go back to the snapshot *name*. Raises: NotFound."""
    with sandbox.transaction() as con:
        row = con.execute(
            "SELECT n, clock, limits FROM snapshots WHERE tenant=? AND name=?", (tenant.n, name)
        ).fetchone()
        if row is None:
            raise NotFound("snapshot", name)
        n, clock, limits = row
        _wipe(con, tenant.n)
        _copy(con, n, tenant.n)
        con.execute(
            "UPDATE tenants SET clock=?, limits=?, data_version=data_version+1 WHERE n=?",
            (clock, limits, tenant.n),
        )
        sandbox.reconfigured(con)


def _copy(con: sqlite3.Connection, source: int, target: int) -> None:
    for table in SNAPSHOT_TABLES:
        columns = [row[1] for row in con.execute(f"PRAGMA table_info({table})")]
        rest = ", ".join(c for c in columns if c != "tenant")
        con.execute(
            f"INSERT INTO {table} (tenant, {rest}) SELECT ?, {rest} FROM {table} WHERE tenant=?",
            (target, source),
        )


def sweep_unfinished(sandbox: Sandbox) -> None:
    """Remove what a process that died while creating a tenant left behind."""
    with sandbox.transaction() as con:
        keys = con.execute("SELECT key FROM meta WHERE key LIKE 'building:%'").fetchall()
        for (key,) in keys:
            _abandon(con, int(key.partition(":")[2]))


def _abandon(con: sqlite3.Connection, n: int) -> None:
    """Remove a tenant that never became whole."""
    _wipe(con, n)
    con.execute("DELETE FROM meta WHERE key=?", (f"building:{n}",))


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def _token(*parts: object) -> str:
    return hashlib.blake2b(":".join(map(str, parts)).encode(), digest_size=12).hexdigest()
