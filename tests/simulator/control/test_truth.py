"""The truth, read and changed as if in the vendor's own user interface."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ats_simulator import Simulator, UsageError
from tests.simulator.control.desk import Desk

NOW = "2026-11-01T00:00:00.000Z"


def test_pages_joined_are_all_records(desk: Desk) -> None:
    seen: list[Any] = []
    cursor: str | None = "0"
    while cursor is not None:
        page = desk.call("GET", f"/truth/candidates?limit=3&cursor={cursor}", status=200)
        seen += page["records"]
        cursor = page["next_cursor"]
        assert page["total"] == 8
    assert seen == desk.tenant.truth("candidates")


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "cursor=-1", "size=3"])
def test_a_page_that_cannot_be_is_refused(desk: Desk, query: str) -> None:
    assert desk.refused("GET", f"/truth/candidates?{query}")["field"] == query.partition("=")[0]


def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    assert (
        "did you mean 'candidates'"
        in desk.refused("GET", "/truth/candidate", status=404)["message"]
    )
    desk.refused("GET", "/truth/candidates/999", status=404)
    desk.refused("DELETE", "/truth/candidates/999", status=404)
    desk.refused("PUT", "/truth/nothing/1", {}, status=404)


def test_a_change_keeps_the_other_fields_and_moves_updated_at(desk: Desk) -> None:
    before = desk.tenant.truth_of("candidates", "2")
    after = desk.call("PUT", "/truth/candidates/2", {"first_name": "Zoë"}, status=200)
    assert after == {**before, "first_name": "Zoë", "updated_at": NOW}
    assert desk.call("GET", "/truth/candidates/2", status=200) == after
    rows = {row["id"]: row for row in desk.api().get("/candidates").json()}
    assert rows["2"]["at"] == NOW


def test_a_change_of_nothing_moves_nothing(desk: Desk) -> None:
    before = desk.tenant.truth_of("candidates", "2")
    desk.tenant.add_webhook("http://127.0.0.1:9/")
    assert desk.call("PUT", "/truth/candidates/2", {}, status=200) == before
    same = {"first_name": before["first_name"]}
    assert desk.call("PUT", "/truth/candidates/2", same, status=200) == before
    assert desk.tenant.deliveries() == []


def test_updated_at_can_be_given(desk: Desk) -> None:
    body = {"updated_at": "2025-01-01T01:00:00+01:00"}
    after = desk.call("PUT", "/truth/candidates/2", body, status=200)
    assert after["updated_at"] == "2025-01-01T00:00:00.000Z"


@pytest.mark.parametrize("key", ["9", "1000", "4611686018427387904"])
def test_a_new_record_is_completed(desk: Desk, key: str) -> None:
    record = desk.call("PUT", f"/truth/candidates/{key}", {"first_name": "Zoë"}, status=201)
    assert (record["id"], record["status"], record["created_at"]) == (key, "new", NOW)
    assert desk.api().get("/candidates").json()[-1]["id"] == key
    n = int(key) + 1
    assert desk.api().post("/candidates").json()["id"] == str(n)


@pytest.mark.parametrize("key", ["0", "x", "01", "-1", "1.0", "9223372036854775807", "٣"])
def test_a_key_that_the_vendor_would_not_give_is_refused(desk: Desk, key: str) -> None:
    error = desk.refused("PUT", f"/truth/candidates/{key}", {"first_name": "Zoë"})
    assert error["field"] == "id"
    assert "'9'" in error["message"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("candidates/1", {"id": "2"}, "id"),
        ("candidates/1", {"frist_name": "x"}, "frist_name"),
        ("candidates/1", {"status": "gone"}, "status"),
        ("candidates/1", {"emails": [{"email": 7, "type": None}]}, "emails.0.email"),
        ("candidates/1", {"updated_at": "yesterday"}, "updated_at"),
        ("applications/1", {"candidate": {"id": "999"}}, "candidate"),
        ("applications/1", {"job": {"id": "999"}}, "job"),
        ("applications/1", {"current_stage": {"id": "999", "name": "x", "kind": "hired"}},
         "current_stage"),
        ("applications/2000", {"job": None}, "candidate"),
    ],
)  # fmt: skip
def test_what_is_no_record_is_refused_with_its_field(
    desk: Desk, path: str, body: dict[str, Any], field: str
) -> None:
    before = desk.tenant.truth("candidates"), desk.tenant.truth("applications")
    assert desk.refused("PUT", f"/truth/{path}", body)["field"] == field
    assert (desk.tenant.truth("candidates"), desk.tenant.truth("applications")) == before


def test_the_id_of_a_stage_is_enough(desk: Desk) -> None:
    body = {"current_stage": {"id": "2"}}
    after = desk.call("PUT", "/truth/applications/1", body, status=200)
    assert after["current_stage"] == {"id": "2", "name": "In", "kind": "hired"}


def test_webhooks_fire_as_for_any_other_change(desk: Desk) -> None:
    desk.tenant.add_webhook("http://127.0.0.1:9/")
    desk.call("PUT", "/truth/candidates/1", {"first_name": "Zoë"}, status=200)
    desk.call("PUT", "/truth/candidates/9", {}, status=201)
    events = [delivery["event"] for delivery in desk.tenant.deliveries()]
    assert events == ["candidate.changed", "candidate.created"]


def test_what_belongs_to_a_record_goes_with_it(desk: Desk) -> None:
    theirs = [a for a in desk.tenant.truth("applications") if a["candidate"]["id"] == "1"]
    others = len(desk.tenant.truth("applications")) - len(theirs)
    answer = desk.call("DELETE", "/truth/candidates/1", status=200)
    assert answer == {"removed": 1 + len(theirs)}
    assert len(desk.tenant.truth("applications")) == others
    assert "1" not in [row["id"] for row in desk.api().get("/candidates").json()]


texts = st.text(st.characters(codec="utf-8"), max_size=30) | st.just("x" * 100_000)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False)
    | st.text(st.characters(codec="utf-8"), max_size=20)
    | st.sampled_from(["2026-11-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "name", "kind", "email", "type", "city"]), inner, max_size=4
    ),
    max_leaves=6,
)  # fmt: skip


@settings(deadline=None, derandomize=True, database=None, max_examples=150)
@given(data=st.data())
def test_no_truth_however_odd_breaks_a_real_vendor(data: st.DataObject) -> None:
    with Simulator(providers=["nexivohr"]) as sim:
        tenant = sim.create_tenant("nexivohr", size=10)
        provider = sim.sandbox.providers["nexivohr"]
        for _ in range(4):
            resource = data.draw(st.sampled_from(sorted(provider.resources)))
            record = data.draw(st.sampled_from(tenant.truth(resource)))
            field = data.draw(st.sampled_from(sorted(record)))
            seen = [other[field] for other in tenant.truth(resource)]
            value = data.draw(st.none() | texts | st.sampled_from(seen) | json_values)
            try:
                tenant.put_truth(resource, record["id"], {field: value})
            except UsageError:
                continue
        headers = {"Authorization": f"Bearer {tenant.credentials['token']}"}
        for path in ("candidates", "jobs", "jobs/1/submissions"):
            answer = sim.client(tenant).get(f"/ats/api/v1/{path}", headers=headers)
            assert answer.status_code == 200
