"""Every golden payload is rebuilt from a truth record, or accepted as a request."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET
from typing import Any

import orjson
import pytest

from ats_simulator.providers.jobvite.reads import applications, paging
from ats_simulator.providers.jobvite.v1 import candidates as v1_candidates
from ats_simulator.providers.jobvite.v1 import feed
from ats_simulator.providers.jobvite.wire import lists
from ats_simulator.providers.jobvite.wire.candidates import Document, Sheet, row
from ats_simulator.providers.jobvite.wire.jobs import requisition
from ats_simulator.providers.jobvite.wire.style import Style, style_in
from ats_simulator.world.instants import to_instant
from tests.simulator.providers.jobvite.desk import FIXTURES, Desk, sample
from tests.simulator.providers.jobvite.golden import (
    AMARA,
    BACKEND,
    FILE,
    HANA,
    PHONE_SCREEN,
    RUI,
    SHIFT,
    a_job,
    a_post,
    a_record,
    a_requisition,
    a_sheet,
    amara,
    amara_again,
    an_address,
    an_application,
    answers,
    bilal,
    jan,
)

NEWEST = Style()
OLD = Style(omit_null=False, old=True)


def page_of(name: str, *shown: Any, total: int | None = None) -> bytes:
    bodies = [orjson.dumps(each) for each in shown]
    return paging.envelope(name, bodies, len(bodies) if total is None else total)


def compact(value: Any) -> bytes:
    """Write a payload as it goes over the wire: compact, keys in the order of the file."""
    return orjson.dumps(value)


def test_the_list_of_three_rows() -> None:
    sheets = [amara(NEWEST), amara_again(NEWEST), bilal(NEWEST)]
    made = page_of("candidates", *(row(s, NEWEST) for s in sheets))
    golden = sample("candidate-list.json")
    assert orjson.loads(made) == golden
    assert made == compact(golden)


def test_the_single_row() -> None:
    made = page_of("candidates", row(amara(NEWEST), NEWEST))
    assert made == compact(sample("candidate-single.json"))


def test_a_row_of_2015_has_its_nulls() -> None:
    made = page_of("candidates", row(jan(), OLD))
    golden = sample("candidate-legacy-nulls.json")
    assert orjson.loads(made) == golden
    assert made == compact(golden)


def test_the_page_past_the_end() -> None:
    assert page_of("candidates") == compact(sample("candidate-empty-page.json"))


def test_a_row_with_documents() -> None:
    golden = sample("candidate-artifacts.json")
    shown = golden["candidates"][0]["application"]
    papers = [
        ("resume", shown["resume"]),
        ("cover_letter", shown["coverletter"]),
        *(("other", each) for each in shown["attachments"]),
    ]
    documents = [
        Document(name=p["name"], kind=kind, content=base64.b64decode(p["content"]), text="")
        for kind, p in papers
    ]
    sheet = amara(NEWEST, documents=documents)
    made = page_of("candidates", row(sheet, NEWEST, encoded=True))
    assert made == compact(golden)


def test_the_list_of_jobs() -> None:
    made = page_of("requisitions", requisition(BACKEND, NEWEST), requisition(SHIFT, NEWEST))
    golden = sample("job-list.json")
    assert orjson.loads(made) == golden
    assert made == compact(golden)


def test_the_single_job() -> None:
    made = page_of("requisitions", requisition(BACKEND, NEWEST))
    assert made == compact(sample("job-single.json"))


def test_the_list_of_employees() -> None:
    made = page_of("employees", lists.employee(*HANA), lists.employee(*RUI))
    assert made == compact(sample("employee-list.json"))


def test_an_offer_letter() -> None:
    golden = sample("offerLetter.json")
    offer = {
        "status": "signed",
        "closed_at": to_instant(golden["eSignature"]["offerLetterCompleted"]),
        "created_at": to_instant(golden["eSignature"]["offerLetterCreated"]),
    }
    content = base64.b64decode(golden["eSignature"]["offerLetter"])
    made = applications.letter(offer, "Backend Engineer", content)
    assert compact({**made, "status": {"code": 200, "messages": []}}) == compact(golden)


def the_interview() -> Any:
    start = 1_782_900_000_000
    record = {
        "id": "iV1wXfw1",
        "application": {"id": "pA1aXfwK"},
        "candidate": {"id": "eA1bCfwE"},
        "location": "Video",
        "start_at": to_instant(start),
        "end_at": to_instant(start + 45 * 60_000),
        "status": "scheduled",
        "created_at": to_instant(1_782_100_000_000),
        "updated_at": to_instant(1_782_300_000_000),
    }
    return lists.interview(record, "oJ1kLfwN", "Phone Screen", [HANA], NEWEST)


def the_workflow() -> Any:
    golden = REFERENCES["GET /api/v2/workflow"]["workflows"][0]
    stages = [{"id": s["eId"], "name": s["name"]} for s in golden["workflowStates"]]
    positions = {s["eId"]: s["sequence"] for s in golden["workflowStates"]}
    return lists.workflow({"id": "wG1nLfwA", "name": "General", "stages": stages}, positions)


def a_field(
    entity: str, code: str, label: str, kind: str, *options: str, required: bool = False
) -> Any:
    return lists.custom_field(
        {
            "entity": entity,
            "code": code,
            "label": label,
            "type": kind,
            "is_required": required,
            "options": list(options),
        }
    )


REFERENCES = sample("reference-lists.our-choice.json")
LISTS: dict[str, tuple[str, list[Any]]] = {
    "disposition": (
        "dispositions",
        [
            lists.disposition({"id": "dR1sNfw1", "name": "Not enough experience"}),
            lists.disposition({"id": "dR2sNfw2", "name": "Accepted another offer"}),
        ],
    ),
    "workflow": ("workflows", [the_workflow()]),
    "department": (
        "departments",
        [
            lists.department({"id": "mD1pTfw1", "name": "R&D"}),
            lists.department({"id": "mD2pTfw2", "name": "Ops"}),
        ],
    ),
    "location": (
        "locations",
        [
            lists.location(
                {
                    "id": "lL1cNfw1",
                    "name": "Austin, TX",
                    "address": an_address(None, "Austin", "TX", "78701", "US"),
                }
            ),
            lists.location(
                {
                    "id": "lL2cNfw2",
                    "name": "Bogota, Colombia",
                    "address": an_address(None, "Bogota", None, None, "CO"),
                }
            ),
        ],
    ),
    "category": (
        "categories",
        [
            lists.department({"id": "kC1tGfw1", "name": "Engineering"}),
            lists.department({"id": "kC2tGfw2", "name": "Operations"}),
        ],
    ),
    "role": ("roles", [{"name": name} for name in lists.ROLES]),
    "customfield": (
        "customFields",
        [
            a_field(
                "application", "open_to_relocation", "Open to relocation?", "list", "Yes", "No"
            ),
            a_field("application", "notice_period_in_weeks", "Notice period in weeks", "number"),
            a_field("application", "sync_note", "Sync note", "text"),
            a_field("job", "business_unit", "Business unit", "text", required=True),
            a_field(
                "job",
                "employment_type",
                "Employment type",
                "list",
                "Permanent contract",
                "Fixed term",
            ),
        ],
    ),
    "interview": ("interviews", [the_interview()]),
}


@pytest.mark.parametrize("path", sorted(LISTS))
def test_a_reference_list(path: str) -> None:
    name, shown = LISTS[path]
    assert page_of(name, *shown) == compact(REFERENCES[f"GET /api/v2/{path}"])


def test_the_list_of_webhooks(desk: Desk) -> None:
    desk.account.add_webhook("http://localhost:9/hooks/jobvite", events=["workflow"])
    shown = desk.get("webhook")
    golden = REFERENCES["GET /api/v2/webhook"]
    assert shown["webhooks"][0].keys() == golden["webhooks"][0].keys()
    assert shown["webhooks"][0]["eventType"] == "workflowUpdate"
    assert {**shown, "webhooks": []} == {**golden, "webhooks": []}


def test_what_an_applicant_did_before(desk: Desk) -> None:
    golden = sample("application-subresources.our-choice.json")
    application = desk.account.truth("applications")[0]
    key, person = application["id"], application["candidate"]["id"]
    past = {
        "work_history": [
            {
                "title": "Software Engineer",
                "company": "Initech",
                "start_year": "2019",
                "start_month": "04",
                "end_year": None,
                "end_month": None,
            }
        ],
        "education": [
            {
                "school": "Example University",
                "degree": "BSc",
                "field": "Computer Science",
                "start_year": "2014",
                "end_year": "2018",
            }
        ],
    }
    desk.account.put_truth("person_records", person, past)
    for name in ("workhistory", "education"):
        answer = desk.http.get(f"/api/v2/application/{key}/{name}")
        assert answer.content == compact(golden[f"GET /api/v2/application/pA1aXfwK/{name}"])


# ── the old API ──────────────────────────────────────────────────────────────────────────────


def canonical(xml: str) -> str:
    return ET.canonicalize(xml, strip_text=True)


def the_v1_sheet() -> Sheet:
    return a_sheet(
        {**AMARA, "title": None},
        FILE,
        application=an_application(
            "pA1aXfwK", PHONE_SCREEN, 0, 0, source={"id": "x", "name": "Rui Costa"}
        ),
        record=a_record(
            source_kind="JobBoard", custom_fields=[{"code": "open_to_relocation", "value": "No"}]
        ),
        statistics=answers(None, None),
        documents=(
            Document(
                name="cv", kind="resume", content=b"", text="Amara Okafor - Software Engineer"
            ),
        ),
    )


def test_a_candidate_in_hr_xml() -> None:
    made = v1_candidates.candidate_xml(the_v1_sheet(), ("1042", "Backend Engineer"))
    answer = v1_candidates.around_candidates("getCandidates", 1, 1, [made])
    golden = (FIXTURES / "v1-getCandidates.xml").read_text(encoding="utf-8")
    assert canonical(answer.body.decode()) == canonical(golden)


def test_an_error_in_xml() -> None:
    answer = v1_candidates.failure("getNewHires", 201, "Unable to open connection.")
    golden = (FIXTURES / "v1-error.xml").read_text(encoding="utf-8")
    assert canonical(answer.body.decode()) == canonical(golden)
    assert answer.status == 200


def test_a_job_of_the_feed() -> None:
    at = "2026-06-18T12:00:00.000Z"
    job = a_job("oJ1kLfwN", created_at=at, opened_at=at)
    values = [{"code": "business_unit", "value": "Platform"}]
    behind = a_requisition("oJ1kLfwN", eeo_category=None, starts_at=None, custom_fields=values)
    golden = sample("v1-jobFeed.json")
    made = feed.feed_job(a_post(job, behind))
    assert made == golden["jobs"][0]
    assert list(made) == list(golden["jobs"][0])


def test_the_envelope_of_the_feed(reading: Desk) -> None:
    golden = sample("v1-jobFeed.json")
    shown = reading.http.get("/v1/jobFeed", params={"companyId": "q"}).json()
    assert list(shown) == list(golden)
    assert shown["filterCriteria"] == golden["filterCriteria"]


# ── requests ─────────────────────────────────────────────────────────────────────────────────


def with_job(desk: Desk, body: Any) -> Any:
    """Name a job of this tenant in a golden creation; nothing else is changed."""
    job = next(j for j in desk.account.truth("jobs") if j["requisition_id"])
    application = body["candidate"]["application"]
    for key, value in (("jobEId", job["id"]), ("requisitionId", job["requisition_id"])):
        if key in application:
            application[key] = value
    return body


@pytest.mark.parametrize(
    "name", ["candidate-create.request.json", "candidate-create.jobEId.request.json"]
)
def test_both_dialects_of_a_creation(desk: Desk, name: str) -> None:
    body = with_job(desk, sample(name))
    answer = desk.http.post("/api/v2/candidate", json=body)
    golden = sample("candidate-create.response.201.json")
    assert answer.status_code == 201
    made = answer.json()
    assert made["application"].keys() == golden["application"].keys()
    assert made["status"] == golden["status"]
    golden["application"] = made["application"]
    assert answer.content == compact(golden)
    row = desk.row(made["application"]["EId"])
    sent = body["candidate"]
    assert row["eId"] == made["application"]["candidate"]["EId"]
    assert (row["firstName"], row["email"], row["mobile"]) == (
        "Dana",
        sent["email"],
        sent["mobile"],
    )
    assert row["application"]["source"] == sent["application"]["source"]
    assert row["application"]["resume"]["name"] == "dana_cole.pdf"


def test_an_update(desk: Desk) -> None:
    body = sample("candidate-update.request.json")
    application = desk.rows(wflowstate="New")[0]["application"]
    body["candidate"]["application"]["eId"] = application["eId"]
    answer = desk.http.put("/api/v2/candidate", params={"companyId": "q"}, json=body)
    golden = sample("candidate-update.response.200.json")
    assert answer.status_code == 200
    golden["application"] = answer.json()["application"]
    assert answer.content == compact(golden)
    assert list(golden["application"]) == ["EId", "candidate"]
    changed = desk.row(application["eId"])["application"]
    assert changed["workflowState"] == "Rejected"
    assert changed["disposition"] == "Not enough experience"
    assert {"fieldCode": "sync_note", "key": "Sync note", "value": "synced 2026-08-01"} in changed[
        "customField"
    ]


def test_a_job_is_created_and_updated(desk: Desk) -> None:
    body = {
        **sample("job-create.request.json"),
        "creatorEmail": desk.account.credentials["user_email"],
    }
    made = desk.http.post("/api/v2/job", json=body)
    golden = sample("job-create.response.200.json")
    assert made.status_code == 200
    assert made.content == compact({**golden, "eId": made.json()["eId"]})
    change = {**sample("job-update.request.json"), "eId": made.json()["eId"]}
    assert desk.http.put("/api/v2/job", json=change).status_code == 200
    (job,) = desk.get(f"job/{made.json()['eId']}")["requisitions"]
    assert (job["title"], job["jobState"]) == ("Senior Data Analyst", "Draft")
    assert job["description"] == "<p>Analyse more data.</p>"


def test_an_employee_is_created_and_updated(desk: Desk) -> None:
    params = {"userEmail": desk.account.credentials["user_email"]}
    made = desk.http.post(
        "/api/v2/employee", params=params, json=sample("employee-create.request.json")
    )
    assert made.status_code == 200
    (employee,) = made.json()["employees"]
    assert (employee["email"], employee["role"]) == ("noor.patel@acme.example", "Employee")
    change = sample("employee-update.request.json")
    url = f"/api/v2/employee/{employee['userId']}"
    (after,) = desk.http.put(url, params=params, json=change).json()["employees"]
    assert after["employeeId"] == "E-1007"
    found = desk.get("employee", **params, email="noor.patel@acme.example")
    assert found["employees"] == [after]


def test_a_contact_is_created(desk: Desk) -> None:
    params = {"userEmail": desk.account.credentials["user_email"]}
    made = desk.http.post(
        "/api/v2/contact", params=params, json=sample("contact-create.request.json")
    )
    assert made.status_code == 200
    assert list(made.json()) == ["contact", "status"]
    (contact,) = desk.account.truth("contacts")
    assert contact["id"] == made.json()["contact"]["EId"]
    assert contact["fields"]["likedin"] == ""
    assert contact["fields"]["tags"] == ["nursing"]


def test_styles_follow_the_switches() -> None:
    switches = {
        "null_style": "omit",
        "record_style": "y2026",
        "talent_pool_job": "follow_null_style",
    }
    assert style_in(switches) == Style(pool_job="empty")
    assert style_in({**switches, "record_style": "y2015"}) == OLD
