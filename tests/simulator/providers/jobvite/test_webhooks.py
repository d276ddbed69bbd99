"""Webhooks: two events, both key families, signatures that verify, whoever made the change."""

from __future__ import annotations

import base64
import hashlib
import hmac
from types import SimpleNamespace
from typing import Any

import httpx
import orjson
import pytest

from ats_simulator.provider import Event
from ats_simulator.providers.jobvite import webhooks
from tests.simulator.providers.jobvite.desk import NOW_MS, Desk, sample

HEADER = "X-Jobvite-Event-Signature"
HOOK = "http://127.0.0.1:9/hook"
SIGNED = sample("webhook-signatures.json")


def values(**changes: str) -> Any:
    """Stand in for a tenant of which only the switches are read."""
    switches = {"webhook_keys": "both", "webhook_signature": "base64", **changes}
    return SimpleNamespace(assumptions=switches)


@pytest.mark.parametrize("delivery", SIGNED["deliveries"], ids=lambda d: d["file"])
def test_the_vectors_of_the_signature(delivery: dict[str, str]) -> None:
    body = delivery["raw_body"].encode()
    assert orjson.loads(body) == sample(delivery["file"])
    made = webhooks.sign(values(), SIGNED["signing_key"], body, "workflow", "a")
    assert made == ((HEADER, delivery[HEADER]),)


def test_the_bodies_of_the_samples() -> None:
    made = webhooks.payload(
        values(),
        "evt",
        Event(
            name="workflow",
            data={
                "url": "https://api.jobvite.com/api/v2/candidate?applicationId=pA1aXfwK",
                "candidate": "eA1bCfwE",
                "application": "pA1aXfwK",
                "old": "New",
                "new": "Phone Screen",
            },
        ),
        1_782_311_222_333,
    )
    assert made == SIGNED["deliveries"][0]["raw_body"].encode()
    url = "https://api.jobvite.com/api/v2/job?ids=oJ1kLfwN"
    event = Event(name="job", data={"url": url, "job": "oJ1kLfwN"})
    made = webhooks.payload(values(), "evt", event, 1_782_000_000_000)
    assert made == SIGNED["deliveries"][1]["raw_body"].encode()


class Receiver(httpx.BaseTransport):
    """Takes what is sent; answers *status*."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.taken: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.taken.append(request)
        return httpx.Response(self.status)


def move(desk: Desk, key: str, state: str) -> None:
    body = {"candidate": {"application": {"eId": key, "workflowState": state}}}
    assert desk.http.put("/api/v2/candidate", json=body).status_code == 200


def an_application(desk: Desk) -> Any:
    return desk.rows(wflowstate="New")[0]


def test_a_change_of_state_is_told_signed_and_leads_back_to_the_row(desk: Desk) -> None:
    hook = desk.account.add_webhook(HOOK, events=["workflow"], secret="whsec-1")
    row = an_application(desk)
    key = row["application"]["eId"]
    move(desk, key, "Phone Screen")
    receiver = Receiver()
    assert desk.simulator.deliver(receiver) == 1
    (request,) = receiver.taken
    assert request.headers["Content-Type"] == "application/json"
    digest = hmac.new(b"whsec-1", request.content, hashlib.sha256).digest()
    assert request.headers[HEADER] == base64.b64encode(digest).decode()
    event = orjson.loads(request.content)
    assert list(event) == list(sample("webhook-workflow.json"))
    assert event == {
        "eventType": "workflowUpdate",
        "url": event["url"],
        "id": row["eId"],
        "candidateId": row["eId"],
        "applicationId": key,
        "oldValue": "New",
        "newValue": "Phone Screen",
        "date": NOW_MS,
    }
    found = desk.http.get(event["url"]).json()["candidates"]
    assert [r["application"]["workflowState"] for r in found] == ["Phone Screen"]
    assert desk.account.deliveries()[0]["webhook"] == hook["id"]


def test_the_address_in_an_event_is_where_the_vendor_is_served(desk: Desk) -> None:
    desk.account.add_webhook(HOOK)
    with desk.simulator.serve() as served:
        move(desk, an_application(desk)["application"]["eId"], "Hired")
        event = orjson.loads(desk.account.deliveries()[0]["body"])
        assert event["url"].startswith(f"{served.base_url}/jobvite/api/v2/candidate?")
        answer = httpx.get(event["url"], headers=desk.http.headers, trust_env=False)
    assert answer.json()["candidates"][0]["application"]["workflowState"] == "Hired"
    move(desk, an_application(desk)["application"]["eId"], "Hired")
    event = orjson.loads(desk.account.deliveries()[1]["body"])
    assert event["url"].startswith("http://sandbox.test/")


def test_a_created_and_an_updated_job_are_told(desk: Desk) -> None:
    desk.account.add_webhook(HOOK, events=["job"])
    sent = {"creatorEmail": desk.account.credentials["user_email"], "title": "New"}
    key = desk.http.post("/api/v2/job", json=sent).json()["eId"]
    desk.account.advance(1)
    desk.http.put("/api/v2/job", json={"eId": key, "title": "Newer"})
    bodies = [orjson.loads(d["body"]) for d in desk.account.deliveries()]
    assert [list(body) for body in bodies] == [list(sample("webhook-job.json"))] * 2
    assert [(b["eventType"], b["id"], b["jobId"]) for b in bodies] == [("jobUpdate", key, key)] * 2
    assert [b["date"] for b in bodies] == [NOW_MS, NOW_MS + 1000]
    assert desk.http.get(bodies[0]["url"]).json()["requisitions"][0]["title"] == "Newer"


def test_what_the_owner_changes_is_told_as_well(desk: Desk) -> None:
    desk.account.add_webhook(HOOK)
    row = an_application(desk)
    stage = desk.account.truth("job_interview_stages")[-1]
    change = {"current_stage": {"id": stage["id"]}}
    desk.account.put_truth("applications", row["application"]["eId"], change)
    job = desk.account.truth("jobs")[0]["id"]
    desk.account.put_truth("jobs", job, {"status": "closed"})
    events = [(d["event"], orjson.loads(d["body"])) for d in desk.account.deliveries()]
    assert [event for event, _ in events] == ["workflow", "job"]
    assert events[0][1]["newValue"] == "Rejected"


def test_nothing_else_is_told(desk: Desk) -> None:
    desk.account.add_webhook(HOOK)
    row = an_application(desk)
    job = desk.account.truth("jobs")[0]["id"]
    body = {"candidate": {"email": "a@b.example", "firstName": "A", "lastName": "B"}}
    body["candidate"]["application"] = {"jobEId": job}  # type: ignore[assignment]
    assert desk.http.post("/api/v2/candidate", json=body).status_code == 201
    sent = {"firstName": "X", "application": {"eId": row["application"]["eId"]}}
    desk.http.put("/api/v2/candidate", json={"candidate": sent})
    move(desk, row["application"]["eId"], "New")
    assert desk.account.deliveries() == []


def test_a_failed_delivery_comes_again_the_same_after_1_5_30_120_and_360_minutes(
    desk: Desk,
) -> None:
    desk.account.add_webhook(HOOK)
    move(desk, an_application(desk)["application"]["eId"], "Hired")
    receiver = Receiver(status=500)
    assert desk.simulator.deliver(receiver) == 1
    for minutes in (1, 5, 30, 120, 360):
        desk.account.advance(minutes * 60 - 1)
        assert desk.simulator.deliver(receiver) == 0
        desk.account.advance(1)
        assert desk.simulator.deliver(receiver) == 1
    desk.account.advance(10**6)
    assert desk.simulator.deliver(receiver) == 0
    assert len({(r.content, r.headers[HEADER]) for r in receiver.taken}) == 1
    assert desk.account.deliveries()[0]["state"] == "dead"


def test_events_of_one_application_stay_in_order_and_hold_up_no_other(desk: Desk) -> None:
    desk.account.add_webhook(HOOK)
    first, other = (row["application"]["eId"] for row in desk.rows(wflowstate="New")[:2])
    for state in ("Screened", "Phone Screen", "Hired"):
        move(desk, first, state)
    move(desk, other, "Screened")
    assert desk.simulator.deliver(Receiver(status=500)) == 2
    receiver = Receiver()
    assert desk.simulator.deliver(receiver) == 0
    desk.account.advance(60)
    assert desk.simulator.deliver(receiver) == 4
    told = [orjson.loads(request.content) for request in receiver.taken]
    mine = [event["newValue"] for event in told if event["applicationId"] == first]
    assert mine == ["Screened", "Phone Screen", "Hired"]


@pytest.mark.parametrize(
    ("keys", "missing"),
    [("both", set()), ("id_only", {"candidateId"}), ("named_only", {"id"})],
)
def test_the_switch_of_the_keys(keys: str, missing: set[str]) -> None:
    with Desk(assumptions={"webhook_keys": keys}) as desk:
        desk.account.add_webhook(HOOK)
        move(desk, an_application(desk)["application"]["eId"], "Hired")
        (delivery,) = desk.account.deliveries()
    assert sample("webhook-workflow.json").keys() - orjson.loads(delivery["body"]).keys() == missing


def test_the_switch_of_the_signature() -> None:
    body, secret = b"{}", "key"
    raw = hmac.new(secret.encode(), body, hashlib.sha256)
    made = webhooks.sign(values(webhook_signature="hex"), secret, body, "job", "a")
    assert made == ((HEADER, raw.hexdigest()),)
    assert webhooks.sign(values(webhook_signature="off"), secret, body, "job", "a") == ()
    assert webhooks.sign(values(), "", body, "job", "a") == ()


def test_webhooks_can_be_registered_over_the_api(desk: Desk) -> None:
    made = desk.http.post("/api/v2/webhook", json={"url": HOOK, "eventType": "jobUpdate"})
    assert made.status_code == 200
    key = made.json()["webhook"]["eId"]
    assert key[0] == "h"
    assert desk.get("webhook")["webhooks"] == [{"eId": key, "eventType": "jobUpdate", "url": HOOK}]
    desk.account.add_webhook(HOOK)
    assert desk.get("webhook")["total"] == 2
    assert desk.account.webhooks()[0]["events"] == ["job"]
    assert desk.http.delete(f"/api/v2/webhook/{key}").status_code == 200
    assert desk.get("webhook")["total"] == 1
    assert desk.http.delete(f"/api/v2/webhook/{key}").status_code == 404


def test_without_a_key_there_is_no_signature(desk: Desk) -> None:
    for key in ({}, {"signingKey": "hush"}):
        assert desk.http.post("/api/v2/webhook", json={"url": HOOK, **key}).status_code == 200
    assert [hook["secret"] for hook in desk.account.webhooks()] == ["", "hush"]
    move(desk, an_application(desk)["application"]["eId"], "Screened")
    receiver = Receiver()
    assert desk.simulator.deliver(receiver) == 2
    assert [HEADER in request.headers for request in receiver.taken] == [False, True]


def test_what_stands_behind_a_job_is_part_of_it_whoever_changes_it(desk: Desk) -> None:
    desk.account.add_webhook(HOOK)
    job = desk.jobs()[0]["eId"]
    desk.account.put_truth("requisitions", job, {"region": "Nord"})
    shown = desk.get(f"job/{job}")["requisitions"][0]
    assert (shown["region"], shown["lastUpdatedDate"]) == ("Nord", NOW_MS)
    desk.account.advance(1)
    desk.http.put("/api/v2/job", json={"eId": job, "region": "Ost", "title": "Both"})
    dates = [orjson.loads(d["body"])["date"] for d in desk.account.deliveries()]
    assert dates == [NOW_MS, NOW_MS + 1000]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"url": "http://example.com/x"},
        {"url": "ftp://127.0.0.1/"},
        {"url": HOOK, "eventType": "everything"},
    ],
)
def test_a_webhook_that_may_not_be_is_refused(desk: Desk, body: Any) -> None:
    assert desk.http.post("/api/v2/webhook", json=body).status_code == 400
    assert desk.account.webhooks() == []
