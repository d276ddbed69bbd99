"""The golden payloads, rebuilt from truth byte for byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ats_simulator.paging import PageNumber
from ats_simulator.provider import Event, WireRow
from ats_simulator.providers.nexivohr import wire
from ats_simulator.providers.nexivohr.listing import envelope
from ats_simulator.providers.nexivohr.webhooks import payload
from ats_simulator.services import Rows
from ats_simulator.world.instants import from_instant
from ats_simulator.world.validate import complete, validate
from tests.simulator.providers.nexivohr.desk import PROVIDER, Desk

GOLDEN = Path(__file__).parents[4] / "fixtures" / "providers" / "nexivohr"

ZOE = {
    "id": "101",
    "first_name": "Zoë",
    "last_name": "Ångström-O'Neil",
    "emails": [
        {"email": "zoe.angstrom@mail.example", "type": "work"},
        {"email": "second@mail.example", "type": None},
    ],
    "phones": [{"number": "+1-555-0100", "extension": None, "type": "mobile"}],
    "title": "Senior Engineer",
    "address": {
        "street": "1 Example Street",
        "city": "San Francisco",
        "state": "CA",
        "postal_code": None,
        "country": "US",
    },
    "status": "screening",
    "created_at": "2026-03-08T09:59:59.999Z",
    "updated_at": "2026-11-01T05:30:00.000Z",
}
NKECHI = {
    "id": "102",
    "first_name": "Nkechi",
    "last_name": "Obi",
    "emails": [{"email": "nkechi.obi@mail.example", "type": None}],
    "address": {
        "street": None,
        "city": "Lagos",
        "state": None,
        "postal_code": None,
        "country": "NG",
    },
    "status": "new",
    "created_at": "2026-11-01T05:30:00.250Z",
    "updated_at": "2026-11-01T05:30:00.250Z",
}
JOB = {
    "id": "31",
    "name": "Backend Engineer",
    "description": "Build and run APIs.",
    "status": "open",
    "address": {
        "street": None,
        "city": "Austin",
        "state": "TX",
        "postal_code": None,
        "country": "US",
    },
    "job_type": "full_time",
    "created_at": "2026-02-01T08:00:00.000Z",
    "updated_at": "2026-02-01T08:00:00.000Z",
}
APPLICATION = {
    "id": "9001",
    "candidate": {"id": "101"},
    "job": {"id": "31"},
    "applied_at": "2026-03-09T12:00:00.000Z",
    "current_stage": {"id": "interview", "name": "interview", "kind": "interview"},
    "created_at": "2026-03-09T12:00:00.000Z",
    "updated_at": "2026-03-20T16:45:10.900Z",
}


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes().rstrip(b"\n")


def rendered(resource: str, record: dict[str, Any]) -> WireRow:
    truth = validate(resource, complete(resource, record))
    with Desk(size=0).services() as services:
        (row,) = PROVIDER.render(services, resource, 7, truth)
    return row


def test_a_candidate_is_the_sample() -> None:
    assert rendered("candidates", ZOE).body == golden("candidate.json")


def test_a_job_is_the_sample() -> None:
    assert rendered("jobs", JOB).body == golden("job.json")


def test_a_submission_is_the_sample() -> None:
    assert rendered("applications", APPLICATION).body == golden("submission.json")


def test_a_list_is_the_sample() -> None:
    rows = Rows(bodies=[rendered("candidates", who).body for who in (ZOE, NKECHI)], total=2)
    page = envelope("data_meta", "candidates", rows, PageNumber(page=1, per_page=25))
    assert page == golden("candidates_list.json")


def test_a_webhook_body_is_the_sample() -> None:
    sample = json.loads(golden("webhook_candidate_created.json"))
    event = Event(name="candidate.created", data=rendered("candidates", NKECHI).body)
    desk = Desk(size=0)
    body = payload(desk.tenant, "evt_01J8ZK5Q", event, from_instant("2026-11-01T05:30:00.999Z"))
    assert body == sample["body"].encode()


def test_a_webhook_signature_is_the_sample() -> None:
    sample = json.loads(golden("webhook_candidate_created.json"))
    assert PROVIDER.webhooks is not None
    headers = dict(
        PROVIDER.webhooks.sign(
            Desk(size=0).tenant,
            sample["secret"],
            sample["body"].encode(),
            "candidate.created",
            "dlv_1",
        )
    )
    assert headers["X-NexivoHR-Signature"] == sample["x_nexivohr_signature_hex"]
    assert headers["X-NexivoHR-Event"] == "candidate.created"
    assert headers["X-NexivoHR-Delivery"] == "dlv_1"


def test_an_id_beyond_a_double_is_written_digit_by_digit() -> None:
    record = {**APPLICATION, "id": str(2**53 + 1)}
    assert b'{"id":9007199254740993,' in rendered("applications", record).body


def test_an_id_that_is_no_number_stays_a_string() -> None:
    for key in ("abc", "١٢", "9" * 40, "-1"):
        assert json.loads(rendered("candidates", {**NKECHI, "id": key}).body)["id"] == key


def test_an_empty_string_is_not_null() -> None:
    assert json.loads(rendered("candidates", {**NKECHI, "title": ""}).body)["current_title"] == ""


def test_statuses_without_a_word_of_the_vendor_are_merged() -> None:
    shown = {
        status: json.loads(rendered("jobs", {**JOB, "status": status}).body)["status"]
        for status in ("open", "closed", "draft", "pending", "archived")
    }
    assert shown == {
        "open": "open",
        "closed": "closed",
        "draft": "draft",
        "pending": "draft",
        "archived": "closed",
    }


def test_a_job_type_without_a_word_of_the_vendor_is_null() -> None:
    for kind in ("internship", "volunteer", "per_diem"):
        row = json.loads(rendered("jobs", {**JOB, "job_type": kind}).body)
        assert row["employment_type"] is None


def test_search_text_keeps_fields_apart() -> None:
    row = rendered("candidates", {**NKECHI, "title": None})
    assert "obi" in row.search.split(wire.SEPARATOR)
    assert "nkechi obi" not in row.search
