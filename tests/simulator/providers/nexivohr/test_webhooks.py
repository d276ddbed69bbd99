"""Five events, each from the change that causes it, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import pytest

from ats_simulator.provider import Change
from ats_simulator.providers.nexivohr.webhooks import EVENTS, events_of, signature
from tests.simulator.providers.nexivohr.desk import NOW, PROVIDER, Desk, a_candidate


@pytest.fixture
def desk() -> Desk:
    desk = Desk(size=30)
    desk.listen()
    return desk


def names(desk: Desk) -> list[str]:
    return sorted(event["event"] for event in desk.owed())


def test_a_created_candidate_is_sent_as_the_api_shows_it(desk: Desk) -> None:
    created = desk.post("/candidates", a_candidate()).body
    (event,) = desk.owed()
    assert list(event) == ["id", "event", "created_at", "data"]
    assert event["id"].startswith("evt_")
    assert event["event"] == "candidate.created"
    assert event["created_at"] == NOW
    assert event["data"] == created


def test_a_changed_candidate_is_sent_as_it_is_afterwards(desk: Desk) -> None:
    changed = desk.patch("/candidates/2", {"city": "Bonn"}).body
    (event,) = desk.owed()
    assert (event["event"], event["data"]) == ("candidate.updated", changed)


def test_a_delete_is_an_update(desk: Desk) -> None:
    desk.delete("/candidates/2")
    assert names(desk) == ["candidate.updated"]


def test_a_job_is_announced_once(desk: Desk) -> None:
    key = desk.post("/jobs", {"title": "Cook"}).body["id"]
    desk.patch(f"/jobs/{key}", {"title": "Chef"})
    desk.delete(f"/jobs/{key}")
    assert names(desk) == ["job.created"]


def test_a_submission_is_announced_when_its_stage_changes(desk: Desk) -> None:
    key = desk.post("/jobs/4/submissions", {"candidate_id": 2}).body["id"]
    assert names(desk) == []
    desk.patch(f"/submissions/{key}", {"stage": "screening"})
    assert names(desk) == []
    changed = desk.patch(f"/submissions/{key}", {"stage": "interview"}).body
    (event,) = desk.owed()
    assert (event["event"], event["data"]) == ("submission.stage_changed", changed)


def test_a_placement_is_three_events(desk: Desk) -> None:
    key = desk.post("/jobs/4/submissions", {"candidate_id": 2}).body["id"]
    desk.patch(f"/submissions/{key}", {"stage": "placed"})
    assert names(desk) == ["candidate.updated", "submission.placed", "submission.stage_changed"]
    assert len({event["id"] for event in desk.owed()}) == 3


def test_a_webhook_gets_the_events_it_asked_for() -> None:
    desk = Desk(size=5)
    desk.listen("job.created")
    desk.post("/candidates", a_candidate())
    desk.post("/jobs", {"title": "Cook"})
    assert names(desk) == ["job.created"]


def test_a_refused_write_owes_nothing(desk: Desk) -> None:
    desk.post("/candidates", {})
    desk.patch("/candidates/2", {"email": "x"})
    desk.delete("/candidates/999")
    assert desk.owed() == []


def test_a_removed_record_and_a_stage_cause_no_event(desk: Desk) -> None:
    with desk.services() as services:
        services.remove("candidates", 2)
        stage = services.truth("job_interview_stages", "offer")
        assert stage is not None
        services.put("job_interview_stages", stage[0], {**stage[1], "position": 9})
    assert desk.owed() == []


def test_the_five_events_are_the_documented_ones() -> None:
    assert PROVIDER.webhooks is not None
    assert PROVIDER.webhooks.events == EVENTS
    assert len(EVENTS) == 5


def test_retries_follow_the_schedule() -> None:
    assert PROVIDER.webhooks is not None
    assert PROVIDER.webhooks.retry_after_s == (60, 300, 1800, 7200, 43_200)
    assert PROVIDER.webhooks.timeout_s == 10


def test_an_id_may_be_all_that_is_sent() -> None:
    desk = Desk(size=5, assumptions={"webhook_data": "id_only"})
    desk.listen()
    desk.patch("/candidates/2", {"city": "Bonn"})
    assert desk.owed()[0]["data"] == {"id": 2}


@pytest.mark.parametrize(
    "values", [{"null_style": "omit"}, {"timestamp_style": "offset"}, {"id_style": "uuid"}]
)
def test_events_are_written_in_the_style_of_the_api(values: dict[str, Any]) -> None:
    desk = Desk(size=5, assumptions=values)
    desk.listen()
    created = desk.post("/candidates", a_candidate()).body
    (event,) = desk.owed()
    assert event["data"] == created
    assert event["created_at"] == created["created_at"]


def test_signatures_in_all_three_styles() -> None:
    body, secret = b'{"id":"evt_1"}', "whsec_x"
    raw = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    assert signature("hex", secret, body) == raw.hex()
    assert signature("sha256_prefixed", secret, body) == f"sha256={raw.hex()}"
    assert signature("base64", secret, body) == base64.b64encode(raw).decode()


def test_events_are_derived_from_the_change_alone() -> None:
    desk = Desk(size=2)
    record = desk.truth("candidates", 1)
    with desk.services() as services:
        change = Change(resource="candidates", n=1, before=record, after=record)
        assert [event.name for event in events_of(services, change)] == ["candidate.updated"]
