"""The old API: HR-XML, the feed of strings, imports."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import orjson
import pytest

from tests.simulator.providers.jobvite.desk import Desk

API = "{http://api.jobvite.com/action/api/v1}"
HR = "{http://ns.hr-xml.org/2007-04-15}"


def parsed(answer: Any) -> ET.Element:
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/xml;charset=utf-8"
    root = ET.fromstring(answer.content)
    assert root.tag == f"{API}Results"
    return root


def listed(desk: Desk, **params: Any) -> tuple[ET.Element, list[str]]:
    usual = {"action": "getCandidates", "format": "hrxml"}
    root = parsed(desk.http.get("/v1/candidate", params={**usual, **params}))
    (candidates,) = root.findall(f"{API}Candidates")
    ids = [n.text or "" for n in candidates.findall(f".//{HR}IdValue[@name='applicationId']")]
    return candidates, ids


def error_of(answer: Any) -> tuple[str | None, str | None]:
    (error,) = parsed(answer).findall(f".//{API}Error")
    return error.get("code"), error.text


def test_candidates_are_the_rows_of_v2_in_the_same_order(reading: Desk) -> None:
    candidates, ids = listed(reading, count=500)
    assert ids == [row["application"]["eId"] for row in reading.rows()]
    place = {name: candidates.get(name) for name in ("first", "count", "total")}
    assert place == {"first": "1", "count": str(len(ids)), "total": str(len(ids))}


def test_pages_begin_at_1_and_say_so(reading: Desk) -> None:
    candidates, ids = listed(reading, start=11, count=10)
    assert ids == listed(reading, count=500)[1][10:20]
    assert candidates.get("first") == "11"


def test_names_with_mark_up_survive(reading: Desk) -> None:
    candidates, _ = listed(reading, count=500)
    names = {n.text for n in candidates.findall(f".//{HR}FamilyName")}
    assert "<script>alert(1)</script>" in names
    assert "O'Brien-D’Arcy" in names


def test_what_xml_cannot_hold_is_left_out_wherever_it_stands(desk: Desk) -> None:
    job = next(job for job in desk.jobs() if job["requisitionId"])
    sent = {"eId": job["eId"], "requisitionId": "A\x01\ufffeB", "title": "<T\x02>"}
    assert desk.http.put("/api/v2/job", json=sent).status_code == 200
    candidates, _ = listed(desk, count=500)
    assert "AB" in {n.text for n in candidates.findall(f".//{HR}IdValue[@name='requisitionId']")}
    assert "<T>" in {n.text for n in candidates.findall(f".//{HR}Title")}
    assert error_of(desk.http.get("/v1/candidate", params={"action": "\x01"}))[0] == "101"


def test_new_hires_are_those_who_were_hired(reading: Desk) -> None:
    _, ids = listed(reading, action="getNewHires", count=500)
    assert ids == [row["application"]["eId"] for row in reading.rows(wflowstate="Hired")]
    assert ids


def test_filters_are_those_of_v2(reading: Desk) -> None:
    _, ids = listed(reading, wflowstate="New", count=500)
    assert ids == [row["application"]["eId"] for row in reading.rows(wflowstate="New")]
    params = {"datestart": "06/01/2026", "dateend": "07/01/2026", "count": 500}
    _, ids = listed(reading, **params)
    assert ids == [row["application"]["eId"] for row in reading.rows(**params)]


def test_the_switches_of_v2_leave_v1_as_it_is_documented() -> None:
    switched = {
        "start_base": "0",
        "count_over_max": "error_400",
        "workflow_state_params": "workflowState",
    }
    with Desk() as plain, Desk(assumptions=switched) as desk:
        for params in ({"start": 2, "count": 501}, {"wflowstate": "New", "count": 5}):
            assert listed(desk, **params)[1] == listed(plain, **params)[1]
        asked = {"companyId": "x", "start": "2", "count": "1001"}
        feeds = [each.http.get("/v1/jobFeed", params=asked).content for each in (plain, desk)]
        assert feeds[0] == feeds[1]


def test_errors_are_xml(reading: Desk) -> None:
    assert error_of(reading.http.get("/v1/candidate")) == ("101", "Invalid action.")
    params = {"action": "getCandidates", "datestart": "x"}
    answer = reading.http.get("/v1/candidate", params=params)
    assert error_of(answer) == ("102", "Invalid date format.")


def test_a_pair_in_the_query_is_enough(reading: Desk) -> None:
    given = reading.account.credentials
    params = {"api": given["api_key"], "secret": given["secret"], "action": "getCandidates"}
    assert reading.anonymous().get("/v1/candidate", params=params).status_code == 200


# ── the feed ─────────────────────────────────────────────────────────────────────────────────


def fed(desk: Desk, **params: Any) -> Any:
    answer = desk.http.get("/v1/jobFeed", params={"companyId": "q", **params})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "https://app.jobvite.com"
    return answer.json()


def test_the_feed_has_the_open_external_jobs_and_only_strings(reading: Desk) -> None:
    feed = fed(reading)
    wanted = {j["eId"] for j in reading.jobs(jobStatus="Open", availableTo="External")}
    assert {job["id"] for job in feed["jobs"]} == wanted
    assert feed["total"] == len(wanted)
    for job in feed["jobs"]:
        assert "carrerSiteScrapeUrl" in job
        assert all(isinstance(v, str) for k, v in job.items() if k != "customFields")
        assert job["closeDate"] == "12/31/9999"


def test_the_feed_filters_and_pages(reading: Desk) -> None:
    internal = fed(reading, availableTo="Internal")
    assert {job["availableTo"] for job in internal["jobs"]} == {"Internal"}
    first = fed(reading)["jobs"][0]
    for name, key in (("category", "category"), ("type", "jobType"), ("location", "location")):
        found = fed(reading, **{name: first[key]})
        assert first in found["jobs"]
        assert {job[key] for job in found["jobs"]} == {first[key]}
    second = fed(reading, start=2, count=1)
    assert second["jobs"] == fed(reading)["jobs"][1:2]
    assert second["filterCriteria"]["start"] == 2


def test_the_feed_takes_its_filters_in_any_case_and_a_country_by_its_code(reading: Desk) -> None:
    internal = fed(reading, availableTo="internal")["jobs"]
    assert internal == fed(reading, availableTo="Internal")["jobs"] != []
    one = next(job for job in fed(reading)["jobs"] if job["location"].endswith("United States"))
    coded = one["location"].replace("United States", "USA")
    found = fed(reading, type=one["jobType"].lower(), location=coded)
    assert one in found["jobs"]
    assert found["filterCriteria"]["location"] == coded


def test_the_feed_wants_a_company(reading: Desk) -> None:
    answer = reading.http.get("/v1/jobFeed")
    assert (answer.status_code, answer.text) == (400, "companyId is required")
    assert "Content-Type" not in answer.headers
    assert (
        reading.http.get("/v1/jobFeed", params={"companyId": "q", "start": "x"}).status_code == 400
    )


# ── imports ──────────────────────────────────────────────────────────────────────────────────


def move(desk: Desk, *moves: dict[str, str]) -> Any:
    data = {"data": orjson.dumps(list(moves)).decode()}
    return desk.http.post("/v1/candidate", params={"action": "updateCandidates"}, data=data)


def test_candidates_are_moved_all_or_none(desk: Desk) -> None:
    first, second = (r["application"]["eId"] for r in desk.rows(wflowstate="New")[:2])
    good = [{"applicationId": key, "wflowstate": "Rejected"} for key in (first, second)]
    bad = {"applicationId": "pNothing", "wflowstate": "New"}
    assert error_of(move(desk, good[0], bad)) == ("103", "Invalid applicationId.")
    assert desk.row(first)["application"]["workflowState"] == "New"
    assert parsed(move(desk, *good)).findall(f".//{API}Error") == []
    for key in (first, second):
        assert desk.row(key)["application"]["workflowState"] == "Rejected"
    assert error_of(move(desk, {"applicationId": first, "wflowstate": "Lost"})) == (
        "103",
        "Invalid wflowstate.",
    )


@pytest.mark.parametrize("content", [b"", b"data=x", b"data=1", b"data=[1]", b"\xff=%ff"])
def test_a_form_without_data_is_an_error(reading: Desk, content: bytes) -> None:
    params = {"action": "updateCandidates"}
    answer = reading.http.post("/v1/candidate", params=params, content=content)
    assert error_of(answer) == ("102", "Invalid data.")


def test_jobs_are_imported_by_their_own_number(desk: Desk) -> None:
    known = next(j for j in desk.account.truth("jobs") if j["requisition_id"])
    sent = {
        "companyName": "x",
        "closeMissingReqs": "true",
        "requisitions": [
            {"jobId": known["requisition_id"], "title": "Renamed", "locationCity": "Paris"},
            {
                "jobId": "IMP-1",
                "title": "Imported",
                "description": "<p>x</p>",
                "category": desk.account.truth("job_categories")[0]["name"],
                "locationName": "Nowhere",
                "recruiterEmail": desk.account.credentials["user_email"],
                "customFields": {"Business unit": "Kitchen", "unknown": "x"},
            },
        ],
    }
    assert parsed(desk.http.post("/v1/job", json=sent)).findall(f".//{API}Error") == []
    jobs = {job["requisitionId"]: job for job in desk.jobs()}
    assert jobs[known["requisition_id"]]["title"] == "Renamed"
    assert (jobs["IMP-1"]["title"], jobs["IMP-1"]["jobState"]) == ("Imported", "Open")
    assert jobs["IMP-1"]["category"] == desk.account.truth("job_categories")[0]["name"]
    assert jobs["IMP-1"]["primaryRecruiterEmail"] == desk.account.credentials["user_email"]
    assert [f["value"] for f in jobs["IMP-1"]["customField"]] == ["Kitchen"]
    open_jobs = desk.get("job", count=500)["requisitions"]
    assert {job["requisitionId"] for job in open_jobs} <= {known["requisition_id"], "IMP-1"}


def test_a_roster_is_matched_by_address(desk: Desk) -> None:
    email = desk.account.credentials["user_email"]
    sent = {
        "CompanyId": "q",
        "ImporterEmail": email,
        "Employees": [
            {"Email": email, "FirstName": "Same", "LastName": "User"},
            {"Email": "new@staff.example", "FirstName": "N", "LastName": "W", "Role": "HR"},
        ],
    }
    assert parsed(desk.http.post("/v1/employee", json=sent)).findall(f".//{API}Error") == []
    shown = desk.get("employee", userEmail=email)["employees"]
    by_email = {e["email"]: e for e in shown}
    assert by_email[email]["firstName"] == "Same"
    assert by_email["new@staff.example"]["role"] == "HR"
    assert len(shown) == 13


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("job", {"requisitions": [{"title": "without number"}]}),
        ("job", {"requisitions": {}}),
        ("employee", {"Employees": [{"Email": "x@y.example"}]}),
        ("employee", {"Employees": "x"}),
    ],
)
def test_an_import_that_makes_no_sense_is_an_error_and_changes_nothing(
    desk: Desk, path: str, body: Any
) -> None:
    before = desk.account.describe()["world"]["counts"]
    assert error_of(desk.http.post(f"/v1/{path}", json=body))[0] == "102"
    assert error_of(desk.http.post(f"/v1/{path}", content=b"{"))[1] == "Invalid JSON."
    assert desk.account.describe()["world"]["counts"] == before
