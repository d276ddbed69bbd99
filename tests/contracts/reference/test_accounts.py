"""Accounts: linked by hand or from a sandbox, kept apart, honest about what they offer."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from ats_contracts.reference import create_app
from ats_contracts.reference.models import FIELDS
from ats_simulator.doors.inprocess import InProcess
from ats_simulator.simulator import Simulator
from tests.contracts.reference.conftest import Make, Unified

METHODS = {"list": "GET", "get": "GET", "create": "POST", "update": "PATCH", "delete": "DELETE"}


def test_credentials_are_never_shown(unified: Unified) -> None:
    texts = [
        unified.http.get(f"/integrated-account{path}").text
        for path in ("", "/acc", "/acc/capabilities")
    ]
    for secret in unified.account.credentials.values():
        assert not any(secret in text for text in texts)


def test_a_link_gets_an_id_and_can_be_removed(unified: Unified) -> None:
    answer = unified.link(unified.account.credentials, id=None)
    key = answer.json()["id"]
    assert (answer.status_code, answer.json()["status"]) == (201, "active")
    assert unified.http.delete(f"/integrated-account/{key}").json() == {"id": key}
    assert unified.http.get(f"/integrated-account/{key}").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"provider": "unicorn"},
        {"provider": ["nexivohr"]},
        {"base_url": "ftp://x.test"},
        {"base_url": "http://user:pass@x.test"},
        {"base_url": "http://x.test/?a=b"},
        {"base_url": "http://[::1"},
        {"base_url": "http://x.test/\n"},
        {"base_url": None},
        {"credentials": "secret"},
        {"credentials": {}},
        {"credentials": {"token": "a\r\nX-Evil: 1"}},
        {"credentials": {"token": "ünsafe"}},
        {"id": ""},
        {"id": 7},
        {"id": "x" * 201},
        {"pace": "slow"},
        {"pace": {"counted": "no"}},
        {"pace": {"wait_s": -1}},
        {"pace": {"wait_s": True}},
        {"pace": {"waits": 3}},
    ],
    ids=ascii,
)
def test_a_link_that_cannot_work_is_refused_by_field(unified: Unified, change: Any) -> None:
    answer = unified.link(unified.account.credentials, **change)
    assert answer.status_code == 400
    if "provider" not in change:
        assert answer.json()["truto_error_insight"]["invalid_body_fields"]["value"] == [*change]


def test_capabilities_agree_with_behaviour_for_every_resource_and_method(unified: Unified) -> None:
    body = unified.http.get("/integrated-account/acc/capabilities?type=all").json()
    claims = {entry["resource"]: entry["methods"] for entry in body["unified"]}
    for resource in FIELDS:
        for verb, method in METHODS.items():
            path = f"{resource}/9999" if verb in ("get", "update", "delete") else resource
            answer = unified.call(method, path, json={} if method in ("POST", "PATCH") else None)
            assert (answer.status_code == 405) == (verb not in claims.get(resource, []))
            assert (
                answer.status_code != 405 or "unsupported" in answer.json()["truto_error_insight"]
            )


def test_meta_describes_a_method(unified: Unified) -> None:
    body = unified.get("candidates/meta/list").json()
    assert "updated_at[gte]" in body["query_schema"]["properties"]
    assert unified.get("offers/meta/list").status_code == 405


def test_accounts_with_the_same_ids_are_kept_apart(simulator: Simulator, make: Make) -> None:
    unified = make()
    other = simulator.create_tenant("nexivohr", seed=2, limits="off")
    unified.link(other.credentials, id="other", base_url=other.base_url)
    here, there = (unified.walk("candidates"), [])
    there = unified.walk("candidates", integrated_account_id="other")
    assert {row["id"] for row in here} & {row["id"] for row in there}
    assert here[0]["emails"] != there[0]["emails"] or here[1]["emails"] != there[1]["emails"]
    key = here[0]["id"]
    before = unified.get(f"candidates/{key}").json()
    unified.call("PATCH", f"candidates/{key}", json={"title": "T"}, integrated_account_id="other")
    assert unified.get(f"candidates/{key}").json() == before


def through_directory(simulator: Simulator) -> httpx.Client:
    app = create_app(transport=simulator.transport(), directory_url=simulator.origin, token="mine")
    headers = {"Authorization": "Bearer mine"}
    return httpx.Client(transport=InProcess(app), base_url="http://r.test", headers=headers)


def test_every_tenant_of_a_sandbox_is_an_account_under_its_own_id(simulator: Simulator) -> None:
    tenant = simulator.create_tenant("nexivohr", id="acme", limits="off")
    client = through_directory(simulator)
    params = {"integrated_account_id": tenant.id}
    assert client.get("/unified/ats/candidates", params=params).json()["result_count"] == 50
    assert client.get("/integrated-account/acme").json()["provider"] == "nexivohr"
    assert client.delete("/integrated-account/acme").status_code == 200
    assert client.get("/unified/ats/candidates", params=params).status_code == 404


def test_no_limits_are_counted_for_a_tenant_that_has_none() -> None:
    with Simulator(providers=["jobvite"]) as simulator:
        client = through_directory(simulator)
        for limits, last in (("off", 200), ("on", 429)):
            tenant = simulator.create_tenant("jobvite", size=2, limits=limits)
            params = {"integrated_account_id": tenant.id}
            answers = [client.get("/unified/ats/departments", params=params) for _ in range(16)]
            assert answers[-1].status_code == last


@pytest.mark.parametrize("key", ["nobody", "..", "a/b", "../tenants", "x" * 999])
def test_an_id_that_the_sandbox_does_not_know_is_not_found(simulator: Simulator, key: str) -> None:
    answer = through_directory(simulator).get(
        "/unified/ats/candidates", params={"integrated_account_id": key}
    )
    assert answer.status_code == 404


def test_a_fixed_token_is_the_only_one(simulator: Simulator) -> None:
    client = through_directory(simulator)
    headers = {"Authorization": "Bearer other"}
    assert client.get("/integrated-account", headers=headers).status_code == 401
