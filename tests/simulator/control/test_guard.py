"""Who may drive the control plane."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from ats_simulator.control.guard import Guard
from ats_simulator.control.routes import build_control
from tests.simulator.control.desk import Desk

LOCAL = "127.0.0.1:8800"


def refused(guard: Guard, **said: Any) -> int | None:
    refusal = guard.refusal(said.get("host", LOCAL), said.get("origin"), said.get("authorization"))
    return None if refusal is None else refusal.status


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8800", "localhost:1", "LOCALHOST", "[::1]:8800", "127.8.8.8"]
)
def test_programs_on_this_machine_may(host: str) -> None:
    assert refused(Guard(), host=host) is None
    assert refused(Guard(), host=host, origin=f"http://{host}") is None


@pytest.mark.parametrize(
    "host",
    ["evil.test", "127.0.0.1.evil.test", "localhost.evil.test", "10.0.0.1", "", "[", "a b", "::1x"],
)
def test_a_foreign_host_may_not(host: str) -> None:
    assert refused(Guard(), host=host) == 403


@pytest.mark.parametrize(
    "origin",
    ["http://evil.test", "null", "https://127.0.0.1.evil.test", "", "file://", "http://[", "x"],
)
def test_a_web_page_of_another_origin_may_not(origin: str) -> None:
    assert refused(Guard(), origin=origin) == 403
    token = Guard(admin_token="hush")
    assert refused(token, origin=origin, authorization="Bearer hush") == 403


def test_a_name_that_was_given_may() -> None:
    guard = Guard(hosts={"sandbox.test"})
    assert refused(guard, host="sandbox.test:99") is None
    assert refused(guard, host="sandbox.test", origin="http://sandbox.test") is None
    assert refused(guard, host="other.test") == 403


@pytest.mark.parametrize("said", [None, "", "Bearer", "Bearer wrong", "Basic hush", "hush", "ü"])
def test_without_the_admin_token_nobody_may(said: str | None) -> None:
    assert refused(Guard(admin_token="hush"), authorization=said) == 401


def test_with_the_admin_token_any_name_will_do() -> None:
    guard = Guard(admin_token="hush")
    assert refused(guard, host="simulator:8800", authorization="bearer hush") is None
    same = {"host": "simulator:8800", "origin": "http://simulator:8800"}
    assert refused(guard, **same, authorization="Bearer hush") is None


def test_refusals_are_answered_over_http(desk: Desk) -> None:
    transport = httpx.WSGITransport(app=build_control(desk.sim.sandbox, admin_token="hush"))
    with httpx.Client(transport=transport, base_url="http://simulator:8800/_sim") as http:
        without = http.get("/tenants")
        assert (without.status_code, without.headers["www-authenticate"]) == (401, "Bearer")
        assert http.get("/health").status_code == 200
        http.headers["Authorization"] = "Bearer hush"
        assert http.get("/tenants").status_code == 200
        assert http.post("/tenants", headers={"Origin": "http://evil.test"}).status_code == 403
    foreign = desk.http.get("http://evil.test/_sim/tenants")
    assert foreign.status_code == 403
    assert "127.0.0.1" in foreign.json()["error"]["message"]
