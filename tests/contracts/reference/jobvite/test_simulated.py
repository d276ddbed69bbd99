"""The connector against the simulated vendor: what the lens says of the truth is what is shown."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from ats_contracts.compare import compare
from ats_contracts.model import RESOURCES
from ats_simulator import lens as of
from ats_simulator.providers.jobvite import PROVIDER
from tests.contracts.reference.conftest import Clock, Unified
from tests.contracts.reference.jobvite.conftest import Front

Json = Any
FED = sorted(of.fed(PROVIDER.lens))
OF_EACH_ROW = {("applications", "attachments"), ("candidates", "attachments")}
"""Not in the vendor's lists: they take a request for each person; they have their own resource."""


def expected(unified: Unified, resource: str) -> dict[str, Json]:
    """Project the truth that lists show."""
    values = unified.account.describe()["assumptions"]
    shown = of.listed(PROVIDER.lens, resource, unified.account.truth, values)
    found = [of.project(of.fed(PROVIDER.lens)[resource], truth, values) for truth in shown]
    return {str(record["id"]): record for record in found}


def differences(resource: str, wanted: Json, row: Json) -> list[Json]:
    """List the leaves in which a row is not what it should be; references in any order."""
    found: list[Json] = []
    for name, value in wanted.items():
        if (resource, name) in OF_EACH_ROW:
            continue
        shown, unordered = row[name], name == "applications"
        shape = RESOURCES[resource][name]
        found += compare(name, value, shown, shape=shape, unordered=unordered).divergences
    return found


@pytest.mark.parametrize("resource", FED)
def test_every_list_shows_what_the_lens_says(simulated: Front, resource: str) -> None:
    unified = simulated()
    rows, wanted = unified.walk(resource, limit=17), expected(unified, resource)
    assert sorted(row["id"] for row in rows) == sorted(wanted)
    assert not [d for row in rows for d in differences(resource, wanted[row["id"]], row)]


@pytest.mark.parametrize("resource", FED)
def test_a_get_shows_what_the_list_shows(simulated: Front, resource: str) -> None:
    unified = simulated(size=8)
    rows = unified.walk(resource)
    for row in rows[:3] + rows[-1:]:
        assert unified.get(f"{resource}/{row['id']}").json() == row
    assert unified.get(f"{resource}/999999999").status_code == 404


@pytest.mark.parametrize("status", ["429", "403", "200"])
def test_the_vendors_own_limit_is_seen_under_every_status(
    simulated: Front, status: str, clock: Clock
) -> None:
    unified = simulated(
        size=3,
        limits="on",
        assumptions={"rate_limited_status": status},
        clock={"mode": "manual", "now": "2026-11-01T00:00:00Z"},
    )
    unified.account.exhaust("minute")
    answer = unified.get("jobs")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert unified.get("jobs").status_code == 429
    assert len(unified.sent()) == 1


def test_the_vendor_never_has_to_refuse_a_walk(simulated: Front, clock: Clock) -> None:
    unified = simulated(
        size=12, limits="on", clock={"mode": "manual", "now": "2026-11-01T00:00:00Z"}
    )
    for resource in ("attachments", "offers", "candidates", "jobs"):
        unified.walk(resource, limit=4)
    assert clock.slept
    sent = unified.sent()
    assert len(sent) > 30
    assert not [exchange for exchange in sent if exchange["limited"]]


def test_no_address_holds_a_key_and_no_answer_repeats_one(simulated: Front) -> None:
    unified = simulated(size=4)
    text = "".join(json.dumps(unified.walk(resource)) for resource in FED)
    secrets = [unified.account.credentials[name] for name in ("api_key", "secret")]
    assert not [secret for secret in secrets if secret in text]
    for exchange in unified.sent():
        assert not [secret for secret in secrets if secret in str(exchange["query"])]


# Writes


def an_open_pair(unified: Unified) -> tuple[str, str]:
    """Find a person and a job who do not know each other."""
    jobs = [job["id"] for job in unified.walk("jobs")]
    emails: list[str] = []
    rows = unified.walk("candidates")
    emails = [row["emails"][0]["email"] for row in rows if row["emails"]]
    taken = {
        (a["candidate"]["id"], (a["job"] or {}).get("id")) for a in unified.walk("applications")
    }
    for row in rows:
        if row["emails"] and emails.count(row["emails"][0]["email"]) == 1:
            for job in jobs:
                if (row["id"], job) not in taken and row["first_name"] and row["last_name"]:
                    return row["id"], job
    raise AssertionError("nobody is left")


def test_what_is_created_and_changed_is_the_truth(simulated: Front) -> None:
    unified = simulated(size=12)
    _, job = an_open_pair(unified)
    body = {
        "first_name": "Zoë-Ælfrīþ",
        "last_name": "O'Brien",
        "company": "Müller & Söhne",
        "title": "Ingénieure",
        "emails": [{"email": "Write.Test@mail.example"}],
        "phones": [{"number": "+1 201-555-0123"}],
        "applications": [{"job": {"id": job}}],
    }
    made = unified.call("POST", "candidates", json=body)
    assert made.status_code == 201, made.text
    key = made.json()["id"]
    wanted = expected(unified, "candidates")[key]
    for name in ("first_name", "last_name", "company", "title"):
        assert wanted[name] == made.json()[name] == body[name]
    changed = unified.call("PATCH", f"candidates/{key}", json={"company": None, "title": "Lead"})
    assert (changed.json()["company"], changed.json()["title"]) == (None, "Lead")
    assert expected(unified, "candidates")[key]["company"] is None
    again = unified.call("POST", "candidates", json=body)
    assert again.status_code == 409


def test_an_application_is_filed_moved_and_rejected(simulated: Front) -> None:
    unified = simulated(size=12)
    candidate, job = an_open_pair(unified)
    reference = {"candidate": {"id": candidate}, "job": {"id": job}}
    stages = {row["name"]: row["id"] for row in unified.walk("job_interview_stages")}
    body = {**reference, "current_stage": {"id": stages["Phone Screen"]}}
    made = unified.call("POST", "applications", json=body)
    assert made.status_code == 201, made.text
    key = made.json()["id"]
    assert made.json()["current_stage"]["name"] == "Phone Screen"
    reason = unified.walk("reject_reasons")[0]["name"]
    moved = {"id": key, "current_stage": {"id": stages["Offer Sent"]}}
    assert unified.call("POST", "applications/move-stage", json=moved).status_code == 200
    done = unified.call("POST", "applications/reject", json={"id": key, "reject_reason": reason})
    found = done.json()["result"]
    assert (found["current_stage"]["name"], found["reject_reason"]) == ("Rejected", reason)
    assert differences("applications", expected(unified, "applications")[key], found) == []


def test_a_job_and_a_user_are_created_and_changed(simulated: Front) -> None:
    unified = simulated(size=3)
    job = {
        "name": "Head of R&D (m/f/d) 東京",
        "description": "<p>Wir suchen …</p>",
        "status": "open",
        "job_type": "part_time",
    }
    made = unified.call("POST", "jobs", json=job)
    assert made.status_code == 201, made.text
    assert {name: made.json()[name] for name in job} == job
    key = made.json()["id"]
    closed = unified.call("PATCH", f"jobs/{key}", json={"status": "closed"})
    assert (closed.json()["status"], closed.json()["name"]) == ("closed", job["name"])
    for flag in (True, False):
        answer = unified.call("PATCH", f"jobs/{key}", json={"confidential": flag})
        assert answer.json()["confidential"] is flag
    closed = unified.get(f"jobs/{key}")
    assert differences("jobs", expected(unified, "jobs")[key], closed.json()) == []
    user = {
        "first_name": "Ida",
        "last_name": "Berg",
        "emails": [{"email": "ida.berg@acme.example"}],
        "access_role": "Recruiter",
    }
    hired = unified.call("POST", "users", json=user)
    assert hired.status_code == 201, hired.text
    renamed = unified.call("PATCH", f"users/{hired.json()['id']}", json={"last_name": "Bergström"})
    assert renamed.json()["name"] == "Ida Bergström"
    assert expected(unified, "users")[hired.json()["id"]]["last_name"] == "Bergström"


def passed_through(unified: Unified, method: str, path: str, body: Json) -> Any:
    return unified.call(method, path, json=body, truto_body_passthrough="true")


def own_fields(record: Json) -> dict[str, str]:
    """Give what a record says of the customer's own fields of an application."""
    fields = record["remote_data"]["application"]["customField"]
    return {field["fieldCode"]: field["value"] for field in fields}


def test_a_customers_own_fields_are_written_in_the_vendors_own_body(simulated: Front) -> None:
    unified = simulated(size=12)
    fields = unified.account.truth("custom_fields")
    code, other = [f["code"] for f in fields if f["entity"] == "application"][:2]
    path = f"applications/{unified.walk('applications')[0]['id']}"
    change = {"customField": [{"fieldCode": code, "value": "Größe 7"}]}
    answer = passed_through(unified, "PATCH", path, {"candidate": {"application": change}})
    assert answer.status_code == 200, answer.text
    assert own_fields(unified.get(path).json())[code] == "Größe 7"
    change = {"customField": [{"fieldCode": other, "value": "yes"}]}
    both = {"candidate": {"title": "Lead", "application": change}}
    person = f"candidates/{answer.json()['candidate']['id']}"
    changed = passed_through(unified, "PATCH", person, both).json()
    assert (changed["title"], own_fields(changed)[other]) == ("Lead", "yes")
    change = {"customField": [{"fieldCode": "nobodys", "value": "1"}]}
    refused = passed_through(unified, "PATCH", path, {"candidate": {"application": change}})
    assert refused.status_code == 400


NOT_THE_VENDORS: list[Json] = [
    {},
    {"application": {}},
    {"candidate": []},
    {"candidate": {"application": 7}},
    {"candidate": {"application": {"stage": []}}},
]


def test_a_body_that_is_not_the_vendors_is_not_passed_through(simulated: Front) -> None:
    unified = simulated(size=2)
    keys = {path: unified.walk(path)[0]["id"] for path in ("candidates", "applications")}
    for body in NOT_THE_VENDORS:
        for path, key in keys.items():
            for method, where in (("POST", path), ("PATCH", f"{path}/{key}")):
                assert passed_through(unified, method, where, body).status_code == 400
    assert passed_through(unified, "POST", "attachments", {"x": 1}).status_code == 400
    assert not [each for each in unified.sent() if each["method"] != "GET"]


def test_a_job_for_a_few_becomes_one_for_all(simulated: Front) -> None:
    unified = simulated()
    job = next(row["id"] for row in unified.walk("jobs") if row["confidential"])
    answer = unified.call("PATCH", f"jobs/{job}", json={"confidential": False})
    assert answer.json()["confidential"] is False
    assert expected(unified, "jobs")[job]["confidential"] is False


@pytest.mark.parametrize("kind", ["resume", "cover_letter", "other"])
def test_a_document_is_stored_byte_for_byte(simulated: Front, kind: str) -> None:
    unified = simulated(size=4)
    application = unified.walk("applications")[0]["id"]
    body = {
        "file_name": "Zeugnis ü.txt",
        "application": {"id": application},
        "attachment_type": kind,
        "file": "c2FtcGxlIHBvcnRmb2xpbw==",
    }
    made = unified.call("POST", "attachments", json=body)
    assert made.status_code == 201, made.text
    row = unified.get(f"attachments/{made.json()['id']}").json()
    assert row["remote_data"]["document"]["content"] == body["file"]
    assert (row["attachment_type"], row["file_name"]) == (kind, "Zeugnis ü.txt")
    assert made.json()["id"] in expected(unified, "attachments")
    asked = {"id": made.json()["id"]}
    answer = unified.call("POST", "attachments/download", json=asked)
    assert answer.content == b"sample portfolio"
    assert answer.headers["content-type"].startswith("text/plain")
    assert quote("Zeugnis ü.txt") in answer.headers["content-disposition"]


def test_a_document_of_which_only_the_text_is_shown_cannot_be_downloaded(simulated: Front) -> None:
    unified = simulated(size=20, assumptions={"artifacts_access": "none"})
    keys = [key for key in expected(unified, "attachments") if key.endswith(":resume")]
    answer = unified.call("POST", "attachments/download", json={"id": keys[0]})
    assert answer.status_code == 404
    assert "bytes" in answer.json()["message"]


@pytest.mark.parametrize("body", [{}, {"id": 7}, {"id": ""}], ids=str)
def test_a_download_says_which(simulated: Front, body: Json) -> None:
    answer = simulated(size=2).call("POST", "attachments/download", json=body)
    assert answer.status_code == 400
