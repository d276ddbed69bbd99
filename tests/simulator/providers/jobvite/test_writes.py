"""Writes: effects, duplicates, refusals; what a change moves and what it leaves alone."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from ats_simulator.world import documents
from tests.simulator.providers.jobvite.desk import NOW_MS, Desk, a_creation, an_open_job, encoded

DUPLICATE = "Duplicate application. Candidate has already applied to this job"


def created(desk: Desk, body: Any) -> tuple[str, str]:
    """Create an application; give its id and the person's."""
    answer = desk.http.post("/api/v2/candidate", json=body)
    assert answer.status_code == 201, answer.text
    application = answer.json()["application"]
    return application["EId"], application["candidate"]["EId"]


def updated(desk: Desk, key: str, **application: Any) -> Any:
    """Update an application; give its row."""
    body = {"candidate": {"application": {"eId": key, **application}}}
    answer = desk.http.put("/api/v2/candidate", json=body)
    assert answer.status_code == 200, answer.text
    return desk.row(key)


def message(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert list(body) == ["status"]
    assert body["status"]["code"] == answer.status_code
    return answer.status_code, body["status"]["messages"][0]


# ── creating ─────────────────────────────────────────────────────────────────────────────────


def test_a_new_row_is_there_at_once_with_all_that_was_sent(desk: Desk) -> None:
    job = an_open_job(desk)
    resume = documents.content_of("resume.docx")
    body = a_creation(
        job["id"],
        address="1 Example St",
        address2="Flat 2",
        city="Oakland",
        state="CA",
        postalCode="94601",
        country="USA",
        homePhone="+1 415 555 0103",
        companyName="Globex",
        title="Analyst",
        application={
            "jobEId": job["id"],
            "workflowState": "Phone Screen",
            "source": "Partner Board",
            "sourceType": "Whatever",
            "gender": "Female",
            "race": "Asian",
            "veteranStatus": "Undefined",
            "comments": "auto-posted",
            "customField": [{"fieldCode": "notice_period_in_weeks", "value": 4}],
            "resume": {"name": "cv.docx", "contentByteArray": encoded(resume)},
            "coverletter": {"name": "letter.txt", "contentByteArray": encoded(b"Dear team\n")},
            "attachments": [{"name": "a.bin", "contentByteArray": encoded(b"\0\1")}],
        },
    )
    key, person = created(desk, body)
    row = desk.row(key)
    assert row["eId"] == person
    assert row["location"] == "Oakland, CA United States"
    assert (row["stateCode"], row["stateName"], row["countryCode"]) == ("CA", "California", "USA")
    assert (row["address2"], row["homePhone"], row["mobile"]) == ("Flat 2", "+1 415 555 0103", "")
    assert (row["companyName"], row["title"]) == ("Globex", "Analyst")
    application = row["application"]
    assert application["job"]["eId"] == job["id"]
    assert (application["workflowState"], application["comments"]) == (
        "Phone Screen",
        "auto-posted",
    )
    assert (application["source"], application["sourceType"]) == ("Partner Board", "Whatever")
    assert (application["gender"], application["race"]) == ("Female", "Asian")
    assert application["veteranStatus"] == "Undefined"
    assert application["sentDate"] == application["lastUpdatedDate"] == NOW_MS
    assert application["customField"] == [
        {"fieldCode": "notice_period_in_weeks", "key": "Notice period in weeks", "value": "4"}
    ]
    assert application["resume"]["content"] == documents.text_of("resume.docx")
    shown = desk.get(f"candidate/{person}")["candidates"][0]["application"]
    assert base64.b64decode(shown["resume"]["content"]) == resume
    assert base64.b64decode(shown["coverletter"]["content"]) == b"Dear team\n"
    assert base64.b64decode(shown["attachments"][0]["content"]) == b"\0\1"


def test_the_job_can_be_named_by_its_requisition_and_the_id_counts_when_both_are(
    desk: Desk,
) -> None:
    jobs = [j for j in desk.account.truth("jobs") if j["requisition_id"]][:2]
    by_requisition = a_creation("", application={"requisitionId": jobs[0]["requisition_id"]})
    key, _ = created(desk, by_requisition)
    assert desk.row(key)["application"]["job"]["eId"] == jobs[0]["id"]
    both = {"requisitionId": jobs[0]["requisition_id"], "jobEId": jobs[1]["id"]}
    key, _ = created(desk, a_creation("", application=both))
    assert desk.row(key)["application"]["job"]["eId"] == jobs[1]["id"]


def test_a_known_address_in_any_case_gets_another_application_and_keeps_its_name(
    desk: Desk,
) -> None:
    first, second = (j["id"] for j in desk.account.truth("jobs")[:2])
    key, person = created(desk, a_creation(first))
    again = a_creation(second, email="DANA.COLE@mail.example", firstName="Other")
    other, same = created(desk, again)
    assert same == person
    assert other != key
    assert {row["firstName"] for row in desk.rows(candidateId=person)} == {"Dana"}


def test_a_second_application_for_the_same_job_is_a_duplicate(desk: Desk) -> None:
    body = a_creation(an_open_job(desk)["id"])
    created(desk, body)
    before = desk.account.describe()["world"]["counts"]
    assert message(desk.http.post("/api/v2/candidate", json=body)) == (409, DUPLICATE)
    assert desk.account.describe()["world"]["counts"] == before


def test_a_closed_job_takes_applications_too(desk: Desk) -> None:
    closed = next(j for j in desk.account.truth("jobs") if j["status"] == "closed")
    created(desk, a_creation(closed["id"]))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"email": None}, (400, "email is required")),
        ({"email": ""}, (400, "email is required")),
        ({"firstName": ""}, (400, "firstName is required")),
        ({"lastName": None}, (400, "lastName is required")),
        ({"application": None}, (400, "requisitionId or jobEId is required")),
        ({"application": {"jobEId": ""}}, (400, "requisitionId or jobEId is required")),
        ({"application": {"jobEId": "oNothing"}}, (404, "Job not found")),
        ({"application": {"requisitionId": "none"}}, (404, "Job not found")),
        ({"application": []}, (400, "Invalid application")),
        ({"firstName": {"x": 1}}, (400, "Invalid firstName")),
        ({"sendEmail": "maybe"}, (400, "Invalid sendEmail")),
        ({"workHistory": "long"}, (400, "Invalid workHistory")),
    ],
)
def test_a_creation_that_lacks_something_is_refused_and_changes_nothing(
    desk: Desk, change: dict[str, Any], expected: tuple[int, str]
) -> None:
    before = desk.account.describe()["world"]["counts"]
    body = a_creation(an_open_job(desk)["id"], **change)
    assert message(desk.http.post("/api/v2/candidate", json=body)) == expected
    assert desk.account.describe()["world"]["counts"] == before


@pytest.mark.parametrize(
    ("application", "expected"),
    [
        ({"workflowState": "Lost"}, "Invalid workflowState"),
        ({"customField": [{"fieldCode": "nothing", "value": "x"}]}, "Invalid fieldCode"),
        ({"customField": {}}, "Invalid customField"),
        ({"resume": {"name": "x"}}, "contentByteArray is required"),
        ({"resume": {"contentByteArray": "%%%"}}, "Invalid contentByteArray"),
        ({"resume": "x"}, "Invalid resume"),
        ({"attachments": [1]}, "Invalid attachments"),
        ({"workflowState": "Rejected", "disposition": "No idea"}, "Invalid disposition"),
        ({"gender": []}, "Invalid gender"),
    ],
)
def test_an_application_that_makes_no_sense_is_refused_on_both_writes(
    desk: Desk, application: dict[str, Any], expected: str
) -> None:
    before = desk.account.describe()["world"]["counts"]
    job = an_open_job(desk)["id"]
    new = a_creation(job, application={"jobEId": job, **application})
    assert message(desk.http.post("/api/v2/candidate", json=new)) == (400, expected)
    key = desk.rows()[0]["application"]["eId"]
    old = {"candidate": {"application": {"eId": key, **application}}}
    assert message(desk.http.put("/api/v2/candidate", json=old)) == (400, expected)
    assert desk.account.describe()["world"]["counts"] == before


@pytest.mark.parametrize("path", ["candidate", "job", "employee", "contact", "webhook"])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"a":1}{'])
def test_what_is_no_json_object_is_refused(desk: Desk, path: str, body: bytes) -> None:
    params = {"userEmail": desk.account.credentials["user_email"]}
    answer = desk.http.post(f"/api/v2/{path}", params=params, content=body)
    assert message(answer) == (400, "Invalid JSON")


def test_a_body_that_is_too_large_is_refused() -> None:
    with Desk(settings={"max_body_bytes": 1000}) as desk:
        answer = desk.http.post("/api/v2/candidate", content=b" " * 1001)
        assert message(answer) == (413, "Request too large")


def test_the_usual_bound_of_a_body_is_25_mebibytes(desk: Desk) -> None:
    largest = 25 * 1024 * 1024
    answer = desk.http.post("/api/v2/candidate", content=b" " * largest)
    assert message(answer) == (400, "Invalid JSON")
    answer = desk.http.post("/api/v2/candidate", content=b" " * (largest + 1))
    assert message(answer) == (413, "Request too large")


def test_nothing_else_about_a_request_matters(desk: Desk) -> None:
    body = {**a_creation(an_open_job(desk)["id"]), "unknown": 1, "sendEmail": "false"}
    body["candidate"]["sendEmail"] = False
    headers = {"Content-Type": "application/json; utf-8", "X-Company-Id": "x"}
    assert desk.http.post("/api/v2/candidate", json=body, headers=headers).status_code == 201


# ── updating ─────────────────────────────────────────────────────────────────────────────────


def test_only_the_application_that_is_named_moves_its_date(desk: Desk) -> None:
    rows = desk.rows()
    row = next(r for r in rows if sum(x["eId"] == r["eId"] for x in rows) == 3)
    before = {r["application"]["eId"]: r["application"]["lastUpdatedDate"] for r in rows}
    key = row["application"]["eId"]
    updated(desk, key)
    after = {r["application"]["eId"]: r["application"]["lastUpdatedDate"] for r in desk.rows()}
    assert {k for k in after if after[k] != before[k]} == {key}
    assert after[key] == NOW_MS


def test_what_is_sent_of_a_person_shows_on_all_their_rows(desk: Desk) -> None:
    rows = desk.rows()
    row = next(r for r in rows if sum(x["eId"] == r["eId"] for x in rows) == 3)
    sent = {
        "firstName": "New",
        "mobile": "+1 415 555 0199",
        "workPhone": "+1 415 555 0198",
        "city": "Bogota",
        "state": "",
        "country": "COL",
        "email": "new@mail.example",
        "lastName": None,
        "application": {"eId": row["application"]["eId"]},
    }
    assert desk.http.put("/api/v2/candidate", json={"candidate": sent}).status_code == 200
    for each in desk.rows(candidateId=row["eId"]):
        assert (each["firstName"], each["lastName"]) == ("New", row["lastName"])
        assert (each["mobile"], each["workPhone"]) == (sent["mobile"], sent["workPhone"])
        assert each["location"] == "Bogota,  Colombia"
        assert each["countryCode"] == "COL"
        assert each["email"] == "new@mail.example"


def test_a_number_goes_to_its_place_whatever_stood_there(desk: Desk) -> None:
    row = next(r for r in desk.rows() if r["mobile"] and not r["workPhone"])
    key = row["application"]["eId"]
    loose = [{"number": n, "extension": None, "type": None} for n in ("+1 415 555 0100", "0101")]
    desk.account.put_truth("candidates", row["eId"], {"phones": loose})
    after = updated(desk, key)
    assert (after["mobile"], after["homePhone"], after["workPhone"]) == (
        "+1 415 555 0100",
        "0101",
        "",
    )
    sent = {"mobile": "+1 415 555 0199", "workPhone": "", "application": {"eId": key}}
    assert desk.http.put("/api/v2/candidate", json={"candidate": sent}).status_code == 200
    after = desk.row(key)
    assert (after["mobile"], after["homePhone"], after["workPhone"]) == (sent["mobile"], "0101", "")


def test_custom_fields_merge_by_code(desk: Desk) -> None:
    key = desk.rows()[0]["application"]["eId"]
    first = updated(desk, key, customField=[{"fieldCode": "sync_note", "value": "one"}])
    others = [f for f in first["application"]["customField"] if f["fieldCode"] != "sync_note"]
    second = updated(desk, key, customField=[{"fieldCode": "sync_note", "value": "two"}])
    fields = second["application"]["customField"]
    assert [f for f in fields if f["fieldCode"] != "sync_note"] == others
    assert [f["value"] for f in fields if f["fieldCode"] == "sync_note"] == ["two"]


def test_a_reason_counts_with_a_rejection_and_stays_afterwards(desk: Desk) -> None:
    key = desk.rows(wflowstate="New")[0]["application"]["eId"]
    ignored = updated(desk, key, workflowState="Screened", disposition="Duplicate")
    assert "disposition" not in ignored["application"]
    rejected = updated(desk, key, workflowState="Rejected", disposition="Duplicate")
    assert rejected["application"]["disposition"] == "Duplicate"
    other = updated(desk, key, disposition="Didn't respond")
    assert other["application"]["disposition"] == "Didn't respond"
    back = updated(desk, key, workflowState="New")
    assert back["application"]["disposition"] == "Didn't respond"
    truth = desk.account.truth_of("applications", key)
    assert truth["rejected_at"] is None


def test_a_hire_has_its_date(desk: Desk) -> None:
    key = desk.rows(wflowstate="New")[0]["application"]["eId"]
    assert "hireDate" not in desk.row(key)["application"]
    assert updated(desk, key, workflowState="Hired")["application"]["hireDate"] == NOW_MS
    desk.account.advance(60)
    assert updated(desk, key)["application"]["hireDate"] == NOW_MS


def test_a_resume_is_replaced_and_attachments_are_appended(desk: Desk) -> None:
    key, person = created(desk, a_creation(an_open_job(desk)["id"]))
    for n in (1, 2):
        content = encoded(f"version {n}".encode())
        paper = {"name": f"{n}.txt", "contentByteArray": content, "format": "ByteArray"}
        updated(desk, key, resume=paper, coverletter=paper, attachments=[paper, paper])
    shown = desk.get(f"candidate/{person}/artifacts")["candidates"][0]["application"]
    assert shown["resume"]["name"] == shown["coverletter"]["name"] == "2.txt"
    assert [a["name"] for a in shown["attachments"]] == ["1.txt", "1.txt", "2.txt", "2.txt"]
    ids = {a["id"] for a in desk.account.truth("attachments") if a["application"]["id"] == key}
    places = ("resume", "coverletter", *range(4))
    assert ids == {f"{key}:{place}" for place in places}
    assert desk.row(key)["application"]["resume"]["content"] == "version 2"


def test_an_update_needs_an_application_that_exists(desk: Desk) -> None:
    def put(body: Any) -> tuple[int, str]:
        return message(desk.http.put("/api/v2/candidate", json=body))

    assert put({}) == (400, "application.eId is required")
    assert put({"candidate": {"eId": "e"}}) == (400, "application.eId is required")
    assert put({"candidate": {"application": {"eId": "pNothing"}}}) == (
        404,
        "Application not found",
    )


def test_an_update_that_changes_nothing_still_moves_the_date(desk: Desk) -> None:
    key = desk.rows()[0]["application"]["eId"]
    state = desk.row(key)["application"]["workflowState"]
    assert updated(desk, key, workflowState=state)["application"]["lastUpdatedDate"] == NOW_MS


# ── jobs and people ──────────────────────────────────────────────────────────────────────────


def test_a_job_takes_further_keys_of_a_requisition(desk: Desk) -> None:
    names = {
        r: desk.account.truth(r)[0]["name"] for r in ("departments", "offices", "job_categories")
    }
    subsidiary = desk.account.truth("organizations")[1]
    sent = {
        "creatorEmail": desk.account.credentials["user_email"],
        "title": "Chef & Co.",
        "briefDescription": "Cook.",
        "description": "<p>Cook.</p>",
        "jobState": "Open",
        "jobType": "Contract",
        "remoteType": "Hybrid",
        "positionLevel": "Senior",
        "postingType": "Limited Access",
        "private": "true",
        "requisitionId": "Z-1",
        "department": names["departments"],
        "location": names["offices"],
        "category": names["job_categories"],
        "subsidiaryName": subsidiary["name"],
        "region": "West",
        "eeoCategory": "Technicians",
        "locationCity": "Paris",
        "locationCountry": "FRA",
        "customField": [{"fieldCode": "business_unit", "value": "Kitchen"}],
    }
    key = desk.http.post("/api/v2/job", json=sent).json()["eId"]
    (job,) = desk.get(f"job/{key}")["requisitions"]
    for name, value in sent.items():
        if name not in ("creatorEmail", "private", "customField", "locationCountry"):
            assert job[name] == value, name
    assert job["private"] is True
    assert (job["locationCountry"], job["subsidiaryId"]) == ("France", subsidiary["id"])
    assert job["customField"][0]["value"] == "Kitchen"
    assert job["createdBy"]
    assert job["approveDate"] == job["sentDate"] == job["lastUpdatedDate"] == NOW_MS
    closed = {"eId": key, "jobState": "Filled"}
    assert desk.http.put("/api/v2/job", json=closed).status_code == 200
    (job,) = desk.get(f"job/{key}")["requisitions"]
    assert (job["jobState"], job["filledOn"]) == ("Filled", NOW_MS)


def test_a_job_takes_its_people_and_the_primary_one_stands_first(desk: Desk) -> None:
    one, two, three = desk.account.truth("users")[:3]
    sent = {
        "creatorEmail": desk.account.credentials["user_email"],
        "title": "Job",
        "hiringManagers": [{"userId": one["id"]}, {"userName": two["emails"][0]["email"]}],
        "primaryHiringManagerEmail": three["emails"][0]["email"],
        "recruiters": [{"email": one["emails"][0]["email"]}],
        "startDate": 1_783_000_000_000,
    }
    key = desk.http.post("/api/v2/job", json=sent).json()["eId"]
    (job,) = desk.get(f"job/{key}")["requisitions"]
    people = [person["userId"] for person in job["hiringManagers"]]
    assert people == [three["id"], one["id"], two["id"]]
    assert job["primaryHiringManager"]["userId"] == three["id"]
    assert [person["userId"] for person in job["recruiters"]] == [one["id"]]
    assert job["startDate"] == sent["startDate"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"title": ""}, "title is required"),
        ({"creatorEmail": None}, "creatorEmail is required"),
        ({"creatorEmail": "nobody@x.example"}, "creatorEmail is not a known user"),
        ({"jobState": "Gone"}, "Invalid jobState"),
        ({"jobType": "Sometimes"}, "Invalid jobType"),
        ({"department": "Nowhere"}, "Invalid department"),
        ({"private": "perhaps"}, "Invalid private"),
        ({"recruiters": [{"userId": "sNobody0"}]}, "Invalid recruiters"),
        ({"primaryHiringManagerEmail": "x@y.example"}, "Invalid primaryHiringManagerEmail"),
        ({"startDate": "soon"}, "Invalid startDate"),
        ({"startDate": 10**18}, "Invalid startDate"),
        (
            {"customField": [{"fieldCode": "sync_note", "value": "of an application"}]},
            "Invalid fieldCode",
        ),
    ],
)
def test_a_job_that_makes_no_sense_is_refused(
    desk: Desk, change: dict[str, Any], expected: str
) -> None:
    usual = {"creatorEmail": desk.account.credentials["user_email"], "title": "Job"}
    before = len(desk.account.truth("jobs"))
    assert message(desk.http.post("/api/v2/job", json={**usual, **change})) == (400, expected)
    assert len(desk.account.truth("jobs")) == before


def test_an_update_of_no_job_is_not_found(desk: Desk) -> None:
    assert message(desk.http.put("/api/v2/job", json={"eId": "oNothing"})) == (404, "Job not found")
    assert message(desk.http.put("/api/v2/job", json={})) == (400, "eId is required")


def test_a_changed_job_shows_inside_every_application(desk: Desk) -> None:
    job = an_open_job(desk)
    sent = {"eId": job["id"], "title": "Renamed", "requisitionId": "NEW-1"}
    desk.http.put("/api/v2/job", json=sent)
    rows = desk.rows(requisitionId="NEW-1")
    assert rows
    assert rows == desk.rows(jobId=job["id"])
    assert {row["application"]["job"]["title"] for row in rows} == {"Renamed"}


def test_employees_are_known_by_address(desk: Desk) -> None:
    email = desk.account.credentials["user_email"]
    params = {"userEmail": email}
    new = {"email": "new@staff.example", "firstName": "N", "lastName": "W", "role": "Recruiter"}

    def post(**change: Any) -> Any:
        return desk.http.post("/api/v2/employee", params=params, json={**new, **change})

    assert message(post(email=email))[0] == 409
    assert message(post(role="King")) == (400, "Invalid role")
    assert message(post(lastName="")) == (400, "lastName is required")
    assert message(desk.http.post("/api/v2/employee", json=new)) == (400, "userEmail is required")
    key = post().json()["employees"][0]["userId"]
    url = f"/api/v2/employee/{key}"
    assert message(desk.http.put(url, params=params, json={"email": email}))[0] == 409
    assert message(desk.http.put("/api/v2/employee/s", params=params, json={}))[0] == 404
    assert desk.http.put(url, params=params, json={"email": "new@staff.example"}).status_code == 200
    assert desk.get("employee", userEmail="new@staff.example")["total"] == 13


def test_a_renamed_user_shows_on_jobs_and_their_applications(desk: Desk) -> None:
    job = next(j for j in desk.jobs() if j["hiringManagers"])
    key = job["hiringManagers"][0]["userId"]
    params = {"userEmail": desk.account.credentials["user_email"]}
    desk.http.put(f"/api/v2/employee/{key}", params=params, json={"lastName": "Changed"})
    (after,) = desk.get("job", ids=job["eId"])["requisitions"]
    assert after["hiringManagers"][0]["lastName"] == "Changed"
    for row in desk.rows(jobId=job["eId"]):
        assert row["application"]["job"]["primaryHiringManager"]["lastName"] == "Changed"


def test_contacts_merge_by_address_when_asked(desk: Desk) -> None:
    params = {"userEmail": desk.account.credentials["user_email"]}

    def post(**sent: Any) -> str:
        answer = desk.http.post("/api/v2/contact", params=params, json=sent)
        assert answer.status_code == 200, answer.text
        key: str = answer.json()["contact"]["EId"]
        return key

    first = post(primaryEmail="Lia@mail.example", firstName="Lia", tags=["a"])
    assert post(primaryEmail="lia@mail.example", city="Leeds", mergeDuplicates=True) == first
    assert post(primaryEmail="lia@mail.example", mergeDuplicates=False) != first
    merged = desk.account.truth_of("contacts", first)["fields"]
    assert (merged["firstName"], merged["city"], merged["tags"]) == ("Lia", "Leeds", ["a"])
    answer = desk.http.post("/api/v2/contact", params=params, json={"tags": "x"})
    assert message(answer) == (400, "Invalid tags")
