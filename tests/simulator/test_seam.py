"""What the seam offers a provider whose world, windows or replies are not the usual ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Flask, Response, request

from ats_simulator import tenants
from ats_simulator.app import Sandbox
from ats_simulator.exchange import answer
from ats_simulator.limits import Window
from ats_simulator.provider import SERVICES, Credential, Provider, Record, Reply, Request, Tenant
from ats_simulator.services import Services, services_for
from ats_simulator.store.database import Database
from ats_simulator.world.generate import WorldSpec, generate
from tests.simulator.acme import ACME

WALL_MS = 1_782_311_222_333


def a_sandbox(provider: Provider) -> Sandbox:
    return Sandbox(Database(), {"acme": provider}, wall=lambda: WALL_MS)


def a_tenant(sandbox: Sandbox, **settings: int) -> Tenant:
    spec = tenants.TenantSpec(provider="acme", id="one", settings=settings)
    return tenants.create(sandbox, spec)


def ask(sandbox: Sandbox, path: str) -> Reply:
    headers = {"authorization": "Bearer token-of-one"}
    wanted = Request(method="GET", path=path, headers=headers)
    return answer(sandbox, sandbox.providers["acme"], wanted)


def test_a_provider_may_cut_the_generated_world_its_own_way() -> None:
    def world(spec: WorldSpec) -> Iterator[tuple[str, int, Record]]:
        for resource, n, record in generate(spec):
            if n % 2:
                yield resource, n, record

    tagged = replace(ACME, world=world)
    usual = a_tenant(usual_box := a_sandbox(ACME))
    halved = a_tenant(halved_box := a_sandbox(tagged))
    assert _tags(halved_box, halved) == [n for n in _tags(usual_box, usual) if n % 2]


def _tags(sandbox: Sandbox, tenant: Tenant) -> list[int]:
    with sandbox.transaction() as con:
        rows = con.execute("SELECT n FROM truth WHERE world=? ORDER BY n", (tenant.world,))
        return [n for (n,) in rows]


def test_a_setting_can_hold_the_number_of_a_window() -> None:
    provider = replace(ACME, settings={"a_minute": 2}, window_settings={"minute": "a_minute"})
    assert a_tenant(a_sandbox(provider)).windows[0].requests == 2
    assert a_tenant(a_sandbox(provider), a_minute=7).windows[0].requests == 7
    assert isinstance(a_tenant(a_sandbox(provider)).windows[0], Window)


def test_admission_knows_the_time() -> None:
    seen: list[int] = []

    def admit(
        request: Request, credential: Credential | None, tenant: Tenant | None
    ) -> Reply | None:
        seen.append(request.real_ms)
        return Reply(status=418)

    sandbox = a_sandbox(replace(ACME, admit=admit))
    assert ask(sandbox, "/v1/tags").status == 418
    assert seen == [WALL_MS]


def test_a_reply_made_of_more_than_records_is_not_repeated() -> None:
    calls: list[int] = []

    def build_app() -> Flask:
        app = Flask("acme")

        @app.get("/v1/fresh")
        def fresh() -> Response:
            services: Services = request.environ[SERVICES]
            services.repeatable = False
            calls.append(1)
            return Response(str(len(calls)))

        return app

    sandbox = a_sandbox(replace(ACME, build_app=build_app, plans={"free": ()}))
    a_tenant(sandbox)
    assert [ask(sandbox, "/v1/fresh").body for _ in range(2)] == [b"1", b"2"]


def test_an_address_among_the_credentials_is_shown_below_the_base_url() -> None:
    def describe(known: object) -> dict[str, str]:
        return {"token": "t", "site": "/pages"}

    provider = replace(ACME, describe=describe, located=frozenset({"site"}))
    sandbox = a_sandbox(provider)
    tenant = a_tenant(sandbox)
    with sandbox.transaction() as con:
        shown = tenants.describe(sandbox, con, tenant, "http://127.0.0.1:9")
    assert shown["base_url"] == "http://127.0.0.1:9/acme"
    assert shown["credentials"] == {"token": "t", "site": "http://127.0.0.1:9/acme/pages"}


def test_a_write_empties_the_memo() -> None:
    sandbox = a_sandbox(ACME)
    tenant = a_tenant(sandbox)
    with sandbox.transaction() as con:
        services = services_for(sandbox, con, tenant)
        services.memo["tag"] = services.truth_at("tags", 1)
        services.put("tags", 1, {**services.memo["tag"], "name": "renamed"})
        assert services.memo == {}
