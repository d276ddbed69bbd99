"""Tenants: whole or not there, and back to what they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ats_simulator import Account, Simulator, UsageError, tenants, worlds
from ats_simulator.provider import Record, WireRow
from ats_simulator.services import Services
from ats_simulator.store.schema import ACCOUNT_TABLES
from ats_simulator.tenants import TenantSpec
from tests.simulator.example import PROVIDER, render

MANUAL = {"mode": "manual", "now": "2026-11-01T00:00:00Z"}
WORLD_TABLES = ("truth", "wire", "wire_index", "counts")
TABLES = (
    *ACCOUNT_TABLES,
    *WORLD_TABLES,
    "journal",
    "journal_bodies",
    "loose",
    "snapshots",
    "tenants",
)


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(providers=[PROVIDER]) as simulator:
        yield simulator


def contents(sim: Simulator, *, of: int) -> dict[str, list[Any]]:
    """Read everything that belongs to a tenant's number, and its records without their world's."""
    with sim.sandbox.transaction() as con:
        world = sim.sandbox.tenant(con, of).world
        account = {
            table: con.execute(f"SELECT * FROM {table} WHERE tenant=?", (of,)).fetchall()
            for table in ACCOUNT_TABLES
        }
        return account | {
            table: [
                row[1:] for row in con.execute(f"SELECT * FROM {table} WHERE world=?", (world,))
            ]
            for table in WORLD_TABLES
        }


def number_of(sim: Simulator, account: Account) -> int:
    with sim.sandbox.transaction() as con:
        return sim.sandbox.tenant_named(con, account.id).n


def busy(sim: Simulator) -> Account:
    """Make a tenant that has something of everything."""
    account = sim.create_tenant("example", size=8, clock=MANUAL)
    account.add_webhook("http://127.0.0.1:9/")
    account.put_truth("candidates", "1", {"first_name": "Zoë"})
    account.add_fault("delay", seconds=0)
    account.exhaust("minute")
    account.rotate("token")
    return account


def test_restoring_a_snapshot_brings_back_exactly_what_was_there(sim: Simulator) -> None:
    account = busy(sim)
    n, shown = number_of(sim, account), account.describe()
    before = contents(sim, of=n)
    account.snapshot("before")
    account.delete_truth("candidates", "2")
    account.clear_faults()
    account.reset_limits()
    account.revoke("token")
    account.advance(1000)
    account.set_limits(enabled=False)
    restored = account.restore("before")
    assert contents(sim, of=n) == before
    assert {**restored, "snapshots": []} == shown


def test_a_snapshot_can_be_restored_again_and_again(sim: Simulator) -> None:
    account = busy(sim)
    before = contents(sim, of=number_of(sim, account))
    account.snapshot("before")
    for _ in range(2):
        account.put_truth("candidates", "1", {"first_name": None})
        account.restore("before")
        assert contents(sim, of=number_of(sim, account)) == before


def test_a_snapshot_of_the_same_name_replaces_the_older_one(sim: Simulator) -> None:
    account = busy(sim)
    account.snapshot("name")
    account.put_truth("candidates", "1", {"first_name": "Second"})
    account.snapshot("name")
    account.put_truth("candidates", "1", {"first_name": "Third"})
    account.restore("name")
    assert account.truth_of("candidates", "1")["first_name"] == "Second"
    with sim.sandbox.transaction() as con:
        held = con.execute("SELECT count(DISTINCT world) FROM truth").fetchone()
    assert held == (2,)


def test_a_snapshots_credentials_do_not_let_anybody_in(sim: Simulator) -> None:
    account = sim.create_tenant("example", size=2)
    old = account.credentials["token"]
    account.snapshot("before")
    account.rotate("token")
    answer = sim.client(account).get("/jobs", headers={"Authorization": f"Bearer {old}"})
    assert answer.status_code == 401


@pytest.mark.parametrize("change", [False, True])
def test_reset_goes_back_to_the_generated_world(sim: Simulator, *, change: bool) -> None:
    account = sim.create_tenant("example", size=8, clock=MANUAL)
    fresh = contents(sim, of=number_of(sim, account))
    shown = account.describe()
    if change:
        account.put_truth("candidates", "1", {"first_name": "Zoë"})
        account.delete_truth("jobs", "1")
    account.add_webhook("http://127.0.0.1:9/")
    account.exhaust("minute")
    account.rotate("token")
    assert {**account.reset(), "consulted": []} == {**shown, "consulted": []}
    assert contents(sim, of=number_of(sim, account)) == fresh
    assert account.journal() == []


def test_a_removed_tenant_leaves_nothing_behind(sim: Simulator) -> None:
    account = busy(sim)
    account.snapshot("before")
    sim.client(account, headers={"Authorization": account.credentials["second"]}).get("/jobs")
    account.delete()
    sim.client(account).delete("http://sandbox.test/_sim/providers/example/journal")
    with sim.sandbox.transaction() as con:
        left = {t: con.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in TABLES}
    assert set(left.values()) == {0}


def test_a_tenant_that_was_never_finished_is_swept_away(sim: Simulator) -> None:
    class PowerCut(BaseException):
        """The process ends here."""

    def cut(done: int) -> None:
        raise PowerCut

    with pytest.raises(PowerCut):
        tenants.create(sim.sandbox, TenantSpec(provider="example", size=5), progress=cut)
    assert sim.accounts() == []
    worlds.sweep(sim.sandbox)
    with sim.sandbox.transaction() as con:
        assert con.execute("SELECT count(*) FROM truth").fetchone() == (0,)


def test_a_world_that_cannot_be_rendered_leaves_nothing(sim: Simulator) -> None:
    def broken(services: Services, resource: str, n: int, record: Record) -> list[WireRow]:
        if resource == "candidates" and n == 3:
            raise ZeroDivisionError
        return list(render(services, resource, n, record))

    sim.sandbox.providers = {"example": replace(PROVIDER, render=broken)}
    with pytest.raises(ZeroDivisionError):
        sim.create_tenant("example", size=5)
    assert sim.accounts() == []
    with sim.sandbox.transaction() as con:
        assert con.execute("SELECT count(*) FROM truth").fetchone() == (0,)
        assert con.execute("SELECT count(*) FROM loose").fetchone() == (0,)


def test_of_two_tenants_made_at_once_under_one_id_one_is_refused(sim: Simulator) -> None:
    def make_the_other(done: int) -> None:
        tenants.create(sim.sandbox, TenantSpec(provider="example", id="same", size=1))

    spec = TenantSpec(provider="example", id="same", size=5)
    with pytest.raises(UsageError, match="exists already") as refused:
        tenants.create(sim.sandbox, spec, progress=make_the_other)
    assert refused.value.field == "id"
    assert [a.describe()["size"] for a in sim.accounts()] == [1]


def test_progress_is_told(sim: Simulator) -> None:
    told: list[int] = []
    spec = TenantSpec(provider="example", size=5)
    tenant = tenants.create(sim.sandbox, spec, progress=told.append)
    with sim.sandbox.transaction() as con:
        counts = tenants.describe(sim.sandbox, con, tenant)["world"]["counts"]
    assert told[-1] == sum(counts.values())
