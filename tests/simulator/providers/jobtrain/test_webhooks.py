"""Signed events, an extension: off by default, and never mistaken for the vendor's."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import httpx
import pytest

from tests.simulator.providers.jobtrain.desk import Desk, an_application
from tests.simulator.providers.jobtrain.scenario import ENHANCED, a_scenario, move

ON = {"ext_webhooks": "on"}
IDS = {"candidateApplicationId": 70501, "candidateId": 60301, "jobId": 900101}


class Receiver(httpx.BaseTransport):
    """Takes what is sent, and answers *status*."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.taken: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.taken.append(request)
        return httpx.Response(self.status)

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(request.content) for request in self.taken]


def a_desk(**assumptions: str) -> Desk:
    desk = a_scenario(assumptions=assumptions)
    desk.account.add_webhook("http://127.0.0.1:9/hook", secret="s3cret")
    return desk


def sent(desk: Desk) -> list[Any]:
    receiver = Receiver()
    desk.sim.deliver(receiver)
    return receiver.bodies


def complete_form(desk: Desk) -> None:
    """Let the starter form be opened again and completed."""
    desk.account.put_truth("starter_forms", "1", {"state": "open"})
    desk.account.put_truth("starter_forms", "1", {"state": "completed"})


def test_by_default_nothing_is_sent() -> None:
    desk = a_desk()
    move(desk, ENHANCED)
    complete_form(desk)
    assert sent(desk) == []


def test_a_change_of_status_is_sent() -> None:
    desk = a_desk(**ON)
    move(desk, ENHANCED)
    (event,) = sent(desk)
    assert event["event"] == "application.status_changed"
    assert event["occurredAt"] == "2026-11-20T13:00:00.000Z"
    assert event["data"] == {**IDS, "applicationStatusId": 9114}


def test_any_other_change_of_an_application_is_not() -> None:
    desk = a_desk(**ON)
    desk.account.put_truth("applications", "70501", {"source": None})
    assert sent(desk) == []


def test_a_direct_apply_and_a_completed_form_are_sent() -> None:
    desk = a_desk(**ON)
    job = desk.account.put_truth("jobs", "900102", {"name": "Cook", "status": "open"})
    desk.post("/Candidate/DirectApplyData", an_application(jobId=int(job["id"])))
    complete_form(desk)
    events = sent(desk)
    assert [e["event"] for e in events] == ["application.created", "starter.completed"]
    assert events[1]["data"] == {**IDS, "applicationStatusId": 9105}


def test_the_signature_is_over_time_and_raw_body() -> None:
    desk, receiver = a_desk(**ON), Receiver()
    move(desk, ENHANCED)
    desk.sim.deliver(receiver)
    (request,) = receiver.taken
    parts = dict(p.split("=") for p in request.headers["X-JobtrainMock-Signature"].split(","))
    signed = parts["t"].encode() + b"." + request.content
    assert parts["v1"] == hmac.new(b"s3cret", signed, hashlib.sha256).hexdigest()
    assert int(parts["t"]) == 1_795_179_600


def test_a_refused_event_is_sent_again_after_1_5_and_25_seconds() -> None:
    desk, receiver = a_desk(**ON), Receiver(500)
    move(desk, ENHANCED)
    for wait, attempts in ((0, 1), (1, 2), (4, 2), (1, 3), (25, 4), (1000, 4)):
        desk.account.advance(wait)
        desk.sim.deliver(receiver)
        assert len(receiver.taken) == attempts
    assert len({request.content for request in receiver.taken}) == 1


def test_only_the_three_events_can_be_asked_for() -> None:
    desk = a_desk(**ON)
    with pytest.raises(Exception, match=r"job\.created"):
        desk.account.add_webhook("http://127.0.0.1:9/", events=["job.created"])
