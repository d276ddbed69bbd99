"""The sandbox as Python: what a test of somebody else's integration starts with."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

import ats_simulator
from ats_simulator import Account, NotFound, Simulator, UnknownName, UsageError
from tests.simulator.example import PROVIDER

MANUAL = {"mode": "manual", "now": "2026-11-01T00:00:00Z"}


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(providers=[PROVIDER]) as simulator:
        yield simulator


@pytest.fixture
def tenant(sim: Simulator) -> Account:
    return sim.create_tenant("example", size=12, clock=MANUAL)


def client_of(sim: Simulator, tenant: Account, name: str = "token") -> httpx.Client:
    return sim.client(tenant, headers={"Authorization": f"Bearer {tenant.credentials[name]}"})


def test_exports_are_sorted_and_every_one_of_them_exists() -> None:
    assert ats_simulator.__all__ == sorted(ats_simulator.__all__)
    for name in ats_simulator.__all__:
        assert getattr(ats_simulator, name) is not None
    assert dir(ats_simulator) == ats_simulator.__all__
    with pytest.raises(AttributeError, match="no attribute 'Simulater'"):
        _ = ats_simulator.Simulater


def test_importing_the_package_loads_nothing_of_it() -> None:
    code = (
        "import sys; before = set(sys.modules); import ats_simulator;"
        "print(sorted(m for m in set(sys.modules) - before if not m.startswith('__')))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert loaded.stdout.strip() == "['ats_simulator']"


def test_a_tenant_is_ready_when_it_is_created(sim: Simulator, tenant: Account) -> None:
    assert tenant.base_url == "http://sandbox.test/example"
    assert tenant.world["counts"]["candidates"] == 12
    answer = client_of(sim, tenant).get("/candidates")
    assert [row["id"] for row in answer.json()] == [r["id"] for r in tenant.truth("candidates")]


def test_the_same_tenant_in_another_sandbox_is_the_same(tenant: Account) -> None:
    with Simulator(providers=[PROVIDER]) as other:
        again = other.create_tenant("example", size=12, clock=MANUAL)
        assert again.describe() == tenant.describe()
        assert again.truth("applications") == tenant.truth("applications")


def test_accounts_are_found_again(sim: Simulator, tenant: Account) -> None:
    assert sim.account(tenant.id).credentials == tenant.credentials
    assert [account.id for account in sim.accounts()] == [tenant.id]
    with pytest.raises(NotFound):
        sim.account("nobody")


def test_tenants_do_not_see_each_other(sim: Simulator, tenant: Account) -> None:
    other = sim.create_tenant("example", size=3)
    tenant.put_truth("candidates", "1", {"status": "placed"})
    assert len(client_of(sim, other).get("/candidates").json()) == 3
    assert other.truth_of("candidates", "1")["status"] != "placed"
    assert [len(t.journal()) for t in (tenant, other)] == [0, 1]


def test_a_limit_holds_until_the_clock_is_turned(sim: Simulator, tenant: Account) -> None:
    client = client_of(sim, tenant)
    assert [client.get("/jobs").status_code for _ in range(7)] == [200] * 5 + [429] * 2
    assert client_of(sim, tenant, "second").get("/jobs").status_code == 200
    wait = int(client.get("/jobs").headers["Retry-After"])
    tenant.advance(wait)
    assert client.get("/jobs").status_code == 200
    assert len(tenant.journal(status=429)) == 3


def test_a_fault_is_seen_by_the_client_and_counted(sim: Simulator, tenant: Account) -> None:
    fault = tenant.add_fault("answer", status=503, times=1)
    client = client_of(sim, tenant)
    assert [client.get("/jobs").status_code for _ in range(2)] == [503, 200]
    assert [f["consumed"] for f in tenant.faults() if f["id"] == fault["id"]] == [1]
    assert [e["fault"] for e in tenant.journal()] == [fault["id"], None]
    tenant.clear_faults()
    assert tenant.faults() == []


def test_cut_and_reset_connections_look_as_over_a_network(sim: Simulator, tenant: Account) -> None:
    client = client_of(sim, tenant)
    tenant.add_fault("truncate", bytes=10)
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/candidates")
    tenant.add_fault("reset")
    with pytest.raises(httpx.ReadError):
        client.get("/candidates")


def test_webhooks_are_delivered_on_demand(sim: Simulator, tenant: Account) -> None:
    received: list[httpx.Request] = []

    def receive(request: httpx.Request) -> httpx.Response:
        received.append(request)
        return httpx.Response(204)

    tenant.add_webhook("http://127.0.0.1:9/hook", events=["candidate.changed"])
    tenant.put_truth("candidates", "1", {"first_name": "Zoë"})
    assert sim.deliver(httpx.MockTransport(receive)) == 1
    assert [d["state"] for d in tenant.deliveries()] == ["delivered"]
    tenant.replay(tenant.deliveries()[0]["id"])
    assert sim.deliver(httpx.MockTransport(receive)) == 1
    assert received[0].content == received[1].content


def test_a_bug_in_a_route_is_the_vendors_own_500_and_keeps_nothing(
    sim: Simulator, tenant: Account, caplog: pytest.LogCaptureFixture
) -> None:
    tenant.add_webhook("http://127.0.0.1:9/")
    before = tenant.truth("candidates")
    answer = client_of(sim, tenant).post("/candidates?then=break")
    assert (answer.status_code, answer.json()) == (500, {"says": "we broke"})
    assert tenant.truth("candidates") == before
    assert tenant.deliveries() == []
    assert [(e["status"], e["credential"]) for e in tenant.journal()] == [(500, "token")]
    assert "a bug in a route" in caplog.text


def test_a_rotated_credential_replaces_the_old_one(sim: Simulator, tenant: Account) -> None:
    old, client = tenant.credentials["token"], client_of(sim, tenant)
    tenant.rotate("token")
    assert tenant.credentials["token"] != old
    assert client.get("/jobs").status_code == 401
    assert client_of(sim, tenant).get("/jobs").status_code == 200
    tenant.revoke("token")
    assert client_of(sim, tenant).get("/jobs").status_code == 401


def test_an_impossible_tenant_is_refused_with_the_field(sim: Simulator) -> None:
    with pytest.raises(UnknownName, match="did you mean 'example'") as unknown:
        sim.create_tenant("exampel")
    assert unknown.value.field == "provider"
    with pytest.raises(UsageError) as wrong:
        sim.create_tenant("example", size=-1)
    assert wrong.value.field == "size"
    assert sim.accounts() == []


def test_what_has_the_same_number_is_the_same_record_at_every_vendor() -> None:
    names: list[dict[int, str]] = []
    with Simulator() as sim:
        for provider in ("nexivohr", "jobvite", "jobtrain"):
            account = sim.create_tenant(provider, size=12)
            numbers = account.numbers("candidates")
            records = account.truth("candidates")
            names.append({numbers[r["id"]]: f"{r['first_name']} {r['last_name']}" for r in records})
        with pytest.raises(NotFound):
            account.numbers("candidats")
    assert list(names[0]) == list(range(1, 13))
    assert names[0] == names[1] == names[2]


def test_truth_that_is_no_json_is_refused(tenant: Account) -> None:
    with pytest.raises(UsageError, match="must be JSON"):
        tenant.put_truth("candidates", "1", {"first_name": {1, 2}})
    with pytest.raises(UsageError, match="must be JSON"):
        tenant.put_truth("candidates", "1", {"first_name": 2**70})


def test_a_tenant_for_one_test_takes_no_time(sim: Simulator) -> None:
    sim.create_tenant("example")
    took = []
    for _ in range(5):
        started = time.perf_counter()
        sim.create_tenant("example")
        took.append(time.perf_counter() - started)
    assert min(took) < 0.1  # the bar is 0.02; a busy machine may take longer


def test_a_state_file_keeps_everything(tmp_path: object) -> None:
    path = f"{tmp_path}/state.db"
    with Simulator(state=path, providers=[PROVIDER]) as first:
        tenant = first.create_tenant("example", size=5, clock=MANUAL)
        tenant.put_truth("candidates", "1", {"first_name": "Zoë"})
        tenant.exhaust("minute")
        before = (tenant.describe(), tenant.truth("candidates"), tenant.limits())
    with Simulator(state=path, providers=[PROVIDER]) as second:
        again = second.account(tenant.id)
        assert (again.describe(), again.truth("candidates"), again.limits()) == before


def test_the_journal_shows_a_repeated_answer_each_time_also_after_it_was_cleared() -> None:
    with Simulator(providers=["nexivohr"]) as sim:
        account = sim.create_tenant("nexivohr")
        auth = {"Authorization": f"Bearer {account.credentials['token']}"}
        with sim.client(account, headers=auth) as http:
            bodies = [http.get("/ats/api/v1/candidates").content[:8192] for _ in range(3)]
            assert [e["response_body"] for e in account.journal()] == [
                body.decode("utf-8", "replace") for body in bodies
            ]
            account.clear_journal()
            body = http.get("/ats/api/v1/candidates").content[:8192]
        assert [e["response_body"] for e in account.journal()] == [body.decode("utf-8", "replace")]
