"""Direct apply: what is taken, what is kept of it, and what is refused."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.simulator.providers.jobtrain.desk import Desk, an_application, fixture, form_of
from tests.simulator.providers.jobtrain.scenario import a_company, a_scenario

PATH = "/Candidate/DirectApplyData"
ANSWERS = [{"id": "9002_AF", "value": "90021"}, {"id": "9003_PRE", "value": "90031"}]


def an_apply(**answers: Any) -> dict[str, Any]:
    """Build a whole direct apply for the job of the scenario."""
    return an_application(jobId=900101, answers={"questionAnswers": ANSWERS, **answers})


def a_documented_apply(**fields: Any) -> dict[str, Any]:
    body: dict[str, Any] = {**fixture("direct_apply_request_v1"), **fields}
    return body


def test_a_new_person_gets_a_candidate_and_an_application_that_is_submitted() -> None:
    desk = a_company()
    assert desk.post(PATH, an_apply()).status_code == 200
    (row,) = desk.records("/Jobs/listCandidate/900101")
    assert row["applicationStatus"]["statusName"] == "1. Submitted"
    assert row["source"] == "Acme"
    person = desk.data(f"/candidate/{row['candidateId']}")
    assert (person["firstName"], person["lastName"]) == ("Nkechi", "Obi")
    assert (person["email"], person["mobile"]) == ("nkechi.obi@mail.example", "07700900200")
    assert person["appliedJobs"][0]["applicationSubmitedOn"] == "2026-11-20T13:00:00"


def test_a_new_application_is_in_the_export() -> None:
    desk = a_company()
    desk.post(PATH, an_apply())
    (row,) = desk.records("/Candidate/GetRecentlyUpdatedApplications")
    assert row["emailAddress"] == "nkechi.obi@mail.example"


def test_documents_come_back_byte_for_byte() -> None:
    desk, cv = a_company(), base64.b64encode(bytes(range(256))).decode()
    file = {"fileName": 'Ünï "c".bin', "contentType": "application/x-own", "data": cv}
    desk.post(PATH, an_apply(CV=file))
    (row,) = desk.records("/Jobs/listCandidate/900101")
    path = f"/Candidate/GetCandidateApplicationDetailByJobId/{row['candidateId']}/900101"
    detail = desk.data(path)
    assert (detail["cv"], detail["coverLetter"]) == (file, None)


def test_both_documents_and_the_address_of_the_documented_family_are_kept() -> None:
    desk = a_company()
    desk.post(PATH, a_documented_apply())
    (candidate,) = desk.account.truth("candidates")
    assert candidate["address"] == {
        "street": "1 Example Row",
        "city": "Leeds",
        "state": "West Yorkshire",
        "postal_code": "ZZ1 1AA",
        "country": "GB",
    }
    detail = desk.data(f"/Candidate/GetCandidateApplicationDetailByJobId/{candidate['id']}/900101")
    sent = fixture("direct_apply_request_v1")["applicant"]
    assert detail["cv"]["data"] == sent["resume"]["data"]
    assert detail["coverLetter"]["fileName"] == sent["coverLetter"]["filename"]


def test_answers_are_kept_and_those_for_statistics_apart_from_them() -> None:
    desk = a_company()
    desk.post(PATH, fixture("direct_apply_request_v2"))
    (form,) = desk.account.truth("form_answers")
    assert form["answers"] == [
        {"question": "9002_AF", "values": ["90021"]},
        {"question": "9003_PRE", "values": ["90031"]},
    ]
    (statistics,) = desk.account.truth("equal_opportunities")
    assert (statistics["sex"], statistics["ethnicity"]) == ("Male", None)
    candidate = statistics["candidate"]["id"]
    detail = desk.data(f"/Candidate/GetCandidateApplicationDetailByJobId/{candidate}/900101")
    assert detail["equalOps"]["equalOpsSex"] == "Male"


def test_keys_have_no_case_and_unknown_ones_are_ignored() -> None:
    desk = a_company()

    def shout(value: Any) -> Any:
        if isinstance(value, dict):
            return {key.upper(): shout(v) for key, v in value.items()}
        return [shout(v) for v in value] if isinstance(value, list) else value

    body = {**shout(a_documented_apply()), "ReedId": 1, "analytics": {"x": []}, "verified": True}
    assert desk.post(PATH, body).status_code == 200


@pytest.mark.parametrize(
    ("fields", "expected"),
    [({"source": "A", "utm_Source": "B"}, "A"), ({"source": "", "utm_Source": "B"}, "B")],
)
def test_the_source_is_the_calls(fields: dict[str, str], expected: str) -> None:
    desk = a_company()
    desk.post(PATH, {**an_apply(), **fields})
    assert desk.records("/Jobs/listCandidate/900101")[0]["source"] == expected


def test_without_a_source_it_is_the_api() -> None:
    desk = a_company()
    body = an_apply()
    del body["source"]
    desk.post(PATH, body)
    assert desk.records("/Jobs/listCandidate/900101")[0]["source"] == "API"


def test_the_same_email_in_any_case_is_the_same_candidate_kept_as_they_were() -> None:
    desk = a_scenario()
    other = desk.account.put_truth("jobs", "900102", {"name": "Cook", "status": "open"})
    email = "AMARA.Whitfield@candidate.example"
    body = an_application(jobId=int(other["id"]), answers={"email": email, "firstName": "Am"})
    assert desk.post(PATH, body).status_code == 200
    person = desk.data("/candidate/60301")
    assert person["firstName"] == "Amara"
    assert {j["jobId"] for j in person["appliedJobs"]} == {900101, 900102}


@pytest.mark.parametrize(("assumed", "status"), [("400", 400), ("409", 409)])
def test_nobody_applies_twice_for_a_job(assumed: str, status: int) -> None:
    desk = a_company(assumptions={"duplicate_application": assumed})
    assert desk.post(PATH, an_apply()).status_code == 200
    refused = desk.post(PATH, an_apply(email="Nkechi.OBI@mail.example"))
    assert refused.status_code == status
    assert refused.json() == {
        "status": status,
        "message": "Candidate has already applied",
        "resultData": None,
        "errors": ["Candidate has already applied"],
    }
    assert len(desk.account.truth("applications")) == 1


def refusal(desk: Desk, body: Any) -> tuple[int, list[str]]:
    """Send what is refused: status, and what the problem is about. Nothing may be written."""
    before = {r: desk.account.truth(r) for r in ("applications", "candidates", "attachments")}
    answer = desk.post(PATH, body)
    assert before == {r: desk.account.truth(r) for r in before}
    document = answer.json()
    return answer.status_code, sorted(document["errors"])


@pytest.mark.parametrize("name", ["firstName", "lastName", "email"])
@pytest.mark.parametrize("value", [None, "", " ", 5, {}])
def test_names_and_email_have_to_be_there(name: str, value: object) -> None:
    desk = a_company()
    assert refusal(desk, an_apply(**{name: value})) == (400, [f"answers.{name}"])
    body = a_documented_apply()
    body["applicant"] = {**body["applicant"], name: value}
    assert refusal(desk, body) == (400, [f"applicant.{name}"])


@pytest.mark.parametrize("job", [None, "900101", 1.5, True, [], 2**64])
def test_the_job_has_to_be_a_number(job: object) -> None:
    status, about = refusal(a_company(), a_documented_apply(job={"id": job}))
    assert (status, about) == (400, ["job.id"])


@pytest.mark.parametrize("data", ["%%%", "abc", "data:application/pdf;base64,AAAA", "AA\nAA", "ü"])
def test_data_that_is_no_base64_is_refused(data: str) -> None:
    desk = a_company()
    assert refusal(desk, an_apply(CV={"data": data})) == (400, ["answers.CV.data"])
    body = a_documented_apply()
    body["applicant"] = {**body["applicant"], "coverLetter": {"data": data}}
    assert refusal(desk, body) == (400, ["applicant.coverLetter.data"])


@pytest.mark.parametrize("file", ["x", 1, []])
def test_a_file_is_an_object(file: object) -> None:
    assert refusal(a_company(), an_apply(CV=file)) == (400, ["answers.CV"])


@pytest.mark.parametrize("given", ["x", {}, [1], [None]])
def test_answers_are_a_list_of_objects(given: object) -> None:
    status, about = refusal(a_company(), an_apply(questionAnswers=given))
    assert (status, about) == (400, ["answers.questionAnswers"])


@pytest.mark.parametrize(
    "given",
    [
        [],
        None,
        [{"id": "9002_AF", "value": "90021"}],
        [{"id": "9002_AF", "value": ""}, {"id": "9003_PRE", "value": "1"}],
        [{"id": "9002_AF", "value": "1", "values": []}, {"id": "9003_PRE", "values": ["x"]}],
    ],
)
def test_required_questions_have_to_be_answered(given: Any) -> None:
    status, about = refusal(a_company(), an_apply(questionAnswers=given))
    assert status == 400
    assert about
    assert set(about) <= {"9002_AF", "9003_PRE"}


def test_an_unknown_question_is_ignored() -> None:
    answers = [*ANSWERS, {"id": "1_AF", "value": "x"}, {"value": "y"}]
    assert a_company().post(PATH, an_apply(questionAnswers=answers)).status_code == 200


def test_an_unknown_job_is_not_found() -> None:
    refused = a_company().post(PATH, an_application(jobId=900999))
    assert (refused.status_code, refused.json()["message"]) == (404, "Job not found")


@pytest.mark.parametrize(
    "change",
    [
        {"status": "closed"},
        {"status": "draft"},
        {"status": "archived"},
        {"confidential": True},
        {"closed_at": "2026-11-19T12:00:00Z"},
    ],
)
def test_a_job_that_is_not_open_takes_nobody(change: dict[str, Any]) -> None:
    desk = a_company()
    desk.account.put_truth("jobs", "900101", change)
    status, errors = refusal(desk, an_apply())
    assert (status, errors) == (400, ["Job is not open for applications"])


REFUSALS: dict[str, tuple[dict[str, Any], str, int, str]] = {  # body, user, status, form by default
    "bad base64": (an_apply(CV={"data": "%%%"}), "superuser", 400, "problem"),
    "missing answers": (an_apply(questionAnswers=[]), "superuser", 400, "problem"),
    "missing name": (an_apply(firstName=""), "superuser", 400, "problem"),
    "unknown job": (an_application(jobId=900999), "superuser", 404, "envelope"),
    "closed job": (an_application(jobId=900102), "superuser", 400, "envelope"),
    "applied before": (
        an_apply(email="amara.whitfield@candidate.example"),
        "superuser",
        400,
        "envelope",
    ),
    "hidden job": (an_apply(), "hiring_manager", 403, "empty"),
    "too long": (an_apply(mobile="0" * 2**20), "superuser", 413, "empty"),
}


@pytest.mark.parametrize("style", ["mixed", "empty", "envelope"])
def test_each_refusal_has_the_form_that_is_assumed_and_writes_nothing(style: str) -> None:
    desk = a_scenario(assumptions={"error_style": style}, settings={"max_body_mb": 1})
    desk.account.put_truth("jobs", "900102", {"name": "Cook", "status": "closed"})
    before = {r: desk.account.truth(r) for r in ("applications", "candidates", "attachments")}
    answers = {case: desk.post(PATH, body, user) for case, (body, user, *_) in REFUSALS.items()}
    assert {case: (a.status_code, form_of(a)) for case, a in answers.items()} == {
        case: (status, form if style == "mixed" else style)
        for case, (_, _, status, form) in REFUSALS.items()
    }
    assert before == {r: desk.account.truth(r) for r in before}


def test_a_body_beyond_ten_megabytes_is_too_large() -> None:
    desk = a_company()
    file = {"fileName": "a", "contentType": "b", "data": ""}
    frame = len(json.dumps(an_apply(CV=file)))
    for extra, status in ((0, 200), (4, 413)):
        data = "A" * ((10 * 2**20 - frame) // 4 * 4 + extra)
        body = json.dumps(an_apply(CV={**file, "data": data}))
        headers = {"Content-Type": "application/JSON"}
        answer = desk.call("POST", PATH, content=body, headers=headers)
        assert answer.status_code == status
    assert answer.content == b""


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"null", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"a":' * 900 + b"1" + b"}" * 900, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b"{}", "application/json; charset=utf-8", 400),
        (b"{}", "application/vnd.x+json", 400),
    ],
)
def test_a_body_that_is_no_object_is_refused(body: bytes, content_type: str, status: int) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = a_company().call("POST", PATH, content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("style", ["empty", "string", "envelope"])
def test_the_answer_may_say_nothing_a_sentence_or_the_ids(style: str) -> None:
    desk = a_company(assumptions={"direct_apply_response": style})
    answer = desk.post(PATH, an_apply())
    (application,) = desk.account.truth("applications")
    ids = {
        "candidateId": int(application["candidate"]["id"]),
        "candidateApplicationId": int(application["id"]),
    }
    match style:
        case "empty":
            assert answer.content == b""
        case "string":
            assert isinstance(answer.json(), str)
        case _:
            assert answer.json()["resultData"] == ids


def test_a_client_without_a_status_for_new_applications_uses_the_first() -> None:
    desk = a_company()
    desk.account.put_truth("stage_roles", "9101", {"role": None})
    assert desk.post(PATH, an_apply()).status_code == 200
    (row,) = desk.records("/Jobs/listCandidate/900101")
    assert row["applicationStatus"]["id"] == 9101
    desk.account.put_truth("stage_roles", "9103", {"role": "submitted"})
    desk.post(PATH, an_apply(email="b@mail.example"))
    assert desk.records("/Jobs/listCandidate/900101")[1]["applicationStatus"]["id"] == 9103
