"""Clock, limits, faults, journal, webhooks and credentials in their owner's hands."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.simulator.control.desk import Desk


def test_a_clock_is_turned_stopped_and_sped_up(desk: Desk) -> None:
    assert desk.call("POST", "/clock", {"advance_s": 61.5}, status=200) == {
        "mode": "manual",
        "now": "2026-11-01T00:01:01.500Z",
        "factor": 0,
    }
    scaled = {"mode": "scaled", "factor": 60, "now": "2027-01-01T00:00:00+01:00"}
    answer = desk.call("POST", "/clock", scaled, status=200)
    assert (answer["mode"], answer["factor"]) == ("scaled", 60)
    assert answer["now"].startswith("2026-12-31T23:00:")
    faster = desk.call("POST", "/clock", {"factor": 120}, status=200)
    assert faster["factor"] == 120
    stopped = desk.call("POST", "/clock", {"mode": "manual"}, status=200)
    assert desk.call("GET", "/clock", status=200) == stopped
    assert "2026-12-31T23:00:00" <= stopped["now"] < "2027"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, None),
        ({"advance_s": -1}, "advance_s"),
        ({"advance_s": "60"}, "advance_s"),
        ({"advance_s": 1e12}, "advance_s"),
        ({"advance_s": 6e9}, "advance_s"),
        ({"advance_s": 1, "now": "2026-11-01T00:00:00Z"}, "advance_s"),
        ({"now": "2200-01-01T00:00:00Z"}, "now"),
        ({"now": "1969-12-31T23:59:59Z"}, "now"),
        ({"now": "0001-01-01T00:00:00+14:00"}, "now"),
        ({"mode": "scaled"}, "factor"),
        ({"mode": "real", "factor": 2}, "factor"),
        ({"factor": 0}, "factor"),
        ({"advance": 5}, "advance"),
    ],
)
def test_a_clock_that_cannot_be_is_refused(
    desk: Desk, body: dict[str, Any], field: str | None
) -> None:
    before = desk.call("GET", "/clock", status=200)
    assert desk.refused("POST", "/clock", body).get("field") == field
    assert desk.call("GET", "/clock", status=200) == before


def test_time_that_is_set_back_forgets_what_was_counted(desk: Desk) -> None:
    desk.tenant.exhaust("minute")
    assert desk.api().get("/jobs").status_code == 429
    desk.call("POST", "/clock", {"now": "2026-10-31T23:59:59Z"}, status=200)
    assert desk.api().get("/jobs").status_code == 200


def counter_of(desk: Desk, window: str, scope: str = "token") -> dict[str, Any]:
    counters = desk.call("GET", "/limits", status=200)["counters"]
    (found,) = [c for c in counters if (c["window"], c["scope"]) == (window, scope)]
    return dict(found)


def test_counters_say_what_is_left_and_until_when(desk: Desk) -> None:
    api = desk.api()
    for _ in range(2):
        api.get("/jobs")
    assert counter_of(desk, "minute") == {
        "window": "minute",
        "scope": "token",
        "requests": 5,
        "used": 2,
        "remaining": 3,
        "reset_at": "2026-11-01T00:01:00.000Z",
    }
    assert counter_of(desk, "minute", "second")["used"] == 0


@pytest.mark.parametrize("plan", ["small", "sliding"])
def test_an_exhausted_window_refuses_until_it_is_over(desk: Desk, plan: str) -> None:
    tenant = desk.sim.create_tenant("example", plan=plan, size=1, clock={"mode": "manual"})
    headers = {"Authorization": f"Bearer {tenant.credentials['second']}"}
    client = desk.sim.client(tenant, headers=headers)
    tenant.exhaust("minute")
    refused = client.get("/jobs")
    assert refused.status_code == 429
    tenant.advance(int(refused.headers["Retry-After"]))
    assert client.get("/jobs").status_code == 200
    tenant.exhaust("minute")
    tenant.reset_limits()
    assert client.get("/jobs").status_code == 200


def test_other_windows_hold_at_once(desk: Desk) -> None:
    api = desk.api()
    windows = [{"name": "second", "requests": 1, "seconds": 1, "kind": "bucket"}]
    answer = desk.call("POST", "/limits", {"windows": windows}, status=200)
    assert [w["name"] for w in answer["windows"]] == ["second"]
    assert [api.get("/jobs").status_code for _ in range(2)] == [200, 429]
    desk.call("POST", "/limits", {"windows": [{**windows[0], "kind": "fixed"}]}, status=200)
    assert [api.get("/jobs").status_code for _ in range(2)] == [200, 429]
    desk.call("POST", "/limits", {"enabled": False}, status=200)
    assert api.get("/jobs").status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, None),
        ({"enabled": "yes"}, "enabled"),
        ({"exhaust": "minut"}, "exhaust"),
        ({"reset": False}, "reset"),
        ({"windows": {}}, "windows"),
        ({"windows": [{"name": "a", "requests": 1}]}, "windows.0.seconds"),
        ({"windows": [{"name": "a", "requests": 0, "seconds": 1}]}, "windows.0.requests"),
        (
            {"windows": [{"name": "a", "requests": 100_001, "seconds": 1, "kind": "sliding"}]},
            "windows.0.requests",
        ),
        (
            {"windows": [{"name": "a", "requests": 1, "seconds": 1, "zone": "Nowhere"}]},
            "windows.0.zone",
        ),
        ({"windows": [{"name": "a", "requests": 1, "seconds": 1}] * 2}, "windows"),
        ({"windows": [{"name": "a", "requests": 1, "seconds": 1}] * 11}, "windows"),
    ],
)
def test_limits_that_cannot_be_are_refused(
    desk: Desk, body: dict[str, Any], field: str | None
) -> None:
    before = desk.call("GET", "/limits", status=200)
    assert desk.refused("POST", "/limits", body).get("field") == field
    assert desk.call("GET", "/limits", status=200) == before


def test_faults_are_set_listed_and_removed_one_by_one(desk: Desk) -> None:
    api = desk.api()
    first = desk.call("POST", "/faults", {"kind": "answer", "status": 503}, status=201)
    second = desk.call("POST", "/faults", {"kind": "delay", "seconds": 0, "times": 2}, status=201)
    assert [api.get("/jobs").status_code for _ in range(2)] == [503, 200]
    listed = desk.call("GET", "/faults", status=200)["faults"]
    assert [(f["consumed"], f["remaining"]) for f in listed] == [(1, 0), (1, 1)]
    assert desk.call("DELETE", f"/faults/{first['id']}", status=200) == {"removed": 1}
    desk.refused("DELETE", f"/faults/{first['id']}", status=404)
    assert desk.call("DELETE", "/faults", status=200) == {"removed": 1}
    assert second["id"] != first["id"]
    assert desk.refused("POST", "/faults", {"kind": "anwser"})["field"] == "kind"


def test_the_journal_is_filtered_and_cleared(desk: Desk) -> None:
    api = desk.api()
    for path in ("/jobs", "/candidates", "/jobs"):
        api.get(path)
    answer = desk.call("GET", "/journal?path=/jobs&limit=1", status=200)
    assert ([e["n"] for e in answer["exchanges"]], answer["total"]) == ([3], 2)
    shown = desk.call("GET", "/journal?limit=2", status=200)["exchanges"]
    assert [e["n"] for e in shown] == [2, 3], "the newest, in the order of time"
    onward = desk.call("GET", "/journal?since=0&limit=2", status=200)["exchanges"]
    assert [e["n"] for e in onward] == [1, 2], "the oldest after a number, to go on from there"
    assert desk.call("GET", "/journal?since=2&method=get", status=200)["total"] == 1
    exchange = answer["exchanges"][0]
    assert exchange["at"] == "2026-11-01T00:00:00.000Z"
    assert ["authorization", "[redacted]"] in exchange["request_headers"]
    for query in ("status=ok", "since=-1", "limit=0", "metod=GET"):
        assert desk.refused("GET", f"/journal?{query}")["field"] == query.partition("=")[0]
    assert desk.call("DELETE", "/journal", status=200) == {"removed": 3}
    assert desk.call("GET", "/journal", status=200) == {"exchanges": [], "total": 0}


def test_exchanges_without_a_credential_are_kept_for_the_provider(desk: Desk) -> None:
    assert desk.sim.client(desk.tenant).get("/jobs").status_code == 401
    assert desk.tenant.journal() == []
    answer = desk.http.get("/providers/example/journal").json()
    assert [e["status"] for e in answer["exchanges"]] == [401]
    assert desk.http.delete("/providers/example/journal").json() == {"removed": 1}
    assert desk.http.get("/providers/nobody/journal").status_code == 404


def test_the_journal_is_exported_as_an_archive(desk: Desk) -> None:
    desk.api().get("/jobs?a=1&b=")
    desk.api().post("/candidates", content=b"{}", headers={"content-type": "application/json"})
    log = desk.call("GET", "/journal.har", status=200)["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "ats-sandbox")
    first, second = log["entries"]
    assert first["request"]["url"] == "http://sandbox.test/example/jobs?a=1&b="
    assert first["request"]["queryString"] == [
        {"name": "a", "value": "1"},
        {"name": "b", "value": ""},
    ]
    assert first["response"]["content"]["mimeType"] == "application/json"
    assert second["request"]["postData"] == {
        "mimeType": "application/json",
        "text": "{}",
        "params": [],
    }
    assert second["response"]["statusText"] == "Created"
    assert first["time"] == sum(first["timings"].values())


def test_webhooks_have_secrets_that_are_the_same_on_every_run(desk: Desk) -> None:
    body = {"url": "http://127.0.0.1:9/hook", "events": ["candidate.created"]}
    hook = desk.call("POST", "/webhooks", body, status=201)
    assert hook["secret"].startswith("whsec_")
    desk.call("POST", "/reset", status=200)
    assert desk.call("POST", "/webhooks", body, status=201) == hook
    own = desk.call("POST", "/webhooks", {**body, "secret": "hush"}, status=201)
    assert own["secret"] == "hush"
    assert desk.call("GET", "/webhooks", status=200)["webhooks"] == [hook, own]
    assert desk.call("DELETE", f"/webhooks/{own['id']}", status=200) == {"removed": 1}
    desk.refused("DELETE", f"/webhooks/{own['id']}", status=404)
    assert desk.call("DELETE", "/webhooks", status=200) == {"removed": 1}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": "http://example.com/"}, "url"),
        ({"url": "ftp://127.0.0.1/"}, "url"),
        ({"url": "http://[/"}, "url"),
        ({"url": "http://127.0.0.1:99999999/"}, "url"),
        ({"url": "http://127.0.0.1/\n"}, "url"),
        ({"url": "http://127.0.0.1/", "events": ["candidate.create"]}, "events.0"),
        ({"url": "http://127.0.0.1/", "events": "all"}, "events"),
        ({"url": "http://127.0.0.1/", "secret": ""}, "secret"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(desk: Desk, body: dict[str, Any], field: str) -> None:
    assert desk.refused("POST", "/webhooks", body)["field"] == field
    assert desk.call("GET", "/webhooks", status=200)["total"] == 0


def test_deliveries_are_listed_and_replayed(desk: Desk) -> None:
    desk.call("POST", "/webhooks", {"url": "http://localhost:9/"}, status=201)
    desk.call("PUT", "/truth/candidates/1", {"first_name": "Zoë"}, status=200)
    (owed,) = desk.call("GET", "/deliveries", status=200)["deliveries"]
    assert (owed["state"], owed["attempts"]) == ("owed", [])
    desk.sim.deliver(httpx.MockTransport(lambda request: httpx.Response(200)))
    again = desk.call("POST", f"/deliveries/{owed['id']}/replay", status=200)
    assert (again["state"], len(again["attempts"])) == ("owed", 1)
    desk.refused("POST", "/deliveries/nothing/replay", status=404)


def test_credentials_are_revoked_expired_and_rotated(desk: Desk) -> None:
    api = desk.api()
    for action, state in (("revoke", "revoked"), ("expire", "expired")):
        answer = desk.call("POST", f"/credentials/token/{action}", status=200)
        assert (answer["name"], answer["state"]) == ("token", state)
        assert api.get("/jobs").status_code == 401
    rotated = desk.call("POST", "/credentials/token/rotate", status=200)
    assert rotated["state"] == "active"
    assert rotated["credentials"] == desk.call("GET", "", status=200)["credentials"]
    assert api.get("/jobs").status_code == 401
    assert desk.api().get("/jobs").status_code == 200
    assert desk.api("second").get("/jobs").status_code == 200
    desk.refused("POST", "/credentials/nobody/rotate", status=404)
    desk.refused("POST", "/credentials/token/eat", status=404)
