"""Every switch under every value: what changes, and that it is noticed when it is consulted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from ats_simulator.assumptions import Assumption
from tests.simulator.providers.nexivohr.desk import BASE, PROVIDER, Desk, a_candidate

Value = tuple[str, str]
CASES: dict[Value, Callable[[Desk], None]] = {}


def under(name: str, value: str) -> Callable[[Callable[[Desk], None]], Callable[[Desk], None]]:
    """Say that the function shows what *name* = *value* does."""

    def keep(case: Callable[[Desk], None]) -> Callable[[Desk], None]:
        CASES[name, value] = case
        return case

    return keep


ALL_VALUES = [(a.name, value) for a in PROVIDER.assumptions for value in a.values]


@pytest.mark.parametrize(("name", "value"), ALL_VALUES, ids="=".join)
def test_a_value_does_what_it_says(name: str, value: str) -> None:
    desk = Desk(size=30, assumptions={name: value}, limits="on")
    CASES[name, value](desk)
    assert name in desk.tenant.assumptions.consulted


@pytest.mark.parametrize("assumption", PROVIDER.assumptions, ids=lambda a: a.name)
def test_the_first_value_is_the_default(assumption: Assumption) -> None:
    assert Desk(size=0).tenant.assumptions[assumption.name] == assumption.values[0]


def test_there_are_twenty_switches() -> None:
    assert len(PROVIDER.assumptions) == 20
    assert set(CASES) == set(ALL_VALUES)


@under("list_envelope", "data_meta")
def _(desk: Desk) -> None:
    for path in ("/candidates", "/jobs", "/jobs/1/submissions"):
        assert list(desk.get(path).body) == ["data", "meta"]


@under("list_envelope", "data_flat")
def _(desk: Desk) -> None:
    for path in ("/candidates", "/jobs", "/jobs/1/submissions"):
        got = desk.get(path).body
        assert list(got) == ["data", "page", "per_page", "total", "total_pages"]
    assert desk.get("/jobs", "status=draft&q=nobody").body["data"] == []


@under("list_envelope", "named")
def _(desk: Desk) -> None:
    assert list(desk.get("/candidates").body) == ["candidates", "meta"]
    assert list(desk.get("/jobs").body) == ["jobs", "meta"]
    assert list(desk.get("/jobs/1/submissions").body) == ["submissions", "meta"]


def _singles(desk: Desk) -> list[Any]:
    return [
        desk.get("/candidates/1").body,
        desk.get("/jobs/1").body,
        desk.post("/candidates", a_candidate()).body,
        desk.post("/jobs", {"title": "Cook"}).body,
        desk.patch("/candidates/2", {"city": "Bonn"}).body,
        desk.patch("/jobs/1", {"city": "Bonn"}).body,
        desk.post("/jobs/4/submissions", {"candidate_id": 2}).body,
        desk.patch("/submissions/1", {"stage": "offer"}).body,
        desk.delete("/candidates/2").body,
        desk.delete("/jobs/1").body,
    ]


@under("single_envelope", "bare")
def _(desk: Desk) -> None:
    assert all("id" in body for body in _singles(desk))


@under("single_envelope", "data")
def _(desk: Desk) -> None:
    assert all(list(body) == ["data"] and "id" in body["data"] for body in _singles(desk))
    assert list(desk.get("/candidates/999").body) == ["message"]


@under("id_style", "integer")
def _(desk: Desk) -> None:
    assert desk.get("/candidates/7").body["id"] == 7


@under("id_style", "uuid")
def _(desk: Desk) -> None:
    job = desk.get("/jobs").body["data"][0]["id"]
    assert re.fullmatch(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", job)
    row = desk.get(f"/jobs/{job}/submissions").body["data"][0]
    assert row["job_id"] == job
    assert desk.get(f"/candidates/{row['candidate_id']}").status == 200
    assert desk.get("/candidates/1").status == 404
    created = desk.post("/candidates", a_candidate()).body["id"]
    body = {"candidate_id": created}
    assert desk.post(f"/jobs/{job}/submissions", body).body["candidate_id"] == created
    assert desk.post(f"/jobs/{job}/submissions", {"candidate_id": 1}).status == 400
    same = Desk(size=30, assumptions={"id_style": "uuid"})
    assert same.get(f"/jobs/{job}").status == 200


@under("null_style", "explicit")
def _(desk: Desk) -> None:
    body = desk.get("/candidates/5").body
    assert body["phone"] is None
    assert len(body) == 11


@under("null_style", "omit")
def _(desk: Desk) -> None:
    assert not {"phone", "email", "city"} & desk.get("/candidates/5").body.keys()
    assert "closed_at" not in desk.get("/jobs/1").body
    assert all(None not in row.values() for row in desk.get("/candidates").body["data"])
    changed = desk.patch("/candidates/2", {"city": None}).body
    assert "city" not in changed


def _instants(desk: Desk) -> list[str]:
    bodies = [desk.get("/candidates/24").body, desk.get("/jobs/2").body]
    bodies += desk.get("/jobs/1/submissions").body["data"]
    return [v for body in bodies for k, v in body.items() if k.endswith("_at") and v]


@under("timestamp_style", "utc_seconds")
def _(desk: Desk) -> None:
    assert desk.get("/candidates/24").body["updated_at"] == "2024-02-10T12:00:00Z"
    assert all(re.fullmatch(r"[0-9-]{10}T[0-9:]{8}Z", text) for text in _instants(desk))


@under("timestamp_style", "utc_millis")
def _(desk: Desk) -> None:
    assert desk.get("/candidates/24").body["updated_at"] == "2024-02-10T12:00:00.000Z"
    assert all(re.fullmatch(r"[0-9-]{10}T[0-9:]{8}\.000Z", text) for text in _instants(desk))


@under("timestamp_style", "offset")
def _(desk: Desk) -> None:
    assert desk.get("/candidates/24").body["updated_at"] == "2024-02-10T12:00:00+00:00"
    assert all(re.fullmatch(r"[0-9-]{10}T[0-9:]{8}\+00:00", text) for text in _instants(desk))


@under("per_page_over_max", "clamp")
def _(desk: Desk) -> None:
    for query in ("per_page=101", f"per_page={2**53 - 1}"):
        assert desk.get("/candidates", query).body["meta"]["per_page"] == 100


@under("per_page_over_max", "reject")
def _(desk: Desk) -> None:
    assert desk.get("/candidates", "per_page=100").status == 200
    got = desk.get("/candidates", "per_page=101")
    assert (got.status, list(got.errors)) == (400, ["per_page"])


@under("unknown_status_filter", "reject")
def _(desk: Desk) -> None:
    for path in ("/candidates", "/jobs"):
        assert list(desk.get(path, "status=odd").errors) == ["status"]


@under("unknown_status_filter", "ignore")
def _(desk: Desk) -> None:
    for path in ("/candidates", "/jobs"):
        assert desk.get(path, "status=odd").body == desk.get(path).body


def _all_ids(desk: Desk) -> list[int]:
    return [row["id"] for row in desk.get("/candidates", "per_page=100").body["data"]]


@under("inactive_in_lists", "excluded")
def _(desk: Desk) -> None:
    assert 29 not in _all_ids(desk)


@under("inactive_in_lists", "included")
def _(desk: Desk) -> None:
    assert _all_ids(desk) == list(range(1, 31))
    assert desk.get("/candidates", "status=inactive").body["meta"]["total"] < 30


@under("delete_response", "resource")
def _(desk: Desk) -> None:
    for path in ("/candidates/2", "/jobs/1"):
        got = desk.delete(path)
        assert (got.status, got.body) == (200, desk.get(path).body)


@under("delete_response", "message")
def _(desk: Desk) -> None:
    for path in ("/candidates/2", "/jobs/1"):
        got = desk.delete(path)
        assert (got.status, list(got.body)) == (200, ["message"])
    assert desk.delete("/jobs/999").status == 404


@under("delete_response", "no_content")
def _(desk: Desk) -> None:
    for path in ("/candidates/2", "/jobs/1"):
        got = desk.delete(path)
        assert (got.status, got.reply.body) == (204, b"")
        assert got.header("Content-Type") is None
    assert desk.get("/candidates/2").body["status"] == "inactive"


@under("duplicate_email", "reject")
def _(desk: Desk) -> None:
    desk.post("/candidates", a_candidate())
    assert list(desk.post("/candidates", a_candidate()).errors) == ["email"]


@under("duplicate_email", "allow")
def _(desk: Desk) -> None:
    assert desk.post("/candidates", a_candidate()).status == 201
    assert desk.post("/candidates", a_candidate()).status == 201
    assert desk.patch("/candidates/2", {"email": a_candidate()["email"]}).status == 200


@under("initial_stage", "screening")
def _(desk: Desk) -> None:
    submitted = desk.post("/jobs/4/submissions", {"candidate_id": 2})
    assert submitted.body["stage"] == "screening"
    body = {"candidate_id": 3, "stage": "submitted"}
    assert list(desk.post("/jobs/4/submissions", body).errors) == ["stage"]


@under("initial_stage", "submitted")
def _(desk: Desk) -> None:
    submitted = desk.post("/jobs/4/submissions", {"candidate_id": 2})
    assert submitted.body["stage"] == "submitted"
    key = submitted.body["id"]
    back = desk.patch(f"/submissions/{key}", {"stage": "submitted"})
    assert list(back.errors) == ["stage"]
    assert desk.patch(f"/submissions/{key}", {"stage": "screening"}).status == 200
    stages = {row["stage"] for row in desk.get("/jobs/1/submissions", "per_page=100").body["data"]}
    assert "submitted" in stages
    with desk.sandbox.transaction() as con:
        described = desk.sandbox.describe(con, desk.tenant)
    assert described["world"]["counts"]["job_interview_stages"] == 6


@under("stage_transitions", "free")
def _(desk: Desk) -> None:
    for stage in ("offer", "screening", "rejected", "interview", "placed", "screening"):
        assert desk.patch("/submissions/1", {"stage": stage}).status == 200


@under("stage_transitions", "forward_only")
def _(desk: Desk) -> None:
    key = desk.post("/jobs/4/submissions", {"candidate_id": 2}).body["id"]
    path = f"/submissions/{key}"
    for stage in ("screening", "interview", "interview", "placed"):
        assert desk.patch(path, {"stage": stage}).status == 200
    for stage in ("offer", "screening"):
        assert list(desk.patch(path, {"stage": stage}).errors) == ["stage"]
    assert desk.patch(path, {"stage": "rejected"}).status == 200


@under("unknown_field", "ignore")
def _(desk: Desk) -> None:
    assert desk.post("/candidates", a_candidate(shoe_size=9)).status == 201
    assert desk.patch("/submissions/1", {"shoe_size": 9}).status == 200


@under("unknown_field", "reject")
def _(desk: Desk) -> None:
    for got in (
        desk.post("/candidates", a_candidate(shoe_size=9)),
        desk.patch("/candidates/2", {"shoe_size": 9}),
        desk.post("/jobs", {"title": "Cook", "shoe_size": 9}),
        desk.patch("/jobs/1", {"shoe_size": 9}),
        desk.post("/jobs/4/submissions", {"candidate_id": 2, "shoe_size": 9}),
        desk.patch("/submissions/1", {"shoe_size": 9}),
    ):
        assert got.errors == {"shoe_size": ["The shoe_size field is unknown."]}
    for path in ("/candidates/1", "/jobs/1"):
        assert desk.patch(path, desk.get(path).body).status == 200, "fields of its own"


EXTENDED = ["current_company", "country", "linkedin_url", "skills", "source"]


@under("extended_fields", "off")
def _(desk: Desk) -> None:
    assert not set(EXTENDED) & desk.get("/candidates/28").body.keys()
    assert desk.post("/candidates", a_candidate(skills=["a"])).status == 201


@under("extended_fields", "on")
def _(desk: Desk) -> None:
    shown = desk.get("/candidates/28").body
    assert list(shown)[-5:] == EXTENDED
    assert shown["linkedin_url"] == "https://linkedin.example/in/many-28"
    assert shown["skills"] == ["python", "C++", "c#", "Team lead"]
    written = {
        "current_company": "Acme",
        "country": "NG",
        "linkedin_url": "https://linkedin.example/in/nkechi",
        "skills": ["go", "ŝpaco"],
        "source": "Referral",
    }
    got = desk.post("/candidates", a_candidate(**written)).body
    assert {name: got[name] for name in EXTENDED} == written
    cleared = desk.patch("/candidates/28", dict.fromkeys(EXTENDED)).body
    nothing: dict[str, Any] = {**dict.fromkeys(EXTENDED), "skills": []}
    assert {name: cleared[name] for name in EXTENDED} == nothing
    assert len(desk.truth("candidates", 28)["urls"]) == 2
    for bad in ({"skills": "go"}, {"skills": [1]}, {"linkedin_url": "x"}, {"skills": ["x"] * 201}):
        assert list(desk.patch("/candidates/2", bad).errors) == list(bad)


def _spend(desk: Desk, token: str = "token") -> list[int]:
    return [desk.get("/candidates/1", token=token).status for _ in range(60)]


@under("rate_window", "fixed")
def _(desk: Desk) -> None:
    desk.advance(59)
    _spend(desk)
    desk.advance(1)
    assert desk.get("/candidates/1").status == 200


@under("rate_window", "sliding")
def _(desk: Desk) -> None:
    desk.advance(59)
    _spend(desk)
    desk.advance(1)
    assert desk.get("/candidates/1").status == 429


@under("rate_scope", "token")
def _(desk: Desk) -> None:
    _spend(desk)
    assert _spend(desk, "read_only_token") == [200] * 60


@under("rate_scope", "tenant")
def _(desk: Desk) -> None:
    _spend(desk)
    assert _spend(desk, "read_only_token") == [429] * 60


def _rate_headers(desk: Desk) -> list[str | None]:
    got = desk.get("/candidates/1")
    return [got.header(f"X-RateLimit-{name}") for name in ("Limit", "Remaining", "Reset")]


@under("rate_headers", "none")
def _(desk: Desk) -> None:
    assert _rate_headers(desk) == [None, None, None]


@under("rate_headers", "x_ratelimit")
def _(desk: Desk) -> None:
    reset = str(desk.wall_ms // 1000 + 60)
    assert _rate_headers(desk) == ["60", "59", reset]
    _spend(desk)
    assert _rate_headers(desk) == ["60", "0", reset]
    assert desk.get("/candidates/999").header("X-RateLimit-Limit") == "60"


def _retry_after(desk: Desk) -> str | None:
    _spend(desk)
    return desk.get("/candidates/1").header("Retry-After")


@under("retry_after_style", "seconds")
def _(desk: Desk) -> None:
    assert _retry_after(desk) == "60"


@under("retry_after_style", "http_date")
def _(desk: Desk) -> None:
    assert _retry_after(desk) == "Sun, 01 Nov 2026 05:31:00 GMT"


def _signature(desk: Desk) -> str:
    assert PROVIDER.webhooks is not None
    headers = dict(PROVIDER.webhooks.sign(desk.tenant, "s", b"{}", "job.created", "dlv_1"))
    return headers["X-NexivoHR-Signature"]


@under("signature_style", "hex")
def _(desk: Desk) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", _signature(desk))


@under("signature_style", "sha256_prefixed")
def _(desk: Desk) -> None:
    assert re.fullmatch(r"sha256=[0-9a-f]{64}", _signature(desk))


@under("signature_style", "base64")
def _(desk: Desk) -> None:
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}=", _signature(desk))


def _event_data(desk: Desk) -> list[Any]:
    desk.listen()
    desk.patch("/candidates/2", {"city": "Bonn"})
    desk.patch("/submissions/1", {"stage": "offer"})
    return [event["data"] for event in desk.owed()]


@under("webhook_data", "resource")
def _(desk: Desk) -> None:
    candidate, submission = _event_data(desk)
    assert candidate == desk.get("/candidates/2").body
    assert submission["stage"] == "offer"


@under("webhook_data", "id_only")
def _(desk: Desk) -> None:
    assert _event_data(desk) == [{"id": 2}, {"id": 1}]


def test_the_default_paths_are_those_of_the_document() -> None:
    assert BASE == "/ats/api/v1"
