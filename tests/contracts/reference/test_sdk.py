"""The vendor's official Python client reads the reference, over a network, as a second reader."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from truto_python_sdk import TrutoApi

from ats_contracts.reference import create_app
from ats_simulator.simulator import Simulator
from tests.contracts.reference.conftest import serving


async def every_page(client: Any, resource: str, query: dict[str, Any]) -> list[Any]:
    pages = client.unified_api.list("ats", resource, dict(query))
    rows: list[Any] = []
    while True:
        rows += await pages.next_page()
        if not pages.next_cursor:
            return rows


async def read_all(base_url: str, tenant: str) -> tuple[dict[str, list[Any]], Any]:
    client = TrutoApi(token="t", base_url=base_url)
    query = {"integrated_account_id": tenant, "limit": 20, "updated_at": {"gte": "2000-01-01"}}
    rows = {
        resource: await every_page(client, resource, query)
        for resource in ("candidates", "jobs", "applications")
    }
    first = rows["candidates"][0]["id"]
    one = await client.unified_api.get(
        "ats", "candidates", first, {"integrated_account_id": tenant}
    )
    return rows, one


@pytest.fixture
def simulator() -> Any:
    with Simulator(providers=["nexivohr"]) as found:
        yield found


def test_the_official_client_lists_everything_over_a_network(simulator: Simulator) -> None:
    tenant = simulator.create_tenant("nexivohr", id="acme", size=90, limits="off")
    with (
        simulator.serve() as sandbox,
        serving(create_app(directory_url=sandbox.base_url)) as base_url,
    ):
        rows, one = asyncio.run(read_all(base_url, tenant.id))
    visible = [r for r in tenant.truth("candidates") if r.get("status") != "inactive"]
    assert {row["id"] for row in rows["candidates"]} == {str(r["id"]) for r in visible}
    for resource in ("jobs", "applications"):
        expected = {str(record["id"]) for record in tenant.truth(resource)}
        assert {row["id"] for row in rows[resource]} == expected
        assert len(rows[resource]) == len(expected)
    assert one == rows["candidates"][0]
