"""Tenants over HTTP: what is created, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from ats_simulator import __version__
from tests.simulator.control.desk import Desk


def test_health_says_the_version(desk: Desk) -> None:
    assert desk.http.get("/health").json() == {"status": "ok", "version": __version__}


def test_a_created_tenant_is_answered_whole(desk: Desk) -> None:
    body = {
        "provider": "example",
        "id": "two",
        "seed": 7,
        "size": 3,
        "plan": "sliding",
        "limits": "off",
        "clock": {"mode": "scaled", "factor": 60, "now": "2026-03-08T02:30:00-08:00"},
        "assumptions": {"mood": "terse"},
        "settings": {
            "page_size": 5,
            "pause_s": 0.25,
            "journal_bound": 10,
            "journal_body_bytes": 100,
        },
    }
    answer = desk.http.post("/tenants", json=body)
    assert answer.status_code == 201
    shown = answer.json()
    assert shown["base_url"] == "http://sandbox.test/example"
    assert shown["credentials"].keys() == {"token", "second"}
    assert shown["clock"]["now"].startswith("2026-03-08T10:30:0")
    assert shown["world"]["counts"]["candidates"] == 3
    for name in ("id", "seed", "size", "plan", "limits"):
        assert shown[name] == body[name]
    assert shown["assumptions"] == {"mood": "terse"}
    assert shown["settings"] == body["settings"]
    assert desk.http.get("/tenants/two").json()["world"] == shown["world"]
    assert [t["id"] for t in desk.http.get("/tenants").json()["tenants"]] == ["one", "two"]


def test_a_tenant_is_created_from_its_provider_alone(desk: Desk) -> None:
    shown = desk.http.post("/tenants", json={"provider": "example", "size": 1}).json()
    assert (shown["seed"], shown["plan"], shown["limits"]) == (1, "small", "on")
    assert shown["clock"]["mode"] == "real"


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({}, "provider", "provider is missing; known: example"),
        ({"provider": "exampel"}, "provider", "did you mean 'example'?"),
        ({"provider": "example", "sice": 5}, "sice", "did you mean 'size'?"),
        ({"provider": "example", "size": -1}, "size", "from 0 to 1000000"),
        ({"provider": "example", "size": 1_000_001}, "size", "from 0 to 1000000"),
        ({"provider": "example", "size": "60"}, "size", "got '60'"),
        ({"provider": "example", "size": True}, "size", "got True"),
        ({"provider": "example", "size": None}, "size", "got None"),
        ({"provider": "example", "seed": -1}, "seed", "at least 0"),
        ({"provider": "example", "seed": 2**60}, "seed", "whole number"),
        ({"provider": "example", "id": "a b"}, "id", "letters, digits"),
        ({"provider": "example", "id": "x" * 65}, "id", "1 to 64"),
        ({"provider": "example", "id": "one"}, "id", "exists already"),
        ({"provider": "example", "plan": "smal"}, "plan", "did you mean 'small'?"),
        ({"provider": "example", "limits": False}, "limits", "known: off, on"),
        ({"provider": "example", "clock": "manual"}, "clock", "must be an object"),
        ({"provider": "example", "clock": {"mode": "fast"}}, "clock.mode", "unknown clock mode"),
        ({"provider": "example", "clock": {"mode": "scaled"}}, "clock.factor", "is missing"),
        ({"provider": "example", "clock": {"factor": 2}}, "clock.factor", "belongs to the mode"),
        ({"provider": "example", "clock": {"now": "noon"}}, "clock.now", "such as 2026-11-01"),
        ({"provider": "example", "clock": {"now": "2026-11-01"}}, "clock.now", "ISO 8601"),
        ({"provider": "example", "clock": {"nwo": "x"}}, "clock.nwo", "did you mean 'now'?"),
        ({"provider": "example", "assumptions": {"moood": "x"}}, "assumptions.moood", "'mood'"),
        ({"provider": "example", "assumptions": {"mood": 1}}, "assumptions.mood", "known: kind"),
        ({"provider": "example", "settings": {"page": 1}}, "settings.page", "'page_size'"),
        ({"provider": "example", "settings": {"page_size": 0}}, "settings.page_size", "from 1"),
        ({"provider": "example", "settings": {"page_size": 1.5}}, "settings.page_size", "whole"),
        ({"provider": "example", "settings": {"pause_s": -1}}, "settings.pause_s", "number"),
        ({"provider": "example", "settings": []}, "settings", "must be an object"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    desk: Desk, given: dict[str, Any], field: str, message: str
) -> None:
    answer = desk.http.post("/tenants", json=given)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["field"] == field
    assert message in error["message"]
    assert len(desk.http.get("/tenants").json()["tenants"]) == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "the body is not JSON"),
        (b"[]", "must be a JSON object"),
        (b'"x"', "must be a JSON object"),
        (b'{"size": NaN}', "the body is not JSON"),
        (b'{"id": "\xff"}', "the body is not JSON"),
    ],
)
def test_what_is_no_json_object_is_refused(desk: Desk, body: bytes, message: str) -> None:
    answer = desk.http.post("/tenants", content=body)
    assert answer.status_code == 400
    assert message in answer.json()["error"]["message"]


def test_a_body_beyond_the_bound_is_refused(desk: Desk) -> None:
    answer = desk.http.post("/tenants", content=b" " * (1 << 20) + b"{}")
    assert answer.status_code == 413
    assert "larger than" in answer.json()["error"]["message"]


def test_snapshots_are_listed_and_restored(desk: Desk) -> None:
    desk.call("POST", "/snapshots", {"name": "before"}, status=201)
    desk.call("PUT", "/truth/candidates/1", {"first_name": "Zoë"}, status=200)
    assert desk.call("GET", "/snapshots", status=200)["snapshots"] == [{"name": "before"}]
    assert desk.call("POST", "/snapshots/before/restore", status=200)["snapshots"] == ["before"]
    assert desk.tenant.truth_of("candidates", "1")["first_name"] != "Zoë"
    assert (
        "no snapshot 'after'"
        in desk.refused("POST", "/snapshots/after/restore", status=404)["message"]
    )


def test_reset_answers_the_tenant(desk: Desk) -> None:
    desk.call("DELETE", "/truth/candidates/1", status=200)
    assert desk.call("POST", "/reset", status=200)["world"]["counts"]["candidates"] == 8


def test_a_removed_tenant_is_gone(desk: Desk) -> None:
    assert desk.call("DELETE", "", status=200) == {"removed": "one"}
    desk.refused("GET", "", status=404)
    desk.refused("DELETE", "", status=404)


def test_providers_say_what_can_be_chosen(desk: Desk) -> None:
    (provider,) = desk.http.get("/providers").json()["providers"]
    assert provider["name"] == "example"
    assert provider["assumptions"][0]["values"] == ["kind", "terse"]
    assert provider["settings"] == {
        "journal_bound": 10_000,
        "journal_body_bytes": 8192,
        "page_size": 25,
        "pause_s": 0.5,
    }
    assert provider["plans"]["small"][0]["requests"] == 5
    assert provider["events"] == ["candidate.created", "candidate.changed"]
    document = desk.http.get("/providers/example/openapi.yaml")
    assert document.headers["content-type"] == "application/yaml"
    assert document.text.startswith("openapi: 3.1.0")
    assert desk.http.get("/providers/exampel/openapi.yaml").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/tenants/", 404),
        ("GET", "//tenants", 404),
        ("GET", "/tenants/nobody/clock", 404),
        ("PUT", "/tenants", 405),
        ("OPTIONS", "/tenants", 405),
        ("TRACE", "/health", 405),
        ("POST", "/tenants/one", 405),
    ],
)
def test_unknown_paths_and_methods_are_answered_in_json(
    desk: Desk, method: str, path: str, status: int
) -> None:
    answer = desk.http.request(method, f"http://sandbox.test/_sim{path}")
    assert answer.status_code == status
    assert answer.json()["error"]["message"]
    assert ("Allow" in answer.headers) is (status == 405)
